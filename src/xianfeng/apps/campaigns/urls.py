from django.urls import path

from xianfeng.apps.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.list_campaigns, name="list"),
    path("new/", views.prepare, name="prepare"),
    path("<int:campaign_id>/", views.detail, name="detail"),
    path("<int:campaign_id>/open/", views.open_campaign, name="open"),
    path("<int:campaign_id>/close/", views.close_campaign, name="close"),
    path("<int:campaign_id>/steps/<slug:step_code>/move/", views.move, name="move"),
    path("<int:campaign_id>/steps/<slug:step_code>/excuse/<int:organization_id>/", views.excuse, name="excuse"),
    path("excuses/<int:excuse_id>/withdraw/", views.withdraw_excuse, name="withdraw-excuse"),
]

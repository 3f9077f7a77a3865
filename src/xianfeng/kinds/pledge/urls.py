from django.urls import path

from xianfeng.kinds.pledge import hearing_views, views

app_name = "pledge"
urlpatterns = [
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/write/", views.write, name="write"),
    path("<int:campaign_id>/<slug:step_code>/list/", views.published, name="list"),
    path("<int:campaign_id>/<slug:step_code>/export/", views.export, name="export"),
    path("slip/", hearing_views.answer, name="slip"),
    path("one/<int:pledge_id>/served/", hearing_views.act, name="served"),
    path("one/<int:pledge_id>/slips/", hearing_views.slips, name="slips"),
    path("public/<int:organization_id>/", views.public, name="public"),
    path("one/<int:pledge_id>/", views.pledge, name="pledge"),
    path("one/<int:pledge_id>/edit/", views.edit, name="edit"),
    path("one/<int:pledge_id>/act/", views.act, name="act"),
]

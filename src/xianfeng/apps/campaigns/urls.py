from django.urls import path

from xianfeng.apps.campaigns import views
from xianfeng.apps.campaigns.views import documents, gates, groups, local, school_days, years

app_name = "campaigns"
urlpatterns = [
    path("", views.list_campaigns, name="list"),
    path("new/", views.prepare, name="prepare"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<int:document_id>/", documents.document, name="document"),
    path("documents/new/<int:organization_id>/", documents.enter, name="enter-document"),
    path("school-days/<int:organization_id>/", school_days.school_days, name="school-days"),
    path("<int:campaign_id>/", views.detail, name="detail"),
    path("<int:campaign_id>/open/", views.open_campaign, name="open"),
    path("<int:campaign_id>/close/", gates.close_campaign, name="close"),
    path("<int:campaign_id>/steps/<slug:step_code>/move/", views.move, name="move"),
    path("<int:campaign_id>/steps/<slug:step_code>/excuse/<int:organization_id>/", views.excuse, name="excuse"),
    path("<int:campaign_id>/gates/<int:organization_id>/", gates.list_gates, name="gates"),
    path("<int:campaign_id>/gates/<int:organization_id>/<slug:gate_code>/", gates.decide_gate, name="gate"),
    path("<int:campaign_id>/group/<int:organization_id>/", groups.group, name="group"),
    path("<int:campaign_id>/year/", years.year_plans, name="year-plans"),
    path("<int:campaign_id>/year/<int:organization_id>/", years.year_plan, name="year-plan"),
    path("<int:campaign_id>/exceptions/<int:organization_id>/", local.exceptions, name="exceptions"),
    path("exceptions/<int:exception_id>/end/", local.end_exception, name="end-exception"),
    path("local/<int:overlay_id>/decide/", local.decide_local, name="decide-local"),
    path("excuses/<int:excuse_id>/withdraw/", views.withdraw_excuse, name="withdraw-excuse"),
]

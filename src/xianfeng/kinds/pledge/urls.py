from django.urls import path

from xianfeng.kinds.pledge.views import one, reading, writing

app_name = "pledge"
urlpatterns = [
    path("mine/", reading.mine, name="mine"),
    path("<int:campaign_id>/<slug:step_code>/", reading.step, name="step"),
    path("<int:campaign_id>/<slug:step_code>/write/", writing.write, name="write"),
    path("<int:campaign_id>/<slug:step_code>/why/", writing.say_why, name="why"),
    path("<int:campaign_id>/<slug:step_code>/list/", reading.published, name="list"),
    path("<int:campaign_id>/<slug:step_code>/export/", reading.export, name="export"),
    path("school/<int:organization_id>/", reading.school, name="school"),
    path("public/<int:organization_id>/", reading.public, name="public"),
    path("one/<int:pledge_id>/", one.pledge, name="pledge"),
    path("one/<int:pledge_id>/edit/", writing.edit, name="edit"),
    path("one/<int:pledge_id>/act/", one.act, name="act"),
    path("one/<int:pledge_id>/served/", one.ask_served, name="served"),
]

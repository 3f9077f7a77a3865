from django.urls import path

from xianfeng.apps.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.list_plans, name="list"),
    path("adopt/", views.adopt, name="adopt"),
    path("<int:version_id>/", views.detail, name="detail"),
    path("<int:version_id>/value/", views.set_value, name="value"),
    path("<int:version_id>/consultation/", views.start_consultation, name="consultation"),
    path("<int:version_id>/publish/", views.publish, name="publish"),
    path("<int:version_id>/comment/", views.comment, name="comment"),
    path("comments/<int:comment_id>/answer/", views.answer, name="answer"),
    path("<int:version_id>/local/<int:organization_id>/", views.local_plan, name="local"),
    path("local/<int:overlay_id>/decide/", views.decide_local, name="decide-local"),
]

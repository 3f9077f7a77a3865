"""Pages of the opinion box; the first four are open to everybody."""

from django.urls import path

from xianfeng.kinds.opinion import views

app_name = "opinion"
urlpatterns = [
    path("boxes/", views.boxes, name="boxes"),
    path("look/", views.look, name="look"),
    path("write/<int:campaign_id>/<slug:step_code>/<int:organization_id>/", views.write, name="write"),
    path("entry/<int:opinion_id>/", views.detail, name="detail"),
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
]

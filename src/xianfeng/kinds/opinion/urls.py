"""Pages of the opinion box; the first three are open to everybody."""

from django.urls import path

from xianfeng.kinds.opinion import correcting, digesting, views

app_name = "opinion"
urlpatterns = [
    path("boxes/", views.boxes, name="boxes"),
    path("look/", views.look, name="look"),
    path("write/<int:campaign_id>/<slug:step_code>/<int:organization_id>/", views.write, name="write"),
    path("entry/<int:opinion_id>/", views.detail, name="detail"),
    path("item/<int:item_id>/", correcting.correct, name="correct"),
    path("digest/<int:digest_id>/", digesting.fed_back, name="fed_back"),
    path(
        "<int:campaign_id>/<slug:step_code>/digest/<int:organization_id>/<int:person_id>/",
        digesting.work,
        name="digest",
    ),
    path("<int:campaign_id>/<slug:step_code>/", views.step, name="step"),
]

from django.urls import path

from xianfeng.apps.exemplars import views

app_name = "exemplars"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("<int:exemplar_id>/", views.one, name="one"),
    path("unit/<int:organization_id>/", views.unit, name="unit"),
    path("unit/<int:organization_id>/recommend/", views.recommend, name="recommend"),
    path("file/<int:exemplar_id>/", views.detail, name="detail"),
    path("file/<int:exemplar_id>/act/", views.act, name="act"),
]

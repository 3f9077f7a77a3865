from django.urls import path

from xianfeng.apps.exemplars.views import accounts as views
from xianfeng.apps.exemplars.views import practices

app_name = "exemplars"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("<int:exemplar_id>/", views.one, name="one"),
    path("unit/<int:organization_id>/", views.unit, name="unit"),
    path("unit/<int:organization_id>/recommend/", views.recommend, name="recommend"),
    path("file/<int:exemplar_id>/", views.detail, name="detail"),
    path("file/<int:exemplar_id>/act/", views.act, name="act"),
    path("practices/", practices.library, name="practices"),
    path("practices/<int:practice_id>/", practices.practice, name="practice"),
    path("practices/write/<int:organization_id>/", practices.write, name="write-practice"),
]

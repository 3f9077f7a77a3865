"""The gallery and the reader's own choice of text size."""

from django.urls import path

from xianfeng.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("text-size/", views.text_size, name="text_size"),
]

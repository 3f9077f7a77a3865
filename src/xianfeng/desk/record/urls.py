from django.urls import path

from xianfeng.desk.record import views

app_name = "record"
urlpatterns = [
    path("", views.record, name="record"),
    path("record.json", views.export_json, name="json"),
    path("record.pdf", views.export_pdf, name="pdf"),
]

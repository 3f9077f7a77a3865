from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "xianfeng.desk.record"
    label = "record"

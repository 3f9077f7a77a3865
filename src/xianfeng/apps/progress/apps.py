from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "xianfeng.apps.progress"
    label = "progress"

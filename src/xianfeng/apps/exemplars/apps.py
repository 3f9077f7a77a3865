from django.apps import AppConfig


class ExemplarsConfig(AppConfig):
    name = "xianfeng.apps.exemplars"
    label = "exemplars"

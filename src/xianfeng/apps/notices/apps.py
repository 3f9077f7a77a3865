from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "xianfeng.apps.notices"
    label = "notices"

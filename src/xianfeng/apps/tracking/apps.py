from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "xianfeng.apps.tracking"
    label = "tracking"

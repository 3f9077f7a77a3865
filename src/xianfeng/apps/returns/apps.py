from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "xianfeng.apps.returns"
    label = "returns"

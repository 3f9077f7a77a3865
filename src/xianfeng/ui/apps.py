from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "xianfeng.ui"
    label = "ui"

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "xianfeng.kinds.rectification"
    label = "rectification"

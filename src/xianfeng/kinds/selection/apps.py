from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "xianfeng.kinds.selection"
    label = "selection"

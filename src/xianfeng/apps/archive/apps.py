from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "xianfeng.apps.archive"
    label = "archive"

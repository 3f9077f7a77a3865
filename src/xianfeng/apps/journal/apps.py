from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "xianfeng.apps.journal"
    label = "journal"

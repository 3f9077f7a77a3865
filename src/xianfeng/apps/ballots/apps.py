from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "xianfeng.apps.ballots"
    label = "ballots"

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "xianfeng.config"
    label = "config"

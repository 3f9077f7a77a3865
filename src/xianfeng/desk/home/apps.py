from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "xianfeng.desk.home"
    label = "home"

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "xianfeng.desk.public"
    label = "public"

from django.apps import AppConfig


class OpinionConfig(AppConfig):
    name = "xianfeng.kinds.opinion"
    label = "opinion"

from django.apps import AppConfig


class StudyConfig(AppConfig):
    name = "xianfeng.kinds.study"
    label = "study"

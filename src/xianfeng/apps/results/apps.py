from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "xianfeng.apps.results"
    label = "results"

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "xianfeng.apps.plans"
    label = "plans"

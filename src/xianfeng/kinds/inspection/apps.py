from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "xianfeng.kinds.inspection"
    label = "inspection"

from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "xianfeng.kinds.admission"
    label = "admission"

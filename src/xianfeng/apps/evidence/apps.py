from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "xianfeng.apps.evidence"
    label = "evidence"

from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "xianfeng.kinds.pairing"
    label = "pairing"

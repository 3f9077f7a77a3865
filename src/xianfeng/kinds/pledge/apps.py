from django.apps import AppConfig


class PledgeConfig(AppConfig):
    name = "xianfeng.kinds.pledge"
    label = "pledge"

    def ready(self) -> None:
        from xianfeng.apps.evidence import records
        from xianfeng.kinds.pledge.own import PledgeRecords

        records.register("pledge", PledgeRecords())

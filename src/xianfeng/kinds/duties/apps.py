from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "xianfeng.kinds.duties"
    label = "duties"

    def ready(self) -> None:
        from xianfeng.apps.evidence import records
        from xianfeng.kinds.duties.queries import DutyRecords

        records.register("duty", DutyRecords())

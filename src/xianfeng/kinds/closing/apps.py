from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "xianfeng.kinds.closing"
    label = "closing"

    def ready(self) -> None:
        from xianfeng.apps.evidence import records
        from xianfeng.kinds.closing.queries import SummaryRecords

        records.register("closing_summary", SummaryRecords())

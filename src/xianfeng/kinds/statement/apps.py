from django.apps import AppConfig


class StatementConfig(AppConfig):
    name = "xianfeng.kinds.statement"
    label = "statement"

    def ready(self) -> None:
        from xianfeng.apps.evidence import records
        from xianfeng.kinds.statement.queries import StatementRecords

        records.register("statement", StatementRecords())

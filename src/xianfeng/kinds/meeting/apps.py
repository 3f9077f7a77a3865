from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "xianfeng.kinds.meeting"
    label = "meeting"

    def ready(self) -> None:
        from xianfeng.apps.evidence import records
        from xianfeng.kinds.meeting.own import MeetingRecords

        records.register("meeting", MeetingRecords())

from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "xianfeng.kinds.meeting"
    label = "meeting"

from django.apps import AppConfig


class NoticeKindConfig(AppConfig):
    name = "xianfeng.kinds.notice"
    label = "notice"

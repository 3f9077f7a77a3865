from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "xianfeng.desk.board"
    label = "board"

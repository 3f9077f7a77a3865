from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xianfeng.apps.people"
    label = "people"

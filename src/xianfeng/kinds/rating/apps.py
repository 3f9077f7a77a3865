from django.apps import AppConfig


class RatingConfig(AppConfig):
    name = "xianfeng.kinds.rating"
    label = "rating"

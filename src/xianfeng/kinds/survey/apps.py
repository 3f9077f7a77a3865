from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "xianfeng.kinds.survey"
    label = "survey"

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "xianfeng.apps.campaigns"
    label = "campaigns"

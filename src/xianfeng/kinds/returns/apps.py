from django.apps import AppConfig


class ReturnsKindConfig(AppConfig):
    """The step kind; the reports themselves are kept by `apps/returns`, whose label this one leaves alone."""

    name = "xianfeng.kinds.returns"
    label = "report"

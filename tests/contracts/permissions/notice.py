"""The same notice, seen from its step."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from tests import factories


def build(world):
    spec = spec_from_file_location("permissions_of_notices", Path(__file__).with_name("notices.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    line = {"code": "resolutions", "title": "决议", "every_months": 3}
    params = {"what": "progress", "objections": False, "catalogue": [line]}
    open_affairs = factories.campaign(
        world.district, [factories.plan_step("open_affairs", "notice", subject="organization", params=params)]
    )
    return {**module.build(world), "open_campaign": open_affairs.pk}

"""What a plan says about a box, without a database."""

import pytest

from xianfeng.kinds.opinion.kind import kind

BOTH = {"about": "open", "channels": ["box", "web"]}


@pytest.mark.parametrize(("said", "least"), [({"days_at_least": 7}, (7, "days")), ({}, None)])
def test_the_days_a_box_stays_open_are_time_the_step_needs(said, least):
    assert kind.least_time(kind.read_params({"about": "plan"} | said)) == least


@pytest.mark.parametrize(("at_least", "codes"), [(2, []), (3, ["channels_too_few"])])
def test_more_channels_than_are_planned_cannot_be_asked_for(at_least, codes):
    params = kind.read_params(BOTH | {"channels_at_least": at_least})
    assert [fault.code for fault in kind.faults(params, None, None)] == codes

"""What a plan says about a box, without a database."""

import pytest

from xianfeng.kinds.opinion.kind import kind


@pytest.mark.parametrize(("said", "least"), [({"days_at_least": 7}, (7, "days")), ({}, None)])
def test_the_days_a_box_stays_open_are_time_the_step_needs(said, least):
    assert kind.least_time(kind.read_params({"about": "plan"} | said)) == least

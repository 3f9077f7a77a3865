"""From the first sheet to the signed marks, over two rounds, with everything that may go wrong."""

import pytest

from xianfeng.apps.results import queries as results
from xianfeng.kinds.rating.tests.place import Place

pytestmark = pytest.mark.django_db


def outcome_of(place, person):
    code = place.rated(person).code
    return next(one for one in place.stage.result.outcome["subjects"] if one["code"] == code)


def test_all_parties_say_yes_and_everybody_holds_every_star():
    place = Place().start().run()
    assert place.stage.code == "decided"
    one = outcome_of(place, place.district.members[1])
    assert one["stars"] == ["loyal", "eager", "devoted", "results"]
    assert one["total"] == "40"
    assert results.replay(place.stage.result.id).same


def test_a_star_needs_four_fifths_of_the_weighted_mark():
    place = Place().start()
    weak = place.district.members[2]
    place.run({(weak.pk, "eager"): "no"})
    one = outcome_of(place, weak)
    assert one["items"]["eager"] == "4"  # 0.1·10 + 0.3·0 + 0.3·0 + 0.3·10
    assert one["stars"] == ["loyal", "devoted", "results"]

"""An honour needs the decision, the finished notice and the approval; it can be taken back, and then gives no certificate."""

import io

import docx
import pytest
from django.urls import reverse
from tests import factories

from xianfeng.apps.notices.models import Notice
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.actions import HonourRefused
from xianfeng.kinds.selection import honours
from xianfeng.kinds.selection.tests.place import DAY, Place

pytestmark = pytest.mark.django_db


def decided():
    """A selection with one chosen, and a notice step about it."""
    place = Place(non_members_at_least=None)
    notice = factories.plan_step(
        "result_notice", "notice", subject="organization", params={"what": "result", "of_step": "selection"}
    )
    place.running.plan = {**place.running.plan, "steps": [*place.running.plan["steps"], notice]}
    place.running.save()
    place.running.windows.create(
        step_code="result_notice", position=1, opens_on=place.running.starts_on, closes_on=place.running.starts_on
    )
    chosen = place.district.members[1]
    place.start().nominate(chosen)
    place.vote(place.open(), {chosen: 8})
    place.decide(list(place.stage.result.chosen))
    return place, chosen


def publish(place, state="confirmed"):
    return Notice.objects.create(
        campaign=place.running,
        step_code="result_notice",
        organization=place.district.branch,
        title="评选结果公示",
        state=state,
        days=5,
    )


def award(place, approval="中共示例区教育局委员会，示教党〔2026〕8号"):
    return honours.award(now=place.now, actor=place.actor, round_id=place.round_id, approval=approval, on=DAY)


def test_an_honour_rests_on_decision_notice_and_approval(client):
    place, chosen = decided()
    with pytest.raises(HonourRefused, match="no_notice"):
        award(place)
    notice = publish(place, "posted")
    with pytest.raises(HonourRefused, match="no_notice"):
        award(place)
    Notice.objects.filter(pk=notice.pk).update(state="confirmed")
    with pytest.raises(HonourRefused, match="approval_missing"):
        award(place, " ")
    given = award(place)
    assert award(place) == given
    honour = results.find_honour(given[0])
    assert (honour.person_id, honour.notice) == (chosen.pk, f"notice:{notice.pk}")

    client.force_login(place.district.account_of(place.district.secretary))
    paper = client.get(reverse("selection:certificate", args=[honour.id]))
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(paper.content)).paragraphs)
    assert f"{chosen.name}同志：" in text
    assert "示教党〔2026〕8号" in text
    client.post(reverse("selection:revoke", args=[honour.id]), {"reason": "事迹经查不实"})
    assert results.find_honour(honour.id).revoked_because == "事迹经查不实"
    assert client.get(reverse("selection:certificate", args=[honour.id])).status_code == 404
    page = client.get(reverse("selection:step", args=[place.running.pk, "selection"])).content.decode()
    assert "事迹经查不实" in page

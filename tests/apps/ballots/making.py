"""A poll in a small branch, made through the actions themselves."""

from datetime import timedelta

from tests import factories
from xianfeng.apps.ballots import actions
from xianfeng.apps.ballots.sheets import Rules

RULES = Rules(
    choices=("for", "against", "abstain"),
    labels={"for": "同意", "against": "不同意", "abstain": "弃权"},
    capped="for",
    cap=2,
    places=2,
    strata={"members": "党员", "staff": "群众"},
)

STARS = Rules(
    choices=("yes", "no"),
    labels={"yes": "给星", "no": "不给"},
    strata={"members": "党员"},
    items={"loyal": "忠诚星", "diligent": "敬业星"},
)
"""A sheet on which every candidate is judged by two items."""


def campaign(district):
    step = factories.plan_step("selection", "selection", subject="organization", params={"honour": "优秀"})
    return factories.campaign(district, [step])


def elector(person, unit="第一支部", stratum="members"):
    return actions.NewElector(person.pk, person.name, unit, stratum)


def open_poll(district, made=None, *, rules=RULES, candidates=None, electors=None, **more):
    made = made or campaign(district)
    standing = candidates if candidates is not None else district.members[1:4]
    return actions.open_poll(
        **{
            "now": factories.NOW,
            "actor": factories.TEST_ACTOR,
            "campaign_id": made.pk,
            "step_code": "selection",
            "organization_id": district.branch.pk,
            "title": "优秀评选投票",
            "rules": rules,
            "candidates": [actions.NewCandidate(one.name, person_id=one.pk) for one in standing],
            "electors": electors if electors is not None else [elector(one) for one in district.members],
            "closes_at": factories.NOW + timedelta(hours=2),
            **more,
        }
    )


def vote(poll_id, person, **marks):
    """`vote(poll, someone, r1="for", r3="against")`."""
    rows = {int(row[1:]): [said] for row, said in marks.items()}
    return actions.cast(now=factories.NOW + timedelta(minutes=5), poll_id=poll_id, person_id=person.pk, marks=rows)


def close(poll_id, **more):
    return actions.close_poll(
        now=factories.NOW + timedelta(hours=3), actor=factories.TEST_ACTOR, poll_id=poll_id, **more
    )


def make_key(person):
    """The key ceremony of one person: made, copied back; gives the recovery code."""
    actor = factories.actor_of(person)
    code = actions.make_key(now=factories.NOW, actor=actor, person_id=person.pk)
    actions.confirm_key(now=factories.NOW, actor=actor, person_id=person.pk, code=code)
    return code


def appoint(district, persons=None, organization=None):
    """Two trustees and their deputies (by default four of the staff), each with a key: their recovery codes in order."""
    persons = persons or district.staff[:4]
    actions.appoint_trustees(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        organization_id=(organization or district.branch).pk,
        posts=[
            actions.NewPost("纪检委员", persons[0].pk, persons[1].pk),
            actions.NewPost("教师代表", persons[2].pk, persons[3].pk),
        ],
    )
    return [make_key(one) for one in persons]


def submit(poll_id, person, code, later=timedelta(hours=3)):
    return actions.submit_key(
        now=factories.NOW + later,
        actor=factories.actor_of(person),
        poll_id=poll_id,
        person_id=person.pk,
        code=code,
    )

"""意见归纳: one person rewords what was said about somebody, another traces every line to its sources, then it is fed back.

Before: four slips about one member in a box. After: two lines, each with the slips it comes from, none of the slips left
out; the member reads the lines alone and confirms (S3-27).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor, pen
from xianfeng.apps.notices.privacy import find_slips
from xianfeng.kinds.opinion import queries
from xianfeng.kinds.opinion.actions import MOST_TEXT, OpinionRefused
from xianfeng.kinds.opinion.models import Digest, Opinion
from xianfeng.kinds.opinion.queries import Place
from xianfeng.kinds.opinion.standings import Standing, list_standings, opinions_among

State = Digest.State
LONGEST_QUOTE = 12
"""So many letters running alike are a quotation, and a quotation shows who wrote it."""
_note = pen("opinion", "opinion.digest", person="about_id")


def _standing_of(place: Place, about_id: int | None, on: date) -> Standing:
    params = queries.params_of(campaigns.get_step(place.campaign_id, place.step_code, place.organization_id))
    if not params.fed_back:
        raise OpinionRefused("digest_not_planned")
    found = next((one for one in list_standings(place, params, on) if one.subject.id == about_id), None)
    if found is None:
        raise OpinionRefused("subject_unknown")
    return found


def _require_open(campaign_id: int) -> None:
    if not campaigns.get_campaign(campaign_id).is_open:
        raise OpinionRefused("campaign_not_open")


@transaction.atomic
def write_digest(
    *,
    now: datetime,
    actor: Actor,
    place: Place,
    about_id: int | None,
    version: int,
    lines: Sequence[str],
    goes_into: Mapping[str, Sequence[int]],
    submit: bool,
) -> int:
    """Save a digest, and hand it to the second person; gives the new version. `goes_into`: source -> lines (from 1).

    Handed in, every source stands in a line and every line has one; no line quotes a slip or names who can be found by it.
    Raises OpinionRefused.
    """
    _require_open(place.campaign_id)
    standing = _standing_of(place, about_id, timezone.localdate(now))
    if not standing.sources:
        raise OpinionRefused("nothing_to_digest")
    words = [line.strip() for line in lines if line.strip()]
    if sum(map(len, words)) > MOST_TEXT:
        raise OpinionRefused("text_too_long", most=MOST_TEXT)
    number = len([one for one in standing.digests if one.is_fed_back]) + 1
    held = Digest.objects.select_for_update(of=("self",))
    one, _made = held.get_or_create(**vars(place), about_id=about_id, number=number)
    if one.state == State.SUBMITTED:
        raise OpinionRefused("digest_with_checker")
    if one.version != version:
        raise OpinionRefused("digest_changed")
    one.lines = [
        [text, [source for source in standing.sources if at in goes_into.get(source, ())]]
        for at, text in enumerate(words, start=1)
    ]
    if submit:
        _check_lines(one, standing.sources)
        one.state = State.SUBMITTED
    one.version, one.by, one.by_label = version + 1, actor.person_id, actor.label
    one.save()
    if submit:
        _note(now, actor, "digest_written", one)
    return one.version


def _check_lines(one: Digest, sources: Sequence[str]) -> None:
    if not one.lines:
        raise OpinionRefused("text_missing")
    placed = {source for _text, named in one.lines for source in named}
    left = [at for at, source in enumerate(sources, start=1) if source not in placed]
    if left:
        raise OpinionRefused("left_out", numbers=left)
    bare = [at for at, (_text, named) in enumerate(one.lines, start=1) if not named]
    if bare:
        raise OpinionRefused("line_without_source", numbers=bare)
    said = list(Opinion.objects.filter(pk__in=opinions_among(sources)).values_list("text", flat=True))
    for at, (text, _named) in enumerate(one.lines, start=1):
        for slip in find_slips(text):
            raise OpinionRefused("personal_detail", kind=slip.code, passage=slip.passage)
        if any(quotes(text, slip) for slip in said):
            raise OpinionRefused("line_quotes", number=at)


def quotes(text: str, raw: str) -> bool:
    """Whether a line repeats a slip: the whole of it, or a stretch long enough to know its writer by.

    Before: the slip 听课少. After: the line 听课少 repeats it, 听课次数不够 does not.
    """
    line, slip = ("".join(one.split()).strip("。！；，.;,") for one in (text, raw))
    if line == slip:
        return True
    runs = (slip[at : at + LONGEST_QUOTE] for at in range(len(slip) - LONGEST_QUOTE + 1))
    return any(run in line for run in runs)


def _locked(digest_id: int) -> Digest:
    one = Digest.objects.select_for_update(of=("self",)).get(pk=digest_id)
    _require_open(one.campaign_id)
    return one


def _second_person(one: Digest, actor: Actor) -> None:
    if actor.person_id is None or actor.person_id in (one.by, one.about_id):
        raise OpinionRefused("second_person_needed")


@transaction.atomic
def check(*, now: datetime, actor: Actor, digest_id: int, version: int | None = None) -> None:
    """Another person has traced every line to its sources: it is fed back, and who wrote the slips can read so by their
    receipts. What came in meanwhile has to be worked in first, and of a digest written anew since the page was opened
    (`version`) nothing has been traced. Twice changes nothing. Raises OpinionRefused."""
    one = _locked(digest_id)
    if one.state in Digest.FED_BACK:
        return
    if one.state != State.SUBMITTED:
        raise OpinionRefused("digest_not_submitted")
    if version is not None and version != one.version:
        raise OpinionRefused("digest_changed")
    _second_person(one, actor)
    today = timezone.localdate(now)
    place = Place(one.campaign_id, one.step_code, one.organization_id)
    _check_lines(one, _standing_of(place, one.about_id, today).sources)
    one.state, one.checked_label, one.checked_on = State.SENT, actor.label, today
    one.save(update_fields=["state", "checked_label", "checked_on"])
    if one.about_id is not None:
        _tell_writers(one, today, actor)
    _note(now, actor, "digest_checked", one)


def _tell_writers(one: Digest, today: date, actor: Actor) -> None:
    """What is about a person is answered by being fed back; what is about the organisation is answered one by one."""
    numbers = opinions_among(source for _text, named in one.lines for source in named)
    for opinion in Opinion.objects.filter(pk__in=numbers, outcome=Opinion.Outcome.OPEN).order_by("pk"):
        opinion.outcome, opinion.answered_on = Opinion.Outcome.DIGESTED, today
        opinion.answered_by_label = actor.label
        opinion.save(update_fields=["outcome", "answered_on", "answered_by_label"])


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, digest_id: int, reason: str) -> None:
    """The second person found something left out or twisted. Raises OpinionRefused."""
    if not reason.strip():
        raise OpinionRefused("reason_missing")
    one = _locked(digest_id)
    _second_person(one, actor)
    if one.state == State.RETURNED:
        return
    if one.state != State.SUBMITTED:
        raise OpinionRefused("digest_not_submitted")
    one.state, one.returned_because = State.RETURNED, reason.strip()[:300]
    one.save(update_fields=["state", "returned_because"])
    _note(now, actor, "digest_returned", one)  # without the reason: it may repeat what somebody wrote


@transaction.atomic
def receive(*, now: datetime, actor: Actor, digest_id: int) -> None:
    """The person (for an organisation: its head) confirms; or who fed it back by word of mouth notes that. Twice changes
    nothing. Raises OpinionRefused."""
    one = _locked(digest_id)
    if one.state == State.RECEIVED:
        return
    if one.state != State.SENT:
        raise OpinionRefused("digest_not_submitted")
    one.state, one.received_on, one.received_label = State.RECEIVED, timezone.localdate(now), actor.label
    one.save(update_fields=["state", "received_on", "received_label"])
    _note(now, actor, "digest_received", one)

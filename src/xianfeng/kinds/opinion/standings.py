"""How far it is with what was said about each subject of a box: nothing came, to be reworded, to be checked, confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.opinion import queries
from xianfeng.kinds.opinion.kind import Params
from xianfeng.kinds.opinion.models import Digest, Hearing, Opinion
from xianfeng.kinds.opinion.queries import Place
from xianfeng.kinds.opinion.subjects import Subject, list_subjects


@dataclass(frozen=True)
class Line:
    """One line of a digest and what it comes from: "opinion:12", "hearing:3"."""

    text: str
    sources: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many entries said so; what was heard aloud has no number."""
        return len(opinions_among(self.sources))


@dataclass(frozen=True)
class DigestRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    about_id: int | None
    number: int
    state: str
    version: int
    lines: tuple[Line, ...]
    by: int | None
    by_label: str
    returned_because: str
    checked_label: str
    checked_on: date | None
    received_on: date | None
    received_label: str

    @property
    def is_fed_back(self) -> bool:
        return self.state in Digest.FED_BACK

    @property
    def state_word(self) -> str:
        return str(Digest.State(self.state).label)


def _row(one: Digest) -> DigestRow:
    names = [name for name in DigestRow.__dataclass_fields__ if name != "lines"]
    lines = tuple(Line(text, tuple(sources)) for text, sources in one.lines)
    return DigestRow(**{name: getattr(one, name) for name in names}, lines=lines)


@dataclass(frozen=True)
class Standing:
    """How far it is with one subject of a unit."""

    subject: Subject
    state: str
    """none (没有收到) | waiting (待整理) | draft | submitted | returned | sent | received."""
    sources: tuple[str, ...]
    """What is not yet in a digest that was fed back."""
    digests: tuple[DigestRow, ...]

    @property
    def is_settled(self) -> bool:
        return self.state in ("none", "received")

    @property
    def open_digest(self) -> DigestRow | None:
        return next((one for one in self.digests if not one.is_fed_back), None)


def list_standings(place: Place, params: Params, on: date) -> list[Standing]:
    """Every subject of a unit, those nobody wrote about as well; a fixed number of queries."""
    by_id = {one.id: one for one in list_subjects(params.subjects, place.organization_id, on)}
    raw: dict[int | None, list[str]] = {}
    said = Opinion.objects.filter(**vars(place)).exclude(outcome=Opinion.Outcome.HIDDEN).order_by("pk")
    named = ("pk", "about_id", "about__name", "about_leader", "words_destroyed_on")
    for number, about, name, is_leader, destroyed in said.exclude(restricted=True).values_list(*named):
        if about is None and is_leader:
            continue
        if destroyed is None:
            raw.setdefault(about, []).append(f"opinion:{number}")
        known = by_id.get(about)
        if known is None or (is_leader and not known.is_leader):  # as it was told before writing
            by_id[about] = Subject(about, name, is_leader)
    heard = (
        Hearing.objects.filter(**vars(place), withdrawn_on__isnull=True).exclude(channel="").order_by("held_on", "pk")
    )
    raw[None] = [*raw.get(None, []), *(f"hearing:{number}" for number in heard.values_list("pk", flat=True))]
    digests: dict[int | None, list[DigestRow]] = {}
    for one in Digest.objects.filter(**vars(place)).order_by("number"):
        digests.setdefault(one.about_id, []).append(_row(one))
    return [_standing(one, raw.get(one.id, []), digests.get(one.id, [])) for one in by_id.values()]


def opinions_among(sources: Iterable[str]) -> list[int]:
    """Numbers of the entries among sources."""
    return [int(source.partition(":")[2]) for source in sources if source.startswith("opinion:")]


def _standing(subject: Subject, raw: Sequence[str], digests: Sequence[DigestRow]) -> Standing:
    told = {source for one in digests if one.is_fed_back for line in one.lines for source in line.sources}
    left = tuple(source for source in raw if source not in told)
    open_one = next((one for one in digests if not one.is_fed_back), None)
    if open_one is not None:
        state = open_one.state
    elif left:
        state = "waiting"
    elif any(one.state == Digest.State.SENT for one in digests):
        state = Digest.State.SENT.value
    else:
        state = Digest.State.RECEIVED.value if digests else "none"
    return Standing(subject, state, left, tuple(digests))


def handler_of(subject: Subject, organization_id: int) -> int | None:
    """The superior, where the subject leads here; the unit itself (whom nobody may read for) where there is none above."""
    if not subject.is_leader:
        return None
    superior = people.find_superior(organization_id)
    return superior.id if superior else organization_id


def may_collate(viewer: Viewer, params: Params, organization_id: int, one: Standing) -> bool:
    """Who may read the raw words; what was only heard aloud (numbers, no words) also who organises the step."""
    if queries.may_handle(viewer, params, organization_id, one.subject.id, handler_of(one.subject, organization_id)):
        return True
    told = (source for digest in one.digests for line in digest.lines for source in line.sources)
    only_heard = not opinions_among([*one.sources, *told])
    return one.subject.id is None and only_heard and viewer.may_run(organization_id)


def get_digest(digest_id: int) -> DigestRow:
    return _row(Digest.objects.get(pk=digest_id))


def list_of_person(person_id: int) -> list[DigestRow]:
    """What was fed back to one person, the first first."""
    found = Digest.objects.filter(about_id=person_id, state__in=Digest.FED_BACK).order_by("pk")
    return [_row(one) for one in found]


def list_of_unit(place: Place) -> list[DigestRow]:
    """What was fed back to the organisation itself."""
    found = Digest.objects.filter(**vars(place), about__isnull=True, state__in=Digest.FED_BACK)
    return [_row(one) for one in found.order_by("number")]

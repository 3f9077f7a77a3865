"""What is known of a subject on one day, as sets of plain words per field. A field that is not known is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Facts = Mapping[str, frozenset[str]]

FIELDS: Mapping[str, str] = {
    "membership": "full_member, probationary_member, activist, non_member",
    "employment": "regular, joint, seconded, leave, retired",
    "office": "branch_secretary, principal ... (roles of offices held that day)",
    "right": "speak, vote, elect, be_elected",
    "affiliation": "home, guest, no_unit",
    "school_type": "kindergarten, primary, junior_middle ...",
    "organization_type": "party_branch, general_branch, school, department ... of the subject or the subject's unit",
    "group": "named groups kept as lists: delegates, student_members, leading_team ...",
}
"""Field -> the words it may hold."""


def person_facts(
    *,
    membership: str = "non_member",
    employment: Iterable[str] = (),
    offices: Iterable[str] = (),
    rights: Iterable[str] = (),
    affiliations: Iterable[str] = (),
    school_type: str | None = None,
    groups: Iterable[str] = (),
) -> Facts:
    """Facts of a person on one day."""
    return {
        "membership": frozenset({membership}),
        "employment": frozenset(employment),
        "office": frozenset(offices),
        "right": frozenset(rights),
        "affiliation": frozenset(affiliations),
        "school_type": frozenset({school_type} if school_type else ()),
        "group": frozenset(groups),
    }


def organization_facts(*, type: str, school_type: str | None = None, groups: Iterable[str] = ()) -> Facts:
    """Facts of an organisation on one day."""
    return {
        "organization_type": frozenset({type}),
        "school_type": frozenset({school_type} if school_type else ()),
        "group": frozenset(groups),
    }

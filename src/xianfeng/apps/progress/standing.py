# ruff: noqa: S608 - every piece of SQL here is a constant of this room; values are always arguments
"""Who is done, excused or missing, step by step, in one statement over people, excuses and facts. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from xianfeng.apps.campaigns.queries import CampaignRow, StepRow, Variation
from xianfeng.apps.progress.crowds import PERSONS, fragments
from xianfeng.core.kind import Need, find_kind

PLACES = {"schools", "departments", "teaching_groups"}
BRANCH_TYPES = "'party_branch', 'joint_branch', 'temporary_branch'"


@dataclass(frozen=True)
class Ask:
    """One step of one campaign with what a subject of it owes."""

    campaign_id: int
    root_id: int
    step: StepRow
    needs: tuple[Need, ...]
    own_part: tuple[Need, ...]
    """What the subject itself puts on record; equal to `needs` where nobody reviews."""
    doer: str
    day: date
    """The day whose audience counts: the day asked for, but no later than the last day of the step."""
    unlisted: tuple[str, ...] = ()
    """Words of the audience that no roster here can count."""
    units: frozenset[int] | None = None
    """Only the people of these branches (none: all), because only they meet the step in this way (S0-43)."""
    but: frozenset[int] = frozenset()
    """Branches that meet it in another way."""
    is_told_by_kind: bool = False
    """The kind lists every occasion itself: not a line of the to-do list as a step."""

    @property
    def is_counted(self) -> bool:
        """False: nothing is owed, or nobody can say by how many."""
        words, _ = fragments(self.step.subject, self.step.audience)
        return bool(self.needs) and self.step.subject != "campaign" and bool(words)


def ask_of(campaign: CampaignRow, step: StepRow, on: date) -> Ask:
    """The step as a question to the database. A plan whose parameters this release cannot read owes nothing."""
    kind = find_kind(step.kind)
    try:
        params = kind.read_params(step.params)
        times = kind.occasions(params, step.opens_on, min(on, step.last_day))
        needs = tuple(replace(need, at_least=need.at_least * times) for need in kind.needs(params))
        own_part = tuple(replace(need, at_least=need.at_least * times) for need in kind.own_part(params))
        doer, is_told = kind.doer(params), kind.tells_occasions(params) and not step.is_local
    except ValueError:
        needs, own_part, doer, is_told = (), (), "subject", False
    _, unlisted = fragments(step.subject, step.audience)
    return Ask(
        campaign.id,
        campaign.organization_id,
        step,
        needs,
        own_part,
        doer,
        min(on, step.last_day),
        unlisted,
        is_told_by_kind=is_told,
    )


def asks_of(
    campaign: CampaignRow, variations: Sequence[Variation], on: date, within: frozenset[int] | None = None
) -> list[Ask]:
    """Every step of a campaign, once for each way in which it is met; `within`: only ways that concern these units."""
    return [
        replace(ask_of(campaign, one.step, on), units=one.units, but=one.but)
        for one in variations
        if within is None or one.units is None or one.units & within
    ]


def is_owed(step: StepRow) -> bool:
    """Whether a step asks anything of anybody; one that is there for those who need it has no n of N."""
    kind = find_kind(step.kind)
    try:
        return bool(kind.needs(kind.read_params(step.params)))
    except ValueError:
        return False


@dataclass(frozen=True)
class Statement:
    """SQL of the common table expressions and its arguments; the last table is
    `standing(ask_no, subject_id, unit_id, is_done, is_excused, reason)`."""

    sql: str
    arguments: tuple[Any, ...]


def _values(name: str, columns: str, rows: Sequence[tuple[Any, ...]], types: tuple[str, ...]) -> tuple[str, list[Any]]:
    """`name(columns) AS (VALUES ...)`, every value an argument with its type."""
    line = "(" + ", ".join(f"CAST(%s AS {kind})" for kind in types) + ")"
    return (
        f"{name} ({columns}) AS (VALUES {', '.join([line] * len(rows))})",
        [value for row in rows for value in row],
    )


def standing(
    asks: Sequence[Ask], on: date, *, person_id: int | None = None, organization_ids: Sequence[int] | None = None
) -> Statement:
    """Everybody concerned by these steps, once a step, with how it stands on the day `on`.

    `person_id`: only this person (and no organisation); `organization_ids`: only branches at or below these.
    """
    crowds: dict[tuple[Any, ...], int] = {}
    ask_rows, need_rows = [], []
    for number, ask in enumerate(asks):
        step = ask.step
        key = (ask.day, ask.root_id, step.subject, step.audience, step.without, step.school_types)
        crowd = crowds.setdefault(key, len(crowds))
        ask_rows.append((number, crowd, ask.campaign_id, step.code, step.subject == "person", len(ask.needs)))
        need_rows += [
            (number, n, need.fact, need.part, need.at_least, ask.campaign_id, step.code, step.subject == "person")
            for n, need in enumerate(ask.needs)
        ]
    roots = sorted({ask.root_id for ask in asks})
    tables, arguments = [], []

    def add(sql: str, values: Sequence[Any] = ()) -> None:
        tables.append(sql)
        arguments.extend(values)

    add(
        *_values(
            "ask",
            "ask_no, crowd_no, campaign_id, step_code, per_person, need_count",
            ask_rows,
            ("integer", "integer", "bigint", "varchar", "boolean", "bigint"),
        )
    )
    add(
        *_values(
            "need",
            "ask_no, need_no, fact, part, at_least, campaign_id, step_code, per_person",
            need_rows,
            ("integer", "integer", "varchar", "varchar", "bigint", "bigint", "varchar", "boolean"),
        )
    )
    add(
        *_values(
            "every_crowd",
            "crowd_no, day, root_id",
            [(number, key[0], key[1]) for key, number in crowds.items()],
            ("integer", "date", "bigint"),
        )
    )
    add(
        "branch (branch_id, root_id) AS (SELECT o.id, r.ancestor_id FROM people_organization o"
        " JOIN people_organizationclosure r ON r.relation = 'party' AND r.descendant_id = o.id"
        f" AND r.ancestor_id IN ({marks(roots)}) WHERE o.type IN ({BRANCH_TYPES}))",
        roots,
    )
    person, of_person, within = "", [], ""
    if organization_ids is not None:
        # People with any tie to these branches; which branch each counts in is settled among all their ties.
        add(
            "place (place_id) AS (SELECT DISTINCT descendant_id FROM people_organizationclosure"
            f" WHERE relation IN ('party', 'covers') AND ancestor_id IN ({marks(organization_ids)}))",
            organization_ids,
        )
        ties = " UNION ".join(
            f"SELECT person_id FROM people_{tie} WHERE organization_id IN (SELECT place_id FROM place)"
            for tie in ("affiliation", "employment", "office")
        )
        add(f"near (person_id) AS ({ties})")
        person = " AND f.person_id IN (SELECT person_id FROM near)"
        within = " WHERE s.unit_id IN (SELECT place_id FROM place)"
    if person_id is not None:
        person, of_person = person + " AND f.person_id = %s", [person_id]
    # The nearest branch at or above a place in the Party tree.
    add(
        "unit (place_id, unit_id, root_id) AS (SELECT p.descendant_id, b.branch_id, b.root_id FROM branch b"
        " JOIN people_organizationclosure p ON p.relation = 'party' AND p.ancestor_id = b.branch_id"
        " WHERE NOT EXISTS (SELECT 1 FROM people_organizationclosure n JOIN people_organization o"
        f" ON o.id = n.ancestor_id AND o.type IN ({BRANCH_TYPES}) WHERE n.relation = 'party'"
        " AND n.descendant_id = p.descendant_id AND n.depth < p.depth))"
    )
    # The nearest branches that cover a place; more than one: shared, and a member counts in the own one.
    add(
        "nearest (place_id, branch_id, rank, shared) AS (SELECT k.descendant_id, k.ancestor_id,"
        " rank() OVER (PARTITION BY k.descendant_id ORDER BY k.depth),"
        " count(*) OVER (PARTITION BY k.descendant_id, k.depth) > 1"
        " FROM people_organizationclosure k JOIN people_organization o ON o.id = k.ancestor_id"
        f" AND o.type IN ({BRANCH_TYPES}) WHERE k.relation = 'covers')"
    )
    add(
        "cover (place_id, unit_id, root_id, is_shared) AS (SELECT n.place_id, b.branch_id, b.root_id, n.shared"
        " FROM nearest n JOIN branch b ON b.branch_id = n.branch_id WHERE n.rank = 1)"
    )
    parts, part_arguments = [], []
    for key, number in crowds.items():
        sql, values = _crowd_sql(number, key, person, of_person)
        parts.append(sql)
        part_arguments += values
    add(
        "audience (crowd_no, subject_id, unit_id) AS (SELECT DISTINCT ON (crowd_no, subject_id) crowd_no, subject_id,"
        f" unit_id FROM ({' UNION ALL '.join(parts)}) found ORDER BY crowd_no, subject_id, choice, unit_id)",
        part_arguments,
    )
    of_whom = f" AND (f.person_id IS NULL OR TRUE{person})" if person else ""
    add(
        "met (ask_no, subject_id) AS (SELECT n.ask_no,"
        " CASE WHEN n.per_person THEN f.person_id ELSE f.organization_id END FROM need n"
        " JOIN evidence_fact f ON f.campaign_id = n.campaign_id AND f.step_code = n.step_code AND f.fact = n.fact"
        " AND f.part = n.part AND f.withdrawn_at IS NULL AND f.occurred_on <= %s"
        f" AND (f.person_id IS NOT NULL) = n.per_person{of_whom}"
        " GROUP BY n.ask_no, n.need_no, n.at_least,"
        " CASE WHEN n.per_person THEN f.person_id ELSE f.organization_id END HAVING count(*) >= n.at_least)",
        [on, *of_person],
    )
    add(
        "done (ask_no, subject_id) AS (SELECT m.ask_no, m.subject_id FROM met m JOIN ask a ON a.ask_no = m.ask_no"
        " GROUP BY m.ask_no, m.subject_id, a.need_count HAVING count(*) = a.need_count)"
    )
    add(
        "excused (ask_no, per_person, subject_id, reason) AS (SELECT a.ask_no, x.person_id IS NOT NULL,"
        " coalesce(x.person_id, x.organization_id), min(x.reason) FROM ask a JOIN campaigns_excuse x"
        " ON x.campaign_id = a.campaign_id AND x.step_code IN (a.step_code, '') AND x.withdrawn_at IS NULL"
        " GROUP BY 1, 2, 3)"
    )
    # Rows are laid on top of each other and grouped, not joined: nobody can estimate how many are done, and a join
    # that guesses one row compares everybody with everybody.
    scoped = ""
    for name, rows, test in (
        ("only_in", [(n, unit) for n, ask in enumerate(asks) for unit in sorted(ask.units or ())], "IN"),
        ("not_in", [(n, unit) for n, ask in enumerate(asks) for unit in sorted(ask.but)], "NOT IN"),
    ):
        if rows:
            add(*_values(name, "ask_no, unit_id", rows, ("integer", "bigint")))
            anywhere = f" a.ask_no NOT IN (SELECT ask_no FROM {name}) OR" if test == "IN" else ""
            joiner = " AND" if scoped else " WHERE"
            scoped += f"{joiner} ({anywhere} (a.ask_no, s.unit_id) {test} (SELECT ask_no, unit_id FROM {name}))"
    add(
        "laid (ask_no, subject_id, unit_id, is_done, reason) AS (SELECT a.ask_no, s.subject_id, s.unit_id, FALSE, NULL"
        f" FROM ask a JOIN audience s ON s.crowd_no = a.crowd_no{scoped}"
        " UNION ALL SELECT d.ask_no, d.subject_id, NULL, TRUE, NULL FROM done d"
        f"{_of_places(crowds)}"
        " UNION ALL SELECT e.ask_no, e.subject_id, NULL, FALSE, e.reason FROM excused e"
        " JOIN ask a ON a.ask_no = e.ask_no AND a.per_person = e.per_person)"
    )
    add(
        "standing (ask_no, subject_id, unit_id, is_done, is_excused, reason) AS (SELECT s.ask_no, s.subject_id,"
        " s.unit_id, s.is_done, s.reason IS NOT NULL OR w.subject_id IS NOT NULL, coalesce(s.reason, w.reason, '')"
        " FROM (SELECT ask_no, subject_id, max(unit_id) AS unit_id, bool_or(is_done) AS is_done, max(reason) AS reason"
        " FROM laid GROUP BY ask_no, subject_id HAVING max(unit_id) IS NOT NULL) s"
        " LEFT JOIN excused w ON w.ask_no = s.ask_no AND NOT w.per_person AND w.subject_id = s.unit_id"
        f"{within})"
    )
    return Statement("WITH " + ", ".join(tables), tuple(arguments))


def _of_places(crowds: dict[tuple[Any, ...], int]) -> str:
    """What a branch has done counts for the schools (departments, groups) it answers for, where a step is owed by those:
    kinds record it for the branch whose page it was done on. Nothing is added where no step is owed by places."""
    numbers = [number for key, number in crowds.items() if key[2] == "organization" and PLACES & set(key[3])]
    if not numbers:
        return ""
    listed = ", ".join(str(number) for number in numbers)
    return (
        " UNION ALL SELECT d.ask_no, s.subject_id, NULL, TRUE, NULL FROM done d JOIN ask a ON a.ask_no = d.ask_no"
        f" AND a.crowd_no IN ({listed}) JOIN audience s ON s.crowd_no = a.crowd_no AND s.crowd_no IN ({listed})"
        " AND s.unit_id = d.subject_id AND s.unit_id <> s.subject_id"
    )


def marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _crowd_sql(number: int, key: tuple[Any, ...], person: str, of_person: list[Any]) -> tuple[str, list[Any]]:
    """The audience of one crowd: its words joined, less those left out, within the types of school asked for."""
    _, _, subject, who, without, school_types = key
    words, _ = fragments(subject, who)

    def joined(found: dict[str, str]) -> tuple[str, list[Any]]:
        sqls = [sql.replace("{person}", person) for sql in found.values()]
        count = sum("{person}" in sql for sql in found.values())
        picked = [
            sql.replace("FROM crowd c", f"FROM (SELECT * FROM every_crowd WHERE crowd_no = {number}) c") for sql in sqls
        ]
        return " UNION ALL ".join(picked), of_person * count

    wanted, arguments = joined(words)
    sql = f"SELECT q.crowd_no, q.subject_id, q.unit_id, q.choice FROM ({wanted}) q WHERE TRUE"
    left_out = {word: PERSONS[word] for word in without if word in PERSONS} if subject == "person" else {}
    if left_out:
        unwanted, more = joined(left_out)
        sql += f" AND q.subject_id NOT IN (SELECT z.subject_id FROM ({unwanted}) z)"
        arguments += more
    if school_types:
        sql += (
            " AND q.unit_id IN (SELECT v.unit_id FROM cover v JOIN people_organizationclosure g"
            " ON g.relation = 'administrative' AND g.descendant_id = v.place_id"
            f" JOIN people_school t ON t.organization_id = g.ancestor_id AND t.type IN ({marks(school_types)}))"
        )
        arguments += list(school_types)
    return sql, arguments


def fetch(statement: Statement, tail: str, arguments: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run the statement with its final SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(f"{statement.sql} {tail}", [*statement.arguments, *arguments])
        return cursor.fetchall()


def party_pairs(heads: Sequence[int]) -> set[tuple[int, int]]:
    """(head, organisation at or below it in the Party tree)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ancestor_id, descendant_id FROM people_organizationclosure"
            f" WHERE relation = 'party' AND ancestor_id IN ({marks(heads)})",
            list(heads),
        )
        return set(cursor.fetchall())


def secretary_posts(person_id: int, on: date) -> dict[int, bool]:
    """Branches whose work waits for this person: True where secretary, False where secretary directly above."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.descendant_id, min(r.depth) FROM people_office f JOIN people_organizationclosure r"
            " ON r.relation = 'party' AND r.ancestor_id = f.organization_id AND r.depth <= 1"
            " JOIN people_organization o ON o.id = r.descendant_id"
            f" AND o.type IN ({BRANCH_TYPES}) WHERE f.person_id = %s AND f.role = 'branch_secretary'"
            " AND f.from_date <= %s AND (f.until_date IS NULL OR f.until_date > %s) GROUP BY r.descendant_id",
            [person_id, on, on],
        )
        return {branch: depth == 0 for branch, depth in cursor.fetchall()}


def near_units(person_id: int) -> list[int]:
    """Every Party organisation at or above (or covering) a place the person has any tie to: where he or she may count."""
    ties = " UNION ".join(
        f"SELECT organization_id FROM people_{tie} WHERE person_id = %s"
        for tie in ("affiliation", "employment", "office")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ancestor_id FROM people_organizationclosure WHERE relation IN ('party', 'covers')"
            f" AND descendant_id IN ({ties})",
            [person_id] * 3,
        )
        return [unit for (unit,) in cursor.fetchall()]

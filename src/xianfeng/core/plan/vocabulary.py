"""The words a pack may use: units, who is meant, who answers, what follows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

ValueType = Literal["integer", "decimal", "share", "boolean", "text", "date", "month_day", "choice"]
Unit = Literal[
    "day", "working_day", "week", "month", "year", "hour", "minute", "credit", "character", "person", "organization",
    "item", "round", "star", "point", "time",
]  # fmt: skip
Node = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
"""A criterion by its set: ``two_builds.base``."""
IssuerLevel = Literal["central", "province", "city", "county", "town", "general_branch", "branch", "school"]
SchoolType = Literal[
    "kindergarten", "primary", "junior_middle", "senior_middle", "nine_year", "complete_secondary", "vocational",
    "special_education", "joint_school", "bureau_office",
]  # fmt: skip
Who = Literal[
    "members", "full_members", "activists", "student_members", "leaders", "secretaries", "party_workers", "staff",
    "non_members", "students", "parents", "society", "delegates", "branches", "organizations", "departments",
    "schools", "teaching_groups", "leading_team", "supervision_group", "programme_office", "mobile_members",
    "retired_members", "must_hear_groups",
]  # fmt: skip
Holder = Literal[
    "branch_secretary", "principal", "leader_in_charge", "programme_office", "superior", "superior_head",
    "supervision_group", "department_head", "organization_commissioner", "discipline_commissioner", "committee",
    "leading_group", "congress_presidium", "union", "proposals_committee", "the_person", "everyone",
]  # fmt: skip
Action = Literal[
    "commend", "recommend", "publish", "talk", "help", "rectify", "report", "withhold", "record", "repeat"
]  # fmt: skip

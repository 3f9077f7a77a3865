"""People and organisations, the relations between them, each with its dates; accounts, imports, notes on the own record."""

from xianfeng.apps.people.models.accounts import Account, FirstLogin, LoginFailure, RoleGrant
from xianfeng.apps.people.models.imports import ImportBatch, ImportProgress
from xianfeng.apps.people.models.organizations import Organization, OrganizationClosure, OrganizationRelation, School
from xianfeng.apps.people.models.periods import Lasting
from xianfeng.apps.people.models.persons import (
    Affiliation,
    ContactAttempt,
    Employment,
    Membership,
    Office,
    Person,
)
from xianfeng.apps.people.models.record_notes import RecordNote

__all__ = [
    "Account",
    "Affiliation",
    "ContactAttempt",
    "Employment",
    "FirstLogin",
    "ImportBatch",
    "ImportProgress",
    "Lasting",
    "LoginFailure",
    "Membership",
    "Office",
    "Organization",
    "OrganizationClosure",
    "OrganizationRelation",
    "Person",
    "RecordNote",
    "RoleGrant",
    "School",
]

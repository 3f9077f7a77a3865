"""Who may do what, where: one `Viewer` a request, and the marks that views carry.

A role holds over a subtree of one relation. Secretary, principal, leader, member and staff follow from offices,
memberships and employments of the day; bureau officer, inspector and the three administrators are granted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor


@dataclass(frozen=True)
class Viewer:
    """The signed-in person as of one day. `over` maps a role to the organisations it covers, subtree included."""

    account_id: int
    person_id: int | None
    label: str
    on: date
    over: dict[str, frozenset[int]] = field(default_factory=dict)
    branch_ids: frozenset[int] = frozenset()
    """Branches the person belongs to as a member (home or guest)."""
    workplace_ids: frozenset[int] = frozenset()
    """Schools and departments the person works in, upward to the school."""
    status: str = "non_member"
    at: dict[str, frozenset[int]] = field(default_factory=dict)
    """A role to the organisations it is held at themselves, nothing below: whose to-do list a thing belongs on."""

    @property
    def actor(self) -> Actor:
        return Actor(account_id=self.account_id, person_id=self.person_id, label=self.label)

    def is_person(self, person_id: int | None) -> bool:
        """What is kept of nobody in particular is not the viewer's own, even where the account belongs to nobody."""
        return person_id is not None and person_id == self.person_id

    def has(self, role: str, organization_id: int | None = None) -> bool:
        covered = self.over.get(role, frozenset())
        return bool(covered) if organization_id is None else organization_id in covered

    def heads(self, *roles: str) -> frozenset[int]:
        """Organisations at which one of these roles is held directly."""
        return frozenset().union(*(self.at.get(role, frozenset()) for role in roles))

    def covered(self, *roles: str) -> frozenset[int]:
        """Organisations over which one of these roles is held, everything below included."""
        return frozenset().union(*(self.over.get(role, frozenset()) for role in roles))

    def may_run(self, organization_id: int) -> bool:
        """Organiser: the secretary or deputy of this organisation or of one above it, or a bureau officer over it."""
        return any(
            self.has(role, organization_id) for role in ("branch_secretary", "deputy_secretary", "bureau_officer")
        )

    def may_see(self, organization_id: int) -> bool:
        """Reader of unit data: organisers, inspectors of the superior, and the unit's own principal."""
        return self.may_run(organization_id) or any(
            self.has(role, organization_id) for role in ("inspector", "principal")
        )

    def belongs_to(self, organization_id: int) -> bool:
        return organization_id in self.branch_ids or organization_id in self.workplace_ids


def viewer_of(request: HttpRequest) -> Viewer:
    """The request's viewer, computed once (a fixed number of queries)."""
    if not hasattr(request, "_viewer"):
        from xianfeng.apps.people import queries

        request._viewer = queries.get_viewer(request.user, on=timezone.localdate())
    return request._viewer


def stamp_of(request: HttpRequest) -> dict[str, Any]:
    """Who acts and when: the first two arguments of every action."""
    return {"now": timezone.now(), "actor": viewer_of(request).actor}


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that strangers may open: the public site, the sign-in page, the opinion box."""
    view.open_to_all = True
    return view


def only(*roles: str) -> Callable:
    """Mark a view that needs one of these roles somewhere; the view still checks the organisation itself."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            viewer = viewer_of(request)
            if not any(viewer.has(role) for role in roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return mark


def require(allowed: bool) -> None:
    """Stop here with the plain 403 page unless `allowed`."""
    if not allowed:
        raise PermissionDenied

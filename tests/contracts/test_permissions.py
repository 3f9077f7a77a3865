"""Every page of the project against every role. A page without a declared row fails.

Each room declares its rows in `permissions/<room>.yaml`: the page's name, the values for its address, and the status each
role gets (`others` stands for every role not named). Status 302 of a stranger is the way to the sign-in page. A room whose
pages need rows of its own in the database adds `permissions/<room>.py` with `build(world) -> {name: value}`.

    notices:notice:
      with: {notice_id: notice}        # names of `world`, or plain values
      expect: {others: 403, anonymous: 302, secretary: 200, officer: 200}
    notices:post:
      method: post                     # then GET must be refused to everybody as well
      data: {title: 公示}
      expect: {others: 403, anonymous: 302, secretary: 302}
      get: harmless                    # only for a page that may be opened by GET too and then changes nothing
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseForbidden
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.defaults import permission_denied

from tests import factories
from xianfeng.apps.people.models import ImportBatch, Office, RoleGrant

FOLDER = Path(__file__).parent / "permissions"
ROLES = (
    "anonymous",
    "staff",
    "member",
    "secretary",
    "stranger",
    "inspector",
    "officer",
    "system_admin",
    "security_admin",
    "audit_admin",
)
"""`secretary` leads the branch the rows are about; `stranger` leads another one; `staff` is no member of the Party."""


def _pages(patterns, namespace: str = "", route: str = "") -> dict[str, str]:
    """name (or address, for a page without a name) -> address pattern."""
    found: dict[str, str] = {}
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(part for part in (namespace, entry.namespace or "") if part)
            found |= _pages(entry.url_patterns, inner, route + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            address = route + str(entry.pattern)
            name = ":".join(part for part in (namespace, entry.name or "") if part) if entry.name else f"/{address}"
            found[name] = address
    return found


PAGES = _pages(get_resolver().url_patterns)
ROWS: dict[str, dict] = {}
ROOM_OF: dict[str, str] = {}
for _path in sorted(FOLDER.glob("*.yaml")):
    for _name, _row in (yaml.load(_path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}).items():
        assert _name not in ROWS, f"{_name} is declared in {ROOM_OF[_name]} and in {_path.stem}"
        ROWS[_name], ROOM_OF[_name] = _row, _path.stem


class World(dict):
    """Names used in the rows. Built once a room, inside the test's transaction."""

    def __init__(self) -> None:
        district = factories.District(members=4, staff=3)
        self.district = district
        inspector = factories.account(factories.person("督导丁", status="non_member"))
        grant = RoleGrant.objects.create(
            account=inspector, role="inspector", organization=district.committee, from_date=factories.START
        )
        admins = {role: factories.account(grant=role) for role in RoleGrant.ADMIN_ROLES}
        self.accounts = {
            "staff": district.accounts[district.staff[0].pk],
            "member": district.accounts[district.members[1].pk],
            "secretary": district.accounts[district.secretary.pk],
            "stranger": district.accounts[district.stranger.pk],
            "inspector": inspector,
            "officer": district.officer_account,
            **admins,
        }
        batch = ImportBatch.objects.create(
            file_name="名册.xlsx",
            file_sha256="0" * 64,
            content=b"",
            state="faulty",
            uploaded_at=factories.NOW,
            report={},
        )
        self.update(
            bureau=district.bureau.pk,
            committee=district.committee.pk,
            school=district.school.pk,
            branch=district.branch.pk,
            other_school=district.other_school.pk,
            other_branch=district.other_branch.pk,
            member=district.members[2].pk,
            staff=district.staff[1].pk,
            other_member=district.stranger.pk,
            office=Office.objects.get(person=district.secretary).pk,
            secretary=district.secretary.pk,
            member_account=district.accounts[district.members[2].pk].pk,
            grant=grant.pk,
            grant_account=inspector.pk,
            batch=batch.pk,
        )

    def value(self, given: object) -> object:
        return self.get(given, given) if isinstance(given, str) else given


def _add_room(world: World, room: str) -> None:
    path = FOLDER / f"{room}.py"
    if path.exists():
        spec = spec_from_file_location(f"permissions_{room}", path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        world.update(module.build(world))


class _Refusals:
    """The answer to whoever may not: the whole page the first time a page or an account comes by, bare from then on.

    Two thousand times the same page with the same navigation is most of what the table would cost.
    """

    def __init__(self) -> None:
        self.seen: set[object] = set()

    def __call__(self, request, exception):
        match = request.resolver_match
        new = {("page", match and match.route), ("account", request.user.pk)} - self.seen
        self.seen |= new
        return permission_denied(request, exception) if new else HttpResponseForbidden()


def _status(client: Client, method: str, url: str, data: dict, before: str) -> int:
    """The status of one request, whose changes to the database and to the browser's cookies are undone."""
    cookies = client.cookies.output()
    status = getattr(client, method)(url, data).status_code
    transaction.savepoint_rollback(before)
    transaction.set_rollback(False)
    if client.cookies.output() != cookies:
        client.cookies.clear()
        client.cookies.load("; ".join(line.partition(":")[2].split(";")[0] for line in cookies.split("\r\n")))
    return status


def test_every_page_has_a_row():
    assert sorted(PAGES.keys() - ROWS.keys()) == []


def test_every_row_has_a_page():
    assert sorted(ROWS.keys() - PAGES.keys()) == []


def test_rows_name_known_roles():
    for name, row in ROWS.items():
        assert set(row["expect"]) <= {*ROLES, "others"}, name
        assert "others" in row["expect"] or set(row["expect"]) == set(ROLES), name


@pytest.mark.django_db
@pytest.mark.parametrize("room", sorted(set(ROOM_OF.values())))
def test_each_role_gets_what_the_table_says(room, monkeypatch):
    monkeypatch.setattr(import_module(settings.ROOT_URLCONF), "handler403", _Refusals(), raising=False)
    world = World()
    _add_room(world, room)
    clients = {}
    for role in ROLES:
        clients[role] = Client(raise_request_exception=True)
        if role != "anonymous":
            clients[role].force_login(world.accounts[role])
    wrong, before = [], transaction.savepoint()
    for name, row in ROWS.items():
        if ROOM_OF[name] != room or name not in PAGES:
            continue
        if name.startswith("/"):
            url = row.get("address", name)
        else:
            url = reverse(name, kwargs={key: world.value(value) for key, value in (row.get("with") or {}).items()})
        url += row.get("query", "")
        method = row.get("method", "get")
        data = {key: world.value(value) for key, value in (row.get("data") or {}).items()}
        for role in ROLES:
            expected = row["expect"].get(role, row["expect"].get("others"))
            status = _status(clients[role], method, url, data, before)
            if status != expected:
                wrong.append(f"{name} {method} {role}: {status}, expected {expected}")
            if method != "get" and row.get("get") != "harmless":
                looked = _status(clients[role], "get", url, {}, before)
                if looked not in (403, 404, 405) and not (role == "anonymous" and looked == 302):
                    wrong.append(f"{name} get {role}: {looked}, expected a refusal")
    assert wrong == []

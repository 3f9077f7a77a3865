"""The made-up roster of the demonstration district, as the workbook a bureau would upload.

Everything in it is invented: the district does not exist, names are drawn from a list of characters, phones are empty.
It goes through the same importer as any other roster.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from xianfeng.apps.people.importing.columns import BY_CODE
from xianfeng.files import sheets

DISTRICT = "云溪区（演示）"
BUREAU, COMMITTEE, OFFICES = "YXJYJ", "YXDW", "YXJG"
SINCE = date(2019, 9, 1)
SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜戚谢邹章苏潘葛范彭鲁韦马方任袁柳鲍史唐"
GIVEN = "文雅清和明远思齐若水佳木子衿景行嘉树安然书云逸飞晓岚静姝立诚博雯海若星河沐阳知行"

# (code, name, type, area, staff, members, branches): branch sizes are the members' share
SCHOOLS: tuple[tuple[str, str, str, str, int, int, int], ...] = (
    ("YY01", "云溪第一幼儿园", "幼儿园", "城区", 38, 5, 1),
    ("YY02", "枫林幼儿园", "幼儿园", "城区", 30, 2, 0),
    ("YY03", "望山幼儿园", "幼儿园", "镇区", 24, 2, 0),
    ("YY04", "竹溪幼儿园", "幼儿园", "乡村", 18, 2, 0),
    ("YY05", "青禾幼儿园", "幼儿园", "城区", 32, 4, 1),
    ("XX01", "云溪实验小学", "小学", "城区", 108, 34, 2),
    ("XX02", "枫林小学", "小学", "城区", 72, 20, 1),
    ("XX03", "长堤小学", "小学", "城区", 66, 18, 1),
    ("XX04", "东湖小学", "小学", "城区", 60, 16, 1),
    ("XX05", "望山小学", "小学", "镇区", 46, 12, 1),
    ("XX06", "石桥小学", "小学", "镇区", 40, 11, 1),
    ("XX07", "柳塘小学", "小学", "镇区", 36, 9, 1),
    ("XX08", "竹溪小学", "小学", "乡村", 28, 7, 1),
    ("XX09", "高坪小学", "小学", "乡村", 22, 6, 1),
    ("XX10", "白沙小学", "小学", "乡村", 18, 5, 1),
    ("XX11", "双河小学", "小学", "乡村", 14, 3, 1),
    ("XX12", "岭上小学", "小学", "乡村", 12, 3, 1),
    ("CZ01", "云溪第一初级中学", "初中", "城区", 112, 34, 2),
    ("CZ02", "东湖初级中学", "初中", "城区", 96, 28, 1),
    ("CZ03", "石桥初级中学", "初中", "镇区", 70, 20, 1),
    ("CZ04", "竹溪初级中学", "初中", "乡村", 48, 14, 1),
    ("JN01", "长堤学校", "九年一贯制学校", "城区", 104, 36, 1),
    ("JN02", "望山学校", "九年一贯制学校", "镇区", 84, 24, 1),
    ("JN03", "白沙学校", "九年一贯制学校", "乡村", 60, 16, 1),
    ("GZ01", "云溪中学", "高中", "城区", 186, 66, 3),
    ("GZ02", "东湖中学", "高中", "城区", 150, 48, 2),
    ("GZ03", "石桥中学", "高中", "镇区", 118, 36, 2),
    ("WZ01", "长堤中学", "完全中学", "城区", 170, 58, 2),
    ("ZZ01", "云溪职业技术学校", "中等职业学校", "城区", 124, 38, 2),
    ("TX01", "云溪特殊教育学校", "特殊教育学校", "城区", 34, 9, 1),
)


@dataclass
class Rows:
    """Rows of each sheet, in the order of the importer's columns."""

    of: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {code: [] for code in BY_CODE})

    def add(self, sheet: str, **cells: object) -> None:
        self.of[sheet].append(tuple(cells.get(column.code, "") for column in BY_CODE[sheet].columns))


class Names:
    """Invented names, none twice."""

    def __init__(self, draw: random.Random) -> None:
        self.draw, self.used = draw, set()

    def next(self) -> str:
        while True:
            given = "".join(self.draw.sample(GIVEN, self.draw.choice((1, 2, 2, 2))))
            name = self.draw.choice(SURNAMES) + given
            if name not in self.used:
                self.used.add(name)
                return name


def build_rows(seed: int = 20260901) -> Rows:
    """All rows of the district: 30 schools of every type, some 2,000 staff and 600 members."""
    draw = random.Random(seed)  # noqa: S311  (a demonstration, not a secret)
    rows, names = Rows(), Names(draw)
    number = _numbers()
    rows.add("organization", code=BUREAU, name=f"{DISTRICT}教育局", short_name="区教育局", type="教育局")
    rows.add(
        "organization",
        code=COMMITTEE,
        name=f"中共{DISTRICT}教育局委员会",
        short_name="区教育局党委",
        type="党委",
        covers=BUREAU,
    )
    rows.add(
        "organization",
        code=OFFICES,
        name=f"{DISTRICT}教育局机关",
        short_name="局机关",
        type="部门",
        administrative=BUREAU,
    )
    rows.add("organization", code="YXJGZB", name=f"中共{DISTRICT}教育局机关支部委员会", short_name="局机关支部", type="党支部",
             party=COMMITTEE, covers=OFFICES)  # fmt: skip
    _bureau(rows, names, draw, number)
    joint = "LHZB01"
    if any(school[6] == 0 for school in SCHOOLS):
        rows.add("organization", code=joint, name="中共云溪区幼儿园联合支部委员会", short_name="幼儿园联合支部", type="联合党支部",
                 party=COMMITTEE, covers="、".join(s[0] for s in SCHOOLS if s[6] == 0))  # fmt: skip
    joint_has_secretary = False
    for school in SCHOOLS:
        joint_has_secretary = _school(rows, names, draw, number, school, joint, joint_has_secretary)
    return rows


def _numbers() -> Iterator[str]:
    n = 1000
    while True:
        n += 1
        yield f"T{n:05d}"


def _person(rows: Rows, names: Names, draw: random.Random, code: str, works_at: str, kind: str = "在职") -> int:
    """A row of the person and of the workplace; gives the year of birth."""
    year = draw.randint(1966, 2001)
    started = min(year + draw.randint(21, 25), 2024)
    rows.add("person", number=code, name=names.next(), gender=draw.choice(("女", "女", "男")),
             birth_month=f"{year}-{draw.randint(1, 12):02d}", worked_since=date(started, draw.choice((7, 8, 9)), 1))  # fmt: skip
    rows.add("employment", number=code, organization=works_at, kind=kind, from_date=date(max(started, 2010), 9, 1))
    return year


def _member(rows: Rows, draw: random.Random, code: str, branch: str, born: int, status: str = "正式党员") -> None:
    joined = date(2026, 3, 20)
    if status == "正式党员":
        joined = date(min(born + draw.randint(20, 32), 2024), draw.randint(1, 12), draw.randint(1, 28))
    rows.add("membership", number=code, status=status, from_date=joined)
    rows.add("affiliation", number=code, organization=branch, from_date=max(joined, SINCE))


def _bureau(rows: Rows, names: Names, draw: random.Random, number: Iterator[str]) -> None:
    posts = (
        ("副书记", "党委副书记", COMMITTEE),
        ("书记", "机关支部书记", "YXJGZB"),
        ("组织委员", "组织委员", "YXJGZB"),
    )
    for n in range(26):
        code = next(number)
        born = _person(rows, names, draw, code, OFFICES)
        if n < 14:
            _member(rows, draw, code, "YXJGZB", born)
        if n == 0:
            rows.add(
                "office", number=code, organization=COMMITTEE, title="党委书记、局长", role="书记", from_date=SINCE
            )
        elif n <= len(posts):
            role, title, organization = posts[n - 1]
            rows.add("office", number=code, organization=organization, title=title, role=role, from_date=SINCE)


def _school(
    rows: Rows,
    names: Names,
    draw: random.Random,
    number: Iterator[str],
    school: tuple,
    joint: str,
    joint_has_secretary: bool,
) -> bool:
    code, name, kind, area, staff, members, branches = school
    rows.add("organization", code=code, name=f"{DISTRICT}{name}", short_name=name, type="学校", administrative=BUREAU)
    rows.add("school", code=code, type=kind, area=area)
    departments = [code]
    branch_codes = [joint]
    if branches > 1:
        general = f"{code}ZZ"
        rows.add(
            "organization",
            code=general,
            name=f"中共{name}总支部委员会",
            short_name=f"{name}总支",
            type="党总支",
            party=COMMITTEE,
            covers=code,
        )
        departments, branch_codes = [], []
        for n in range(branches):
            department, branch = f"{code}B{n + 1}", f"{code}ZB{n + 1}"
            title = ("语文英语组", "数理组", "行政综合组")[n]
            rows.add(
                "organization",
                code=department,
                name=f"{name}{title}",
                short_name=title,
                type="部门",
                administrative=code,
            )
            rows.add("organization", code=branch, name=f"中共{name}第{'一二三'[n]}支部委员会", short_name=f"{name}第{'一二三'[n]}支部",
                     type="党支部", party=general, covers=department)  # fmt: skip
            departments.append(department)
            branch_codes.append(branch)
    elif branches == 1:
        branch_codes = [f"{code}ZB"]
        rows.add("organization", code=branch_codes[0], name=f"中共{name}支部委员会", short_name=f"{name}支部", type="党支部",
                 party=COMMITTEE, covers=code)  # fmt: skip
    led: set[str] = {joint} if joint_has_secretary else set()
    for n in range(staff):
        person = next(number)
        place = n % len(departments)
        on_leave = n == staff - 1 and staff > 60
        born = _person(rows, names, draw, person, departments[place], "休假离岗" if on_leave else "在职")
        branch = branch_codes[place % len(branch_codes)]
        if n < members:
            _member(rows, draw, person, branch, born, "预备党员" if n == members - 1 and members > 15 else "正式党员")
        elif n == members and staff > 40:
            rows.add("membership", number=person, status="入党积极分子", from_date=date(2025, 11, 3))
        if n < members and branch not in led:
            led.add(branch)
            rows.add("office", number=person, organization=branch, title="党支部书记", role="书记", from_date=SINCE)
            if n == 0 and branches > 1:
                rows.add(
                    "office", number=person, organization=f"{code}ZZ", title="党总支书记", role="书记", from_date=SINCE
                )
        if n == len(branch_codes):
            rows.add(
                "office",
                number=person,
                organization=code,
                title="园长" if kind == "幼儿园" else "校长",
                role="校长",
                from_date=SINCE,
            )
        elif n > len(branch_codes) and n % 17 == 0:
            rows.add("office", number=person, organization=code, title="教研组长", role="教研组长", from_date=SINCE)
    return joint in led


def build_workbook() -> bytes:
    """The roster as an .xlsx, sheet by sheet as in the importer's template."""
    rows = build_rows()
    return sheets.write_workbook(
        [
            sheets.SheetOut(spec.name, [sheets.Column(column.title) for column in spec.columns], rows.of[code])
            for code, spec in BY_CODE.items()
        ],
        title="演示名册",
        notes=["本名册全部虚构，仅供演示。"],
    )

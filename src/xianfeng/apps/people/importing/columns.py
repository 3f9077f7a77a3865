"""The sheets of a roster and their columns, as data: titles people write, what a cell may hold, what to say about it.

Nothing here asks for an identity number, a home address, family or a photograph; such a column is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "code", "codes", "phone", "date", "month", "choice", "yes_no"]


@dataclass(frozen=True)
class ColumnSpec:
    code: str
    title: str
    kind: Kind = "text"
    required: bool = False
    note: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    """What people write -> what is stored; the first spelling of each value is offered in the template's list."""
    aliases: tuple[str, ...] = ()
    longest: int = 60

    @property
    def offered(self) -> tuple[str, ...]:
        """One spelling for each value, for the drop-down list."""
        if self.kind == "yes_no":
            return ("是", "否")
        first: dict[str, str] = {}
        for label, value in self.choices.items():
            first.setdefault(value, label)
        return tuple(first.values())


@dataclass(frozen=True)
class SheetSpec:
    code: str
    name: str
    note: str
    columns: tuple[ColumnSpec, ...]
    aliases: tuple[str, ...] = ()
    example: tuple[str, ...] = ()

    def column(self, code: str) -> ColumnSpec:
        return next(column for column in self.columns if column.code == code)


ORGANIZATION_TYPES = {
    "教育局": "bureau",
    "学校": "school",
    "部门": "department",
    "教研组": "teaching_group",
    "党委": "party_committee",
    "党总支": "general_branch",
    "党支部": "party_branch",
    "联合党支部": "joint_branch",
    "临时党支部": "temporary_branch",
    "党小组": "party_group",
    "工会": "union",
    "团组织": "league",
    "妇女组织": "womens_body",
    "局机关": "bureau",
    "幼儿园": "school",
    "科室": "department",
    "处室": "department",
    "年级组": "teaching_group",
    "备课组": "teaching_group",
    "总支": "general_branch",
    "支部": "party_branch",
    "团总支": "league",
    "团支部": "league",
    "团委": "league",
    "妇联": "womens_body",
    "妇委会": "womens_body",
    "联合支部": "joint_branch",
    "临时支部": "temporary_branch",
}
SCHOOL_TYPES = {
    "幼儿园": "kindergarten",
    "小学": "primary",
    "初中": "junior_middle",
    "九年一贯制学校": "nine_year",
    "高中": "senior_middle",
    "完全中学": "complete_secondary",
    "中等职业学校": "vocational",
    "特殊教育学校": "special_education",
    "教师进修学校": "bureau_office",
    "初级中学": "junior_middle",
    "九年一贯制": "nine_year",
    "高级中学": "senior_middle",
    "普通高中": "senior_middle",
    "完中": "complete_secondary",
    "中职": "vocational",
    "职业高中": "vocational",
    "特校": "special_education",
    "特殊教育": "special_education",
    "进修学校": "bureau_office",
}
AREAS = {"城区": "urban", "镇区": "town", "乡村": "rural", "城市": "urban", "乡镇": "town", "农村": "rural"}
GENDERS = {"女": "female", "男": "male"}
EMPLOYMENT_KINDS = {
    "在职": "regular",
    "兼职": "joint",
    "借调挂职支教": "seconded",
    "休假离岗": "leave",
    "离退休": "retired",
    "在编": "regular",
    "在岗": "regular",
    "借调": "seconded",
    "挂职": "seconded",
    "支教": "seconded",
    "交流": "seconded",
    "休假": "leave",
    "产假": "leave",
    "病假": "leave",
    "退休": "retired",
    "离休": "retired",
}
MEMBER_STATUSES = {
    "正式党员": "full_member",
    "预备党员": "probationary_member",
    "入党积极分子": "activist",
    "群众": "non_member",
    "中共党员": "full_member",
    "党员": "full_member",
    "中共预备党员": "probationary_member",
    "积极分子": "activist",
    "共青团员": "non_member",
}
AFFILIATION_KINDS = {
    "组织关系所在": "home",
    "就近参加": "guest",
    "未落实单位": "no_unit",
    "正式": "home",
    "流动": "guest",
    "未落实单位、关系保留": "no_unit",
}
OFFICE_ROLES = {
    "书记": "branch_secretary",
    "副书记": "deputy_secretary",
    "组织委员": "organization_commissioner",
    "宣传委员": "publicity_commissioner",
    "纪检委员": "discipline_commissioner",
    "校长": "principal",
    "副校长": "vice_principal",
    "分管领导": "leader_in_charge",
    "部门负责人": "department_head",
    "教研组长": "group_leader",
    "教师": "teacher",
    "职员工勤": "support",
    "支部书记": "branch_secretary",
    "分管负责人": "leader_in_charge",
    "园长": "principal",
    "副园长": "vice_principal",
    "主任": "department_head",
    "年级组长": "group_leader",
    "备课组长": "group_leader",
    "职员": "support",
    "工勤": "support",
}

_NUMBER = ColumnSpec(
    "number", "工号", "code", required=True, note="与人员表一致。", aliases=("教工号", "职工号", "人员编号"), longest=40
)
_FROM = ColumnSpec(
    "from_date",
    "开始日期",
    "date",
    note="如 2023-09-01。不填：已有的不变，新列的从导入当天算起。",
    aliases=("起始日期", "起始时间", "开始时间"),
)
_UNTIL = ColumnSpec(
    "until_date", "结束日期", "date", note="不再如此的第一天。仍在继续的不填。", aliases=("终止日期", "结束时间")
)

SHEETS: tuple[SheetSpec, ...] = (
    SheetSpec(
        "organization",
        "组织机构",
        "学校、部门、教研组和各级党组织各占一行；三种关系分开填写。",
        (
            ColumnSpec(
                "code",
                "组织编码",
                "code",
                required=True,
                note="全区唯一，自定，如 XX01。",
                aliases=("编码", "机构编码"),
                longest=40,
            ),
            ColumnSpec("name", "组织名称", required=True, aliases=("名称", "机构名称", "全称"), longest=120),
            ColumnSpec("short_name", "简称"),
            ColumnSpec("type", "类型", "choice", required=True, choices=ORGANIZATION_TYPES, aliases=("组织类型",)),
            ColumnSpec(
                "administrative",
                "行政上级编码",
                "code",
                note="学校填教育局，部门填学校。",
                aliases=("上级编码",),
                longest=40,
            ),
            ColumnSpec("party", "上级党组织编码", "code", note="党组织填写。", longest=40),
            ColumnSpec("cadre", "干部管理单位编码", "code", note="谁管理这个单位的干部。", longest=40),
            ColumnSpec(
                "covers", "覆盖单位编码", "codes", note="党组织负责哪些单位的人，几个之间用顿号分开。", longest=400
            ),
            ColumnSpec("city", "所在城市", note="流动党员按城市确定在何处参加活动。", longest=40),
            ColumnSpec("started_on", "成立日期", "date"),
            ColumnSpec("ended_on", "撤销日期", "date"),
            ColumnSpec(
                "since", "隶属生效日期", "date", note="隶属关系从哪天起。不填：新组织从成立日期起，变动从导入当天起。"
            ),
        ),
        aliases=("组织", "机构", "党组织"),
        example=("XX01", "示例第一小学", "一小", "学校", "JYJ", "", "", "", "", "", "", ""),
    ),
    SheetSpec(
        "school",
        "学校",
        "学校的类型和所在地，决定使用方案的哪一种。",
        (
            ColumnSpec(
                "code",
                "学校编码",
                "code",
                required=True,
                note="与组织机构表的组织编码一致。",
                aliases=("组织编码",),
                longest=40,
            ),
            ColumnSpec("type", "学校类型", "choice", required=True, choices=SCHOOL_TYPES, aliases=("办学类型",)),
            ColumnSpec("area", "所在地", "choice", choices=AREAS, aliases=("区域", "城乡类型")),
        ),
        example=("XX01", "小学", "城区"),
    ),
    SheetSpec(
        "person",
        "人员",
        "每人一行。只收这几项；请勿填写身份证号、住址、家庭和照片。",
        (
            ColumnSpec(
                "number",
                "工号",
                "code",
                required=True,
                note="用于登录，全区唯一。",
                aliases=("教工号", "职工号", "人员编号"),
                longest=40,
            ),
            ColumnSpec("name", "姓名", required=True),
            ColumnSpec("gender", "性别", "choice", choices=GENDERS),
            ColumnSpec(
                "birth_month", "出生年月", "month", note="只记到月，如 1985-06。", aliases=("出生日期", "出生时间")
            ),
            ColumnSpec(
                "phone", "手机号", "phone", note="仅用于登录和领取链接。", aliases=("手机", "手机号码", "联系电话")
            ),
            ColumnSpec("worked_since", "参加工作时间", "date", aliases=("参加工作年月", "工作时间", "参加工作日期")),
            ColumnSpec("city", "现居城市", note="仅流动党员填写。", longest=40),
        ),
        aliases=("人员名册", "教职工", "教职工名册", "花名册", "名册"),
        example=("T0001", "示例甲", "女", "1985-06", "", "2007-07-01", ""),
    ),
    SheetSpec(
        "employment",
        "工作单位",
        "谁在哪个学校或部门工作。新列一个在职单位，原在职单位自新的开始日期结束。",
        (
            _NUMBER,
            ColumnSpec("organization", "单位编码", "code", required=True, aliases=("学校编码", "部门编码"), longest=40),
            ColumnSpec(
                "kind",
                "方式",
                "choice",
                choices=EMPLOYMENT_KINDS,
                note="不填为在职。",
                aliases=("任职方式", "在岗情况"),
            ),
            _FROM,
            _UNTIL,
        ),
        aliases=("任职单位", "所在单位"),
        example=("T0001", "XX01", "在职", "2019-09-01", ""),
    ),
    SheetSpec(
        "membership",
        "党员",
        "政治面貌及其起止日期。四项权利不填时按政治面貌取一般规定。",
        (
            _NUMBER,
            ColumnSpec(
                "status", "政治面貌", "choice", required=True, choices=MEMBER_STATUSES, aliases=("党员身份", "身份")
            ),
            _FROM,
            _UNTIL,
            ColumnSpec("may_speak", "发言权", "yes_no"),
            ColumnSpec("may_vote", "表决权", "yes_no"),
            ColumnSpec("may_elect", "选举权", "yes_no"),
            ColumnSpec("may_be_elected", "被选举权", "yes_no"),
        ),
        aliases=("政治面貌", "党员名册", "党籍"),
        example=("T0001", "正式党员", "2010-06-21", "", "", "", "", ""),
    ),
    SheetSpec(
        "affiliation",
        "组织关系",
        "党员的组织关系在哪个支部；在外地就近参加的另列一行。",
        (
            _NUMBER,
            ColumnSpec(
                "organization",
                "党支部编码",
                "code",
                required=True,
                aliases=("支部编码", "组织编码", "党组织编码"),
                longest=40,
            ),
            ColumnSpec("kind", "方式", "choice", choices=AFFILIATION_KINDS, note="不填为组织关系所在。"),
            _FROM,
            _UNTIL,
        ),
        example=("T0001", "ZB01", "组织关系所在", "2019-09-01", ""),
    ),
    SheetSpec(
        "office",
        "职务",
        "党内和行政职务。同一人新列同类职务，原同类职务自新职务开始之日结束；仍兼任的请一并列出。",
        (
            _NUMBER,
            ColumnSpec(
                "organization",
                "组织编码",
                "code",
                required=True,
                note="任职的学校、部门或党组织。",
                aliases=("单位编码", "任职组织编码"),
                longest=40,
            ),
            ColumnSpec("title", "职务名称", note="如“党支部书记”。不填时用岗位名称。", aliases=("职务",)),
            ColumnSpec("role", "岗位", "choice", required=True, choices=OFFICE_ROLES, aliases=("岗位类别", "职务类别")),
            _FROM,
            _UNTIL,
        ),
        aliases=("任职", "职务名册"),
        example=("T0001", "XX01", "数学教师", "教师", "2019-09-01", ""),
    ),
)
BY_CODE = {sheet.code: sheet for sheet in SHEETS}

UNWANTED = ("身份证", "住址", "家庭", "照片", "籍贯", "民族", "婚姻", "健康", "银行", "配偶", "子女")
"""A column whose title holds one of these is refused: it is not needed here and so must not come in."""

CLEAR = "清空"
"""Written in a cell that is not required: take away what is stored. An empty cell leaves it as it is."""

NOTES = (
    "一、每张表的表头不要改名，列的次序可以变；用不到的表和列可以删掉。",
    "二、橙色表头必填。空着的格子表示“不变”；要去掉已有内容，请写“清空”。",
    "三、日期写成 2023-09-01 或 2023年9月1日都可以，出生年月写成 1985-06。请勿写成 1985.1，分不清是 1 月还是 10 月。",
    "四、结束日期是“不再如此的第一天”：2024-09-01 调走，结束日期就写 2024-09-01。",
    "五、没有列出的人和组织保持原样，不会被删除。",
    "六、先检查、再确认。有一处错误就全部不导入；导入后 30 天内可以整批撤销。",
    "七、请勿填写身份证号、家庭住址、家庭成员、照片；请勿上传涉密和工作秘密材料。",
)

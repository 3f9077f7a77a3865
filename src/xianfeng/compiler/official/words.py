"""The plain official wording of each kind of step, of who answers, and of units. Tables only.

One sentence each, with one verb that settles the matter, so that a reader - a person or the compiler - takes it for one
step of that kind. ``{who}`` is whom the step concerns, ``{head}`` who answers for it.
"""

from __future__ import annotations

HOLDERS = {
    "branch_secretary": "支部书记", "principal": "校长", "leader_in_charge": "分管领导", "programme_office": "活动办公室",
    "superior": "上级党组织", "superior_head": "上级党组织负责人", "supervision_group": "督导组", "department_head": "部门负责人",
    "organization_commissioner": "组织委员", "discipline_commissioner": "纪检委员", "committee": "支部委员会",
    "leading_group": "领导小组", "congress_presidium": "大会主席团", "union": "工会", "proposals_committee": "提案委员会",
    "the_person": "本人", "everyone": "全体人员",
}  # fmt: skip
BODIES = {
    "programme_office", "supervision_group", "committee", "leading_group", "congress_presidium", "union",
    "proposals_committee",
}  # fmt: skip
"""Holders that are set up rather than named."""
WHO = {
    "members": "全体党员", "full_members": "全体正式党员", "activists": "入党积极分子", "student_members": "学生党员",
    "leaders": "领导班子成员", "secretaries": "各支部书记", "party_workers": "党务工作者", "staff": "全体教职工",
    "non_members": "党外群众", "students": "学生", "parents": "家长", "society": "社会各界", "delegates": "全体代表",
    "branches": "各支部", "organizations": "各基层党组织", "departments": "各部门", "schools": "各校", "teaching_groups": "各教研组",
    "leading_team": "领导班子", "supervision_group": "督导组", "programme_office": "活动办公室", "mobile_members": "流动党员",
    "retired_members": "离退休党员", "must_hear_groups": "须听取意见的各方",
}  # fmt: skip
UNITS = {
    "day": "天", "working_day": "个工作日", "week": "周", "month": "个月", "year": "年", "hour": "小时", "minute": "分钟",
    "character": "字", "person": "人", "organization": "个单位", "item": "项", "round": "轮", "star": "颗星", "point": "分",
    "time": "次", "credit": "学时",
}  # fmt: skip
LENGTHS = {"days": ("天", 1), "weeks": ("周", 7), "months": ("个月", 30), "working_days": ("个工作日", 1)}
"""How the length of a stage is written and how many days the compiler makes of it."""
PARTY_OF = {
    "self": "self", "peers": "peer", "staff": "mass", "delegates": "mass", "leaders": "leader", "organization": "org",
    "everyday": "org", "superior": "superior",
}  # fmt: skip

_OTHERWISE = ""
STEPS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "meeting": (
        "form",
        {
            "mobilisation": ("mobilise", "{who}召开动员大会"),
            "discussion": ("discuss", "{who}开展专题讨论"),
            "organizational_life": ("discuss", "{who}召开专题组织生活会"),
            "democratic_life": ("discuss", "{who}召开专题民主生活会"),
            "general_meeting": ("discuss", "{who}召开支部党员大会"),
            "committee": ("discuss", "支部委员会召开专题会议"),
            "congress": ("discuss", "召开教职工代表大会"),
            "hearing": ("discuss", "{who}召开汇报会议"),
            "forum": ("discuss", "{who}进行座谈讨论"),
        },
    ),
    "study": ("", {_OTHERWISE: ("study", "{who}参加集中学习")}),
    "pledge": (
        "measure",
        {
            "party_requirement": ("pledge", "{who}对照党员要求作出公开承诺"),
            "post_duty": ("pledge", "{who}对照岗位职责要求作出公开承诺"),
            "work_target": ("pledge", "{who}对照工作要求作出公开承诺"),
            "topic": ("pledge", "{who}围绕主题作出公开承诺"),
            _OTHERWISE: ("pledge", "{who}作出公开承诺"),
        },
    ),
    "opinion": (
        "about",
        {
            "results": ("collect_opinions", "{who}就结果广泛征求意见"),
            "plan": ("collect_opinions", "{who}就方案广泛征求意见"),
            "members": ("collect_opinions", "{who}就党员队伍状况广泛征求意见"),
            "leaders": ("collect_opinions", "{who}就领导班子状况广泛征求意见"),
            "ideas": ("collect_opinions", "{who}广泛征集意见建议"),
            "wishes": ("collect_opinions", "{who}就愿望和期盼广泛征求意见"),
            _OTHERWISE: ("collect_opinions", "{who}广泛征求意见"),
        },
    ),
    "pairing": (
        "form",
        {
            "talk": ("talk", "{who}普遍开展谈心谈话"),
            "contact_point": ("assist", "{head}建立党建工作联系点"),
            "secondment": ("assist", "{head}选派干部挂职锻炼"),
            "care": ("assist", "{who}开展走访慰问"),
            "cultivation": ("assist", "{who}结对帮扶培育对象"),
            "home_visit": ("assist", "{who}开展家访走访"),
            "exchange": ("assist", "{head}组织教师互派帮扶"),
            "support": ("assist", "{head}选派教师支教"),
            "mass_work": ("assist", "{head}带动群团组织开展帮扶活动"),
            _OTHERWISE: ("assist", "{who}开展结对帮扶"),
        },
    ),
    "duties": ("", {_OTHERWISE: ("organise", "{who}逐条明确职责和责任人")}),
    "statement": (
        "form",
        {
            "narration": ("self_review", "{who}逐一进行述职"),
            "comment": ("comment", "{head}逐一进行点评"),
            "self_analysis": ("self_review", "{who}联系实际进行党性分析"),
            "committee_opinion": ("comment", "{head}逐一作出评价意见"),
            "plan": ("mobilise", "{who}结合实际制定工作方案"),
            "summary": ("self_review", "{who}进行自我总结"),
            "essay": ("report", "{who}撰写心得体会"),
            _OTHERWISE: ("self_review", "{who}进行自我评价"),
        },
    ),
    "rating": ("", {_OTHERWISE: ("rate", "{head}组织评定等次")}),
    "notice": (
        "what",
        {
            "result": ("notice", "{head}将结果予以公示"),
            "pledges": ("notice", "{head}将内容予以公示"),
            "plan": ("notice", "{head}将方案和有关材料予以公布"),
            "rectification": ("notice", "{head}将整改情况予以公布"),
            "progress": ("notice", "{head}将进展情况予以公布"),
            "board": ("notice", "{head}设置图板予以公布"),
            _OTHERWISE: ("notice", "{head}将有关情况予以公布"),
        },
    ),
    "rectification": ("", {_OTHERWISE: ("rectify", "{who}逐项制定整改措施")}),
    "returns": (
        "form",
        {
            "half_monthly": ("report", "{who}将半月报表报送上级党组织"),
            "monthly": ("report", "{who}将月报报送上级党组织"),
            "summary": ("report", "{who}将总结报告报送上级党组织"),
            "meeting_material": ("report", "{who}将会议材料报送上级党组织"),
            "recommendation": ("report", "{who}将推荐材料报送上级党组织"),
            _OTHERWISE: ("report", "{who}将有关材料报送上级党组织"),
        },
    ),
    "inspection": (
        "form",
        {
            "look_back": ("inspect", "{head}逐项进行复查"),
            "dues": ("inspect", "{head}对党费收缴情况进行检查"),
            "admission": ("inspect", "{head}对发展党员程序进行抽查"),
            "study": ("inspect", "{head}对学习情况进行抽查"),
            "target": ("inspect", "{head}对目标完成情况进行检查"),
            "acceptance": ("inspect", "{head}对迎接验收情况开展督促检查"),
            "through_lines": ("inspect", "{head}始终开展督促检查"),
            _OTHERWISE: ("inspect", "{head}开展督促检查"),
        },
    ),
    "selection": ("", {_OTHERWISE: ("honour", "{head}组织评选表彰{honour}")}),
    "survey": ("", {_OTHERWISE: ("survey", "{head}组织开展问卷调查")}),
    "admission": (
        "about",
        {
            "cadres": ("assist", "{who}结对帮扶后备干部培养对象"),
            _OTHERWISE: ("assist", "{who}结对帮扶入党积极分子"),
        },
    ),
    "closing": ("", {_OTHERWISE: ("report", "{who}写出书面总结")}),
}
"""By kind of step: the parameter that chooses, and by its value what the compiler calls it and the sentence."""
PLAIN = ("other", "{who}开展主题活动")
"""For a kind without a sentence of its own."""

"""A person, and what holds of one for a time: work, standing in the Party, the branch, posts.

Every personal field states in `help_text` why it is kept and for how long (PIPL art. 6, 19). There is no identity
number, no home address, no family and no photograph anywhere in this system.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.models.organizations import Organization
from xianfeng.apps.people.models.periods import Lasting


class Person(models.Model):
    """A member of staff, a member of the Party, or both."""

    number = models.CharField(
        _("工号"), max_length=40, unique=True, help_text=_("用于登录和核对名册；离开本区五年后删除。")
    )
    name = models.CharField(_("姓名"), max_length=60, help_text=_("用于名单、签名和公示；与所附记录同期保存。"))
    gender = models.CharField(
        _("性别"),
        max_length=6,
        blank=True,
        choices=[("female", _("女")), ("male", _("男"))],
        help_text=_("公示名单和党内统计表需要；离开本区五年后删除。"),
    )
    birth_month = models.DateField(
        _("出生年月"),
        null=True,
        blank=True,
        help_text=_("只记到月，公示名单和年龄段统计需要；公开页面不显示；离开本区五年后删除。"),
    )
    phone = models.CharField(
        _("手机号"), max_length=20, blank=True, help_text=_("仅用于本人登录和领取一次性链接；不公开；离开本区即删除。")
    )
    worked_since = models.DateField(
        _("参加工作时间"),
        null=True,
        blank=True,
        help_text=_("仅用于检查评选中有无论资排辈；不进入任何评分；离开本区五年后删除。"),
    )
    city = models.CharField(
        _("现居城市"),
        max_length=40,
        blank=True,
        help_text=_("仅流动党员填写，用于确定在何处参加活动；流动结束即删除。"),
    )

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["name"], name="people_person_name")]

    def __str__(self) -> str:
        return self.name


class Employment(Lasting):
    """A person works in (or is retired from, lent to) an organisation for a period."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("在职")
        JOINT = "joint", _("兼职")
        SECONDED = "seconded", _("借调、挂职、支教")
        LEAVE = "leave", _("休假离岗")
        RETIRED = "retired", _("离退休")

    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="employments")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.REGULAR)

    class Meta:
        indexes = [models.Index(fields=["organization", "person"], name="people_employment_org")]


class Membership(Lasting):
    """Standing in the Party for a period. The rights are kept apart, because they are lost apart."""

    class Status(models.TextChoices):
        FULL = "full_member", _("正式党员")
        PROBATIONARY = "probationary_member", _("预备党员")
        ACTIVIST = "activist", _("入党积极分子")
        NON_MEMBER = "non_member", _("群众")

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    status = models.CharField(
        _("政治面貌"),
        max_length=20,
        choices=Status.choices,
        help_text=_("决定谁参加、谁表决；党籍存续期间保存，转出后五年删除。"),
    )
    may_speak = models.BooleanField(default=True)
    may_vote = models.BooleanField(default=False)
    may_elect = models.BooleanField(default=False)
    may_be_elected = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "from_date"], name="people_membership_person")]


class Affiliation(Lasting):
    """Which Party organisation a member belongs to, or takes part in as a guest (S3-71 … S3-74)."""

    class Kind(models.TextChoices):
        HOME = "home", _("组织关系所在")
        GUEST = "guest", _("就近参加")
        NO_UNIT = "no_unit", _("未落实单位、关系保留")

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="affiliations")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HOME)
    reported_on = models.DateField(null=True, blank=True)
    """Guests: the day the member told the home organisation (要向学校党组织报告). None = the report is missing."""
    reason = models.CharField(
        _("说明"), max_length=200, blank=True, help_text=_("不按一般规定参加时写明原因；组织关系结束五年后删除。")
    )

    class Meta:
        indexes = [models.Index(fields=["organization", "person"], name="people_affiliation_org")]


class ContactAttempt(models.Model):
    """One try to reach a member without a unit or out of contact (组织找党员, S3-71, S3-72)."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("已联系上")
        NO_ANSWER = "no_answer", _("未联系上")

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_attempts")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="contact_attempts")
    on_date = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.CharField(
        _("情况"), max_length=200, blank=True, help_text=_("只写联系方式和结果，不写原因；联系恢复一年后删除。")
    )


class Office(Lasting):
    """A post held in an organisation for a period; the role says what it may do here."""

    class Role(models.TextChoices):
        SECRETARY = "branch_secretary", _("书记")
        DEPUTY = "deputy_secretary", _("副书记")
        ORGANIZATION = "organization_commissioner", _("组织委员")
        PUBLICITY = "publicity_commissioner", _("宣传委员")
        DISCIPLINE = "discipline_commissioner", _("纪检委员")
        PRINCIPAL = "principal", _("校长（园长）")
        VICE_PRINCIPAL = "vice_principal", _("副校长（副园长）")
        IN_CHARGE = "leader_in_charge", _("分管领导")
        """Answers for a department, school or Party organisation of the own portfolio (S3-83, S4-42)."""
        DEPARTMENT_HEAD = "department_head", _("部门负责人")
        GROUP_LEADER = "group_leader", _("教研组长")
        TEACHER = "teacher", _("教师")
        SUPPORT = "support", _("职员、工勤")

    LEADER_ROLES = ("branch_secretary", "deputy_secretary", "principal", "vice_principal", "department_head")

    person = models.ForeignKey(Person, models.CASCADE, related_name="offices")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="offices")
    title = models.CharField(_("职务"), max_length=60)
    role = models.CharField(max_length=30, choices=Role.choices)

    class Meta:
        indexes = [models.Index(fields=["organization", "role"], name="people_office_org")]

"""People and organisations, and the three relations between organisations, each with its dates.

Every personal field states in `help_text` why it is kept and for how long (PIPL art. 6, 19). There is no identity
number, no home address, no family and no photograph anywhere in this system.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Lasting(models.Model):
    """What holds for a period [from_date, until_date); without an end it still holds. Ended, never overwritten."""

    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Organization(models.Model):
    """A node of any of the three trees: a school, a department, a Party organisation, the bureau."""

    class Type(models.TextChoices):
        BUREAU = "bureau", _("教育局")
        SCHOOL = "school", _("学校")
        DEPARTMENT = "department", _("部门")
        TEACHING_GROUP = "teaching_group", _("教研组")
        PARTY_COMMITTEE = "party_committee", _("党委")
        GENERAL_BRANCH = "general_branch", _("党总支")
        PARTY_BRANCH = "party_branch", _("党支部")
        JOINT_BRANCH = "joint_branch", _("联合党支部")
        TEMPORARY_BRANCH = "temporary_branch", _("临时党支部")
        PARTY_GROUP = "party_group", _("党小组")

    PARTY_TYPES = (
        "party_committee",
        "general_branch",
        "party_branch",
        "joint_branch",
        "temporary_branch",
        "party_group",
    )
    BRANCH_TYPES = ("party_branch", "joint_branch", "temporary_branch")

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=20, choices=Type.choices)
    city = models.CharField(max_length=40, blank=True)
    """Where it stands. A member living in another city may take part there as a guest (S3-73, S3-74)."""
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name or self.name


class School(models.Model):
    """What a school is, beside being an organisation: the type decides the plan's variant (分类指导)."""

    class Type(models.TextChoices):
        KINDERGARTEN = "kindergarten", _("幼儿园")
        PRIMARY = "primary", _("小学")
        JUNIOR = "junior_middle", _("初中")
        NINE_YEAR = "nine_year", _("九年一贯制学校")
        SENIOR = "senior_middle", _("高中")
        COMPLETE = "complete_secondary", _("完全中学")
        VOCATIONAL = "vocational", _("中等职业学校")
        SPECIAL = "special_education", _("特殊教育学校")
        JOINT = "joint_school", _("联校")
        OFFICE = "bureau_office", _("局属事业单位")

    class Area(models.TextChoices):
        URBAN = "urban", _("城区")
        TOWN = "town", _("镇区")
        RURAL = "rural", _("乡村")

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="school")
    type = models.CharField(max_length=20, choices=Type.choices)
    area = models.CharField(max_length=10, choices=Area.choices, default=Area.URBAN)


class OrganizationRelation(Lasting):
    """`lower` stands under `upper` in one relation for a period [from_date, until_date)."""

    class Relation(models.TextChoices):
        ADMINISTRATIVE = "administrative", _("行政隶属")
        PARTY = "party", _("党组织隶属")
        CADRE = "cadre", _("干部管理")
        COVERS = "covers", _("覆盖单位")
        """A Party organisation (`upper`) covers a school or department (`lower`): whose staff it answers for."""

    relation = models.CharField(max_length=16, choices=Relation.choices)
    lower = models.ForeignKey(Organization, models.CASCADE, related_name="upper_relations")
    upper = models.ForeignKey(Organization, models.CASCADE, related_name="lower_relations")

    class Meta:
        indexes = [
            models.Index(fields=["relation", "lower"], name="people_rel_lower"),
            models.Index(fields=["relation", "upper"], name="people_rel_upper"),
        ]


class OrganizationClosure(models.Model):
    """Who is under whom today, every pair with its depth (0 = itself). Rebuilt whole by `actions.rebuild_closure`."""

    relation = models.CharField(max_length=16)
    ancestor = models.ForeignKey(Organization, models.CASCADE, related_name="closure_down")
    descendant = models.ForeignKey(Organization, models.CASCADE, related_name="closure_up")
    depth = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relation", "ancestor", "descendant"], name="people_closure_once")
        ]
        indexes = [models.Index(fields=["relation", "descendant"], name="people_closure_up")]


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


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, login: str):
        return self.get(login=login)


class Account(AbstractBaseUser):
    """A way to sign in. No last-login time is kept: presence on line is nobody's measure."""

    last_login = None
    login = models.CharField(_("工号"), max_length=40, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, null=True, blank=True, related_name="account")
    is_active = models.BooleanField(default=True)
    session_epoch = models.IntegerField(default=0)
    totp_secret = models.CharField(max_length=200, blank=True)
    """Sealed by a key outside the database (see `authentication.seal_totp`)."""
    totp_last_step = models.BigIntegerField(default=0)
    failed_logins = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.login

    def _get_session_auth_hash(self, secret=None) -> str:
        """Signed-cookie sessions end everywhere when the password or the epoch changes."""
        return salted_hmac(
            "xianfeng.account", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


class LoginFailure(models.Model):
    """Failures at a login that names nobody. It locks like a real account, so that nobody learns which exist.

    Only a keyed hash of what was typed is kept, for a day.
    """

    typed_hash = models.CharField(max_length=64, unique=True)
    failures = models.IntegerField(default=0)
    failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)


class RoleGrant(Lasting):
    """A role given over a subtree. Secretary, principal, member and staff are not granted: they follow from posts."""

    class Role(models.TextChoices):
        BUREAU_OFFICER = "bureau_officer", _("局机关经办人")
        INSPECTOR = "inspector", _("督导员")
        SYSTEM_ADMIN = "system_admin", _("系统管理员")
        SECURITY_ADMIN = "security_admin", _("安全管理员")
        AUDIT_ADMIN = "audit_admin", _("审计管理员")

    ADMIN_ROLES = ("system_admin", "security_admin", "audit_admin")

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="grants")
    """None: over no organisation. The administrators' roles are about the system, not about a subtree."""


class FirstLogin(models.Model):
    """A one-time link to set the first password. Only the hash of its secret is stored."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="first_logins")
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ImportBatch(models.Model):
    """One uploaded workbook: looked at first, then applied as a whole, and undone as a whole within 30 days."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("等待检查")
        CHECKED = "checked", _("已检查")
        FAULTY = "faulty", _("有错误")
        APPLYING = "applying", _("正在导入")
        APPLIED = "applied", _("已导入")
        UNDONE = "undone", _("已撤销")
        FAILED = "failed", _("未完成")

    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    uploaded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    report = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    """What was written, enough to undo it: opaque, never queried."""


class ImportProgress(models.Model):
    """How far a running import has come. Written beside the import's own transaction; holds no data of persons."""

    batch_id = models.BigIntegerField(primary_key=True)
    stage = models.CharField(max_length=20, default="check")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)


class RecordNote(models.Model):
    """What a person says to something kept about them: a statement beside it, or a request that somebody must answer."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("附说明")
        CORRECTION = "correction", _("申请更正")
        REVIEW = "review", _("申请复核")

    class Outcome(models.TextChoices):
        OPEN = "open", _("待答复")
        UPHELD = "upheld", _("同意")
        NOT_UPHELD = "not_upheld", _("不同意")

    person = models.ForeignKey(Person, models.CASCADE, related_name="record_notes")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    """Whose organisers answer: the person's branch, else the place of work."""
    subject = models.CharField(max_length=80)
    """model:id of what is kept."""
    about = models.CharField(max_length=300)
    """The entry as the person saw it."""
    entry_by = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "subject"], name="people_note_subject")]

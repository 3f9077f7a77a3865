"""Organisations and the relations between them, each with its dates: three trees, and who covers whose staff."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.models.periods import Lasting


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
        UNION = "union", _("工会")
        LEAGUE = "league", _("团组织")
        WOMENS_BODY = "womens_body", _("妇女组织")

    PARTY_TYPES = (
        "party_committee",
        "general_branch",
        "party_branch",
        "joint_branch",
        "temporary_branch",
        "party_group",
    )
    MASS_TYPES = ("union", "league", "womens_body")
    """群团: each covered by the Party organisation that leads it (党建带工建、带团建、带妇建, S4-34)."""
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

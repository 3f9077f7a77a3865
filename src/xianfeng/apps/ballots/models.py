"""Secret polls: a frozen roll, sealed slips without author, and the counters that remain.

Every column carries a `help_text` in plain words: the voter's first screen is generated from them (`disclosure.py`),
so that the page cannot promise what the tables do not keep.
"""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def random_key() -> str:
    """128 random bits as 32 hex digits: says nothing about order, time or author."""
    return secrets.token_hex(16)


class Poll(models.Model):
    """One vote. Everything but the state is fixed at opening."""

    class State(models.TextChoices):
        OPEN = "open", _("投票中")
        CLOSING = "closing", _("正在计票")
        CLOSED = "closed", _("已计票")
        VOID = "void", _("作废")

    class Purpose(models.TextChoices):
        BALLOT = "ballot", _("投票")
        RECOMMENDATION = "recommendation", _("推荐")
        RUN_OFF = "run_off", _("再投一轮")
        RATING = "rating", _("测评")
        CONFIRMATION = "confirmation", _("受益方确认")

    key = models.CharField(max_length=32, unique=True, default=random_key)
    purpose = models.CharField(max_length=16, choices=Purpose.choices, default=Purpose.BALLOT)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="polls")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="polls")
    title = models.CharField(max_length=200)
    rules = models.JSONField()
    """`sheets.Rules` as frozen at opening; opaque to SQL."""
    public_keys = models.JSONField()
    """Hex of each trustee's public key, in the order in which a slip is sealed to them."""
    roll_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    issued = models.IntegerField()
    """发出: everybody on the roll; without a roll, the slips printed."""
    paper_issued = models.IntegerField(default=0)
    """Of these, how many were handed a paper sheet."""
    codes_issued = models.IntegerField(default=0)
    """Of these, how many were handed a one-time code, having no account."""
    returned = models.IntegerField(null=True, blank=True)
    """收回: known at closing only."""
    counters_sha256 = models.CharField(max_length=64, blank=True)
    counters_salt = models.CharField(max_length=32, blank=True)
    """Hashed with the counters: without it, withheld figures could be found by trying; '' in polls counted before it was used."""
    void_reason = models.CharField(max_length=200, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="run_offs")

    class Meta:
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="ballots_poll_step")]


class Candidate(models.Model):
    """One row of the sheet: a person or an organisation."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="candidates")
    position = models.IntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey("people.Organization", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["poll", "position"]
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="ballots_candidate_once")]


class RollEntry(models.Model):
    """One elector of one poll. Frozen at opening; `marked` is a bare yes or no and is erased when the poll closes."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="roll", help_text=_("哪一次投票。"))
    position = models.IntegerField(help_text=_("您在投票人名册中的序号，开票前就已排定，与投票先后无关。"))
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", help_text=_("您是名册上的哪一位。"))
    name = models.CharField(max_length=60, help_text=_("您的姓名，全体投票人可以查看名册。"))
    unit = models.CharField(max_length=120, help_text=_("您所在的组织，与姓名一起列入名册。"))
    stratum = models.CharField(
        max_length=20, help_text=_("您属于哪一类投票人（例如党员、群众）；人数太少的类别在开始前已合并。")
    )
    marked = models.BooleanField(default=False, help_text=_("您是否已交票，只记“是”或“否”，不记时间；计票后全部清除。"))

    class Meta:
        ordering = ["poll", "position"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="ballots_roll_once"),
            models.UniqueConstraint(fields=["poll", "position"], name="ballots_roll_position"),
        ]


class Recusal(models.Model):
    """An elector who gives no opinion on one candidate: the own name, or a conflict recorded before opening."""

    entry = models.ForeignKey(RollEntry, models.CASCADE, related_name="recusals")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="recusals")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "candidate"], name="ballots_recusal_once")]


class Slip(models.Model):
    """One row of one sheet, sealed. All slips of all polls are equally long."""

    key = models.CharField(
        max_length=32, primary_key=True, default=random_key, help_text=_("随机编号，不表示先后，也不对应任何人。")
    )
    poll = models.ForeignKey(
        Poll, models.CASCADE, related_name="slips", db_constraint=False, help_text=_("哪一次投票。")
    )
    sealed = models.BinaryField(
        help_text=_("密封的内容：票上的一行和一个选择。长度一律相同，没有开票钥匙谁也打不开；计票后删除。")
    )


class StandingKey(models.Model):
    """A trustee's own key: its public half. The private half is on the printed recovery sheet and nowhere else."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=64)
    check_value = models.CharField(max_length=8)
    """Printed on the recovery sheet too, so that sheet and key can be told to belong together."""
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When its owner had copied it back from the sheet. Nothing is sealed to a key before that."""
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(confirmed_at__isnull=False, retired_at__isnull=True),
                name="ballots_key_in_use_once",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(confirmed_at__isnull=True), name="ballots_key_in_making_once"
            ),
        ]


class TrusteePost(models.Model):
    """Who keeps one of the two keys of an organisation's ballots, and who stands in. Replaced, never changed."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    post = models.IntegerField()
    """1 or 2: the order in which slips are sealed."""
    title = models.CharField(max_length=40)
    holder = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    deputy = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    appointed_by_label = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organization", "post", "-appointed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post"], condition=models.Q(ended_at__isnull=True), name="ballots_post_once"
            )
        ]


class PollKey(models.Model):
    """The private half of one post's key of one poll, sealed to a trustee or deputy. Emptied when the poll is finished."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="poll_keys", help_text=_("哪一次投票。"))
    post = models.IntegerField(help_text=_("两把钥匙中的第几把。"))
    title = models.CharField(max_length=40, help_text=_("由什么职务的人保管。"))
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", help_text=_("由谁保管。"))
    is_deputy = models.BooleanField(help_text=_("是不是候补保管人。"))
    standing_key = models.ForeignKey(
        StandingKey, models.PROTECT, related_name="+", help_text=_("用保管人的哪一把本人钥匙密封。")
    )
    sealed = models.BinaryField(help_text=_("密封的开票钥匙，只有保管人本人打印的恢复页能打开；计票后清空。"))
    kept_half = models.BinaryField(
        default=b"",
        help_text=_("计票时另生成的半把钥匙，两半合起来只能打开留存的那一块票条，用于重新计票；留存期满清空。"),
    )

    class Meta:
        ordering = ["poll", "post", "is_deputy"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "post", "is_deputy"], name="ballots_pollkey_once"),
        ]


class KeptSlips(models.Model):
    """All slips of a counted poll, paper among them, shuffled and sealed as one block for a recount."""

    poll = models.OneToOneField(Poll, models.CASCADE, related_name="kept_slips", help_text=_("哪一次投票。"))
    sealed = models.BinaryField(
        help_text=_(
            "计票时打开的全部票条，与纸质票合在一起，打乱后密封成一整块，不是一票一行；内容与计票结果相同，"
            "只供重新计票，异议期满清空。"
        )
    )
    sha256 = models.CharField(max_length=64, help_text=_("这一整块的校验值，清空后仍保留。"))
    asked_on = models.DateField(null=True, blank=True, help_text=_("哪一天有人申请重新计票；核对完就清空。"))
    asked_by_label = models.CharField(max_length=200, blank=True, help_text=_("谁申请重新计票；核对完就清空。"))
    destroyed_on = models.DateField(null=True, blank=True, help_text=_("哪一天销毁。"))


class VoteCode(models.Model):
    """A printed one-time code: of somebody on the roll who has no account, or of whoever was handed a slip; of whom is not
    kept. Erased when the poll closes."""

    sha256 = models.CharField(
        max_length=64, primary_key=True, help_text=_("投票码的校验值，由它推不出投票码，也不对应任何人。")
    )
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="vote_codes", help_text=_("哪一次投票。"))
    stratum = models.CharField(max_length=20, help_text=_("哪一类投票人。"))
    used = models.BooleanField(default=False, help_text=_("是否用过，只记“是”或“否”；计票后全部清除。"))


class SealedComment(models.Model):
    """What one sheet says in words, sealed; every sheet has one, written or not, and all are equally long."""

    key = models.CharField(
        max_length=32, primary_key=True, default=random_key, help_text=_("随机编号，不表示先后，也不对应任何人。")
    )
    poll = models.ForeignKey(
        Poll, models.CASCADE, related_name="sealed_comments", db_constraint=False, help_text=_("哪一次投票。")
    )
    sealed = models.BinaryField(help_text=_("密封的意见，没写的也有一条，长度一律相同；计票时打乱开启，之后删除。"))


class Comment(models.Model):
    """One written comment after the count, without class, sheet or order. Shown only once somebody has let it pass."""

    class State(models.TextChoices):
        PENDING = "pending", _("待审看")
        RELEASED = "released", _("已公布")
        WITHHELD = "withheld", _("不公布")

    key = models.CharField(
        max_length=32, primary_key=True, default=random_key, help_text=_("新的随机编号，与密封时的不同。")
    )
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="comments", help_text=_("哪一次投票。"))
    text = models.TextField(help_text=_("意见的文字；不记是哪一类投票人写的，也不记在哪张票上。"))
    state = models.CharField(
        max_length=8,
        choices=State.choices,
        default=State.PENDING,
        help_text=_("是否公布；能认出人的不公布。"),
    )

    class Meta:
        ordering = ["key"]


class PaperCount(models.Model):
    """One figure of the paper count as one teller read it. Two tellers enter all figures; erased when the poll closes."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="paper_counts")
    teller = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=20)
    row = models.IntegerField()
    """Row of the sheet (`sheets.Rules.row_of`); 0 counts whole sheets."""
    choice = models.CharField(max_length=20)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "teller", "stratum", "row", "choice"], name="ballots_paper_once")
        ]


class Counter(models.Model):
    """What remains of a poll: how often each choice was made, paper and electronic together."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="counters", help_text=_("哪一次投票。"))
    stratum = models.CharField(max_length=20, help_text=_("哪一类投票人。"))
    row = models.IntegerField(help_text=_("票上的哪一行：哪一位候选人、哪一项；0 表示整张票。"))
    choice = models.CharField(max_length=20, help_text=_("哪一种选择。"))
    count = models.IntegerField(help_text=_("共有几票。"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "stratum", "row", "choice"], name="ballots_counter_once")
        ]

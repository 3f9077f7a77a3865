"""征求意见: box, forum, talk, form, hotline; each opinion becomes a tracked item or a reasoned "not adopted"
(S0-20, S0-21, S2-25, S2-27, S3-25 ... S3-28).

Before: a slip in the box. After: a receipt code, an item with owner and date, a reply read with the code.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, StepKind, stricter

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step

KEPT_DAYS = 90
"""How long the raw words stay once an entry is answered and nothing is open on it: no plan and nobody can make it shorter or
longer (decision 0049)."""
LEAST_COUNTED = 5
"""So many entries of a restricted category are counted for those who do not read them; fewer could be told apart."""
Channel = Literal["box", "forum", "talk", "form", "hotline", "web"]


class Params(KindParams):
    """One round of asking."""

    about: Literal["results", "plan", "members", "leaders", "organization", "wishes", "ideas", "open"] = Field(
        description="就什么征求意见"
    )
    channels: tuple[Channel, ...] = Field(
        default=("box", "web"), description="征求意见的渠道", json_schema_extra=stricter("superset")
    )
    channels_at_least: int = Field(
        default=1, ge=1, le=6, description="至少用几种渠道", json_schema_extra=stricter("higher")
    )
    open_to_society: bool = Field(default=False, description="面向社会，不需账号", json_schema_extra=stricter("true"))
    identity: Literal["anonymous", "confidential", "signed"] = Field(
        default="anonymous", description="匿名、保密还是署名；开始后不能改"
    )
    receipt: Literal[True] = Field(default=True, description="给回执码，凭码看答复；总是如此，不能改")
    read_by: tuple[
        Literal["branch_secretary", "programme_office", "superior", "discipline_commissioner", "supervision_group"], ...
    ] = Field(default=("programme_office",), description="谁会读到；写之前告知")
    reply_within: int | None = Field(
        default=None, ge=1, description="几个工作日内答复", json_schema_extra=stricter("lower")
    )
    latest: int | None = Field(
        default=None, ge=1, description="采纳后列入整改的，期限最长几天", json_schema_extra=stricter("lower")
    )
    must_hear: tuple[str, ...] = Field(
        default=(), description="必须听取的方面（只记听取次数，不记个人身份）", json_schema_extra=stricter("superset")
    )
    subjects: tuple[Literal["members", "leaders", "organization"], ...] = Field(
        default=(),
        description="可以写明对谁的意见：党员、领导干部、党组织；不写只对党组织",
        json_schema_extra=stricter("superset"),
    )
    fed_back: bool = Field(
        default=False, description="归纳后由另一人核对，如实反馈，收到的人确认", json_schema_extra=stricter("true")
    )
    satisfaction: bool = Field(
        default=False, description="提出人对答复表示是否满意，不满意的再办一次", json_schema_extra=stricter("true")
    )
    seconders: int = Field(
        default=0, ge=0, description="须几人附议（署名的提案）", json_schema_extra=stricter("higher")
    )
    categories: str | None = Field(default=None, description="意见归入哪一套分类（criteria 的代码）")
    restricted: tuple[str, ...] = Field(
        default=(),
        description="其中限阅的类别（分类中的代码）：只有指定的负责人和上一级读得到，不足五条的也不计入别人看到的数",
        json_schema_extra=stricter("superset"),
    )
    restricted_to: Literal["branch_secretary", "discipline_commissioner", "superior"] = Field(
        default="branch_secretary", description="限阅的类别由谁办理；上一级也读得到"
    )
    days_at_least: int | None = Field(
        default=None, ge=1, description="至少开放几天", json_schema_extra=stricter("higher")
    )


class OpinionKind(StepKind):
    """Owed by the organisation that runs the box: every opinion of the round decided, as an item or with a reason."""

    code = "opinion"
    title = "征求意见"
    subject = "organization"
    subjects = frozenset({"organization", "campaign", "person"})
    built = True
    Params = Params
    verb = "处理"
    minutes = 10
    facts = ("opinions_decided", "channel_used", "group_heard", "digest_received")
    outcomes = ("all_decided", "overdue")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        needs = [Need("opinions_decided", part=params.about)]
        if params.channels_at_least > 1:
            needs.append(Need("channel_used", at_least=params.channels_at_least))
        needs += [Need("group_heard", part=group) for group in params.must_hear]
        if params.fed_back:
            needs.append(Need("digest_received"))
        return tuple(needs)

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        """More kinds of channel than the plan has could never be used; a category that is not in the set never chosen."""
        assert isinstance(params, Params)
        found, planned = [], len(set(params.channels))
        if params.channels_at_least > planned:
            told = {"wanted": str(params.channels_at_least), "planned": str(planned)}
            found.append(ParamFault("channels_too_few", ("channels_at_least",), told))
        if params.categories is None and not params.restricted:
            return found
        named = params.categories or ""
        known = pack.find_criteria(named)
        if known is None:
            return [*found, ParamFault("criteria_unknown", ("categories",), {"code": named})]
        keys = {item.key for item in known.items}
        return found + [
            ParamFault("item_unknown", ("restricted", at), {"criteria": named, "key": key})
            for at, key in enumerate(params.restricted)
            if key not in keys
        ]

    def hears_masses(self, params: KindParams) -> bool:
        return True

    def least_time(self, params: KindParams) -> tuple[int, str] | None:
        """As long as the box has to stay open."""
        assert isinstance(params, Params)
        return (params.days_at_least, "days") if params.days_at_least else None

    def sample(self) -> dict[str, object]:
        return {"about": "results"}


kind = OpinionKind()

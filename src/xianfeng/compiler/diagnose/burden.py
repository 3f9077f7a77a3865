"""The burden check: what a plan may no longer ask for, with the rule that says so, its number and date, and a way out.

Rules are data with their day and number; a newer rule is a new line here. Source: the list of rules that shape the
product (bans on check-ins, points rankings, on-line time, forced traces, repeated forms, awards without a basis).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.reader import Understanding


@dataclass(frozen=True)
class Ban:
    """Something a plan may not ask for: its wordings, the rule, and what to do instead (both codes for the edge)."""

    code: str
    wording: re.Pattern[str]
    reference: str
    suggestion: str


_APPS = "国办函〔2026〕12号（2026-01-25）"
_SCHOOLS = "教师厅〔2025〕2号（2025-10-14）"
_AWARDS = "评比达标表彰项目由中央和省两级审批，区级及以下工作部门不得设立"
BANS: tuple[Ban, ...] = (
    Ban(
        "check_in",
        re.compile(
            r"(?:每日|每天|按时|线上|网上|扫码|上下班|定点|位置)?(?:打卡|签到打卡|刷脸签到|扫码签到|网上签到|线上签到|(?:平台|手机|小程序|指纹|人脸)[\u4e00-\u9fff]{0,4}签到)(?!地)"
        ),
        _APPS,
        "keep_minutes",
    ),
    Ban(
        "points_ranking",
        re.compile(
            r"(?:积分|学分|分数|得分|学习强国)[^，。；\n]{0,12}(?:排名|排行|排位|通报|前\d+名|末位)|(?:积分|排行)榜|排名通报|末位淘汰|按积分|积分制|积分[^，。；\n]{0,6}(?:名次|高低|不少于|不低于|达到)|(?:公布|通报|晒)[^，。；\n]{0,10}(?:名次|排名|积分)|(?:排序|排名|排队)[^，。；\n]{0,8}通报|亮排名"
        ),
        _APPS,
        "show_coverage",
    ),
    Ban(
        "online_time",
        re.compile(
            r"(?:在线|学习|登录|观看|视频|刷课)时长[^，。；\n]{0,10}|(?:每[天日周]|日均)[^，。；\n]{0,10}(?:登录|在线)|(?:系统|平台|后台)自动(?:计时|记录时)"
        ),
        _APPS,
        "count_results",
    ),
    Ban(
        "forced_install",
        re.compile(
            r"(?:下载|安装|注册|关注)(?:率|量)[^，。；\n]{0,10}(?:达|\d|全覆盖|通报)|(?:全员|必须|须|一律|全部|强制)[^，。；\n]{0,12}(?:下载|安装|注册|关注|使用)[^，。；\n]{0,8}(?:APP|app|App|客户端|小程序|软件|公众号|平台)|(?:小程序|客户端|APP)(?:的)?(?:注册|安装|下载)(?:情况|率|量)?|全员(?:下载|注册|安装|关注)"
        ),
        _APPS,
        "offer_web_page",
    ),
    Ban(
        "likes_as_evidence",
        re.compile(
            r"(?:点赞|转发(?![\u4e00-\u9fff]{0,8}[〈《关])|集赞|网络投票|网上投票|微信投票|阅读量|浏览量|关注数)[^，。；\n]{0,16}(?:数|量|排|评|计分|加分|名次|依据|计入|纳入|前[十\d]|超过|占)|(?:转发|点赞)(?:朋友圈|率)|(?:组织|要求|动员)[^，。；\n]{0,10}(?:转发|点赞)"
        ),
        _APPS,
        "closed_electorate",
    ),
    Ban(
        "forced_trace",
        re.compile(
            r"(?:截图|截屏|拍照|照片|视频|录像|定位)[^，。；\n]{0,8}(?:留痕|上传|留存|存档|打卡|备查|上报|发群|[发传]至|不少于|作为依据|佐证)|(?:上报|报送|提供|上交|提交)[^，。；\n]{0,8}(?:照片|图片|截图|视频)|(?:留痕|痕迹)(?:管理|资料|材料)|(?:每[次天周])[^，。；\n]{0,8}(?:拍照|截图)|上传[^，。；\n]{0,8}(?:照片|截图|视频)"
        ),
        _APPS,
        "evidence_by_reference",
    ),
    Ban(
        "traces_judged",
        re.compile(
            r"(?:台账|痕迹|留痕资料|工作记录|工作日志|笔记|心得)[^。；\n]{0,16}(?:作为|纳入|列入|计入)[^，。；\n]{0,8}(?:考核|评价|评比|评分|评优|依据|检查)|(?:查看|检查|抽查|查阅)[^，。；\n]{0,10}(?:台账|笔记|痕迹|学习记录)|以(?:台账|痕迹|资料|笔记)[^，。；\n]{0,12}(?:评定|打分|赋分|定等)"
        ),
        _SCHOOLS,
        "judge_results",
    ),
    Ban(
        "repeated_forms",
        re.compile(
            r"(?:每[日天周]|日|周)(?:报告|报送|填报|上报)[^，。；\n]{0,10}(?:表|情况|数据)|(?:(?<=[行立持、“])[日周]报(?:告)?(?![名到送道考备请])|(?<!\d)[日周]报告?(?=制|表|、)|每?日一报)(?:制度)?|(?:零报告|[日周]报[、和]零报告|一[日周]一报告?)(?:制度)?|每[日天](?:\d{1,2}[时点：:][\d时点：: ]{0,4})?(?:前|内)?(?:报送|上报|填报)|(?:同时|分别|另行|再次|重复)[^，。；\n]{0,6}(?:填报|报送)[^，。；\n]{0,14}(?:表|系统|平台)|一式[四五六七八九十]份"
        ),
        _APPS,
        "one_entry",
    ),
    Ban(
        "standard_campaign",
        re.compile(
            r"达标(?:活动|验收|创建|升级)(?!精神)|(?:创建|争创)(?:[\u4e00-\u9fff]{0,2}级)?(?:示范|达标|特色|星级)[^，。；\n]{0,8}(?:校|学校|活动)|(?:示范校|示范学校|达标学校|样板校|特色学校|星级学校)[^，。；\n]{0,6}(?:创建|评选|评定|命名|验收)|(?:命名|评定|认定)[^，。；\n]{0,6}(?:示范校|样板校|特色校|示范学校|星级学校)"
        ),
        _SCHOOLS,
        "name_basis",
    ),
    Ban(
        "award_without_basis",
        re.compile(
            r"(?:表彰|授予|命名|评选)[^，。；\n]{0,18}(?:称号|奖|先进集体|先进单位|先进个人|标兵|十佳|示范|模范|奖牌|荣誉|证书|最美)|颁发[^，。；\n]{0,10}(?:奖牌|证书|奖状)"
        ),
        _AWARDS,
        "name_basis",
    ),
)
_BASIS = re.compile(
    r"(?:根据|按照|依据|经)[^。\n]{2,40}(?:批准|批复|年度(?:评比|表彰)[^。\n]{0,8}清单|表彰(?:办法|规定|条例)|奖励条例|(?:省委|省政府|中央|党中央|国务院|中共中央)[^。\n]{0,12}(?:批准|同意|决定))"
)


def find_burdens(understanding: Understanding) -> Iterator[Diagnostic]:
    """Every wording that asks for what a rule forbids; awards only when no approval is named in the text."""
    document = understanding.document
    folded = document.folded
    has_basis = bool(_BASIS.search(folded))
    for ban in BANS:
        if ban.code == "award_without_basis" and has_basis:
            continue
        for position, m in enumerate(ban.wording.finditer(folded)):
            if _denied(folded, m.start()):
                continue
            yield Diagnostic(
                ban.code,
                "warning",
                document.text.span(m.start(), m.end()),
                {"words": m.group()[:40]},
                ban.suggestion,
                ban.reference,
            )
            if ban.code == "award_without_basis" or position >= 20:
                break


def _denied(folded: str, at: int) -> bool:
    """``不搞打卡``, ``严禁截图留痕``: the text itself says no."""
    return bool(
        re.search(
            r"(?:不搞|不得|不要|不准|严禁|禁止|取消|杜绝|不再|不以|自愿|防止|避免|不需|无需|不必)[^，。；\n]{0,12}$",
            folded[max(0, at - 16) : at],
        )
    )

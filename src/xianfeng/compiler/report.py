"""The two-pane report as one self-contained page: left the original, right what was understood; one lights the other.

The page needs nothing from outside and works without scripts (the links between the panes are ordinary anchors).
"""

from __future__ import annotations

from html import escape
from itertools import pairwise

from xianfeng.compiler.draft import Draft, Item

FIELD_NAMES = {
    "phase": "阶段", "step": "步骤", "number": "数字", "scoring_party": "评价主体", "criteria_set": "标准", "veto": "否决",
    "role": "责任人", "duty": "定期报告", "hearing": "须听取意见", "soft_word": "弹性用语", "heading": "标题",
}  # fmt: skip
KIND_NAMES = {
    "mobilise": "动员部署", "study": "学习", "discuss": "会议讨论", "pledge": "承诺", "collect_opinions": "征求意见", "talk": "谈心谈话",
    "self_review": "自评自查", "comment": "领导点评", "ballot": "评议推荐", "rate": "评定审定", "notice": "公示公开", "rectify": "整改",
    "report": "材料报送", "inspect": "督查审核", "honour": "表彰典型", "assist": "帮扶结对", "survey": "问卷调查", "organise": "成立机构", "other": "其他",
}  # fmt: skip
WHAT_NAMES = {
    "study_hours_min": "学习时间", "duration_days": "时长", "weight": "权重", "quota_ratio": "比例名额", "quota_count": "名额",
    "threshold": "界限", "score": "分值", "deadline_day": "期限", "notice_days": "公示天数", "quorum": "到会比例", "sample_size": "抽样",
    "meeting_per_period": "次数", "other": "其他",
}  # fmt: skip
RULE_NAMES = {
    "outline": "标题编号", "phases": "阶段", "schedule_rows": "日程表", "steps": "步骤", "tables": "表格", "score_columns": "分值栏",
    "score_parts": "分项分值", "deadlines": "期限", "durations": "时长", "study_hours": "学习时间", "meetings": "次数", "notice_days": "公示天数",
    "quorums": "到会比例", "quota_ratios": "比例", "quota_counts": "名额", "prizes": "奖项名额", "samples": "抽样",
    "weights": "权重", "party_shares": "各方比重", "scores": "分值", "thresholds": "界限", "measures": "数量",
    "scoring_parties": "评价主体", "criteria_sets": "成套标准", "vetoes": "否决", "roles": "责任人",
    "periodic_reports": "定期报告", "must_hear": "须听取意见", "soft_words": "弹性用语", "person": "核对人",
}  # fmt: skip
"""What each rule of reading looks for, in words."""
_PARTY_NAMES = {"self": "本人", "peer": "同级", "mass": "群众", "org": "组织", "leader": "领导", "superior": "上级"}
DIAGNOSTIC_SENTENCES = {
    "unread": "没有读出内容：{words}",
    "unread_order": "有要求没有读出：{words}",
    "noise_left_out": "不属于正文，未读（{reason}）",
    "not_a_plan": "这份文件不像方案（{genre}），只读出标题",
    "count_differs": "“{name}”说有 {announced} 项，列出 {listed} 项",
    "item_twice": "“{name}”中“{item}”写了两次",
    "counts_disagree": "前面说 {first} 个{word}，这里说 {second} 个",
    "phases_missing": "说有 {announced} 个{word}，读出 {found} 个",
    "phase_runs_backwards": "“{name}”的结束（{end}）早于开始（{start}）",
    "phase_of_no_length": "“{name}”的开始和结束相同（{start}），没有时长",
    "phases_overlap": "“{second}”与“{first}”时间重叠",
    "weights_not_hundred": "各项权重合计 {total}，不是 100",
    "due_before_signed": "期限 {date} 早于成文日期 {signed}",
    "year_clashes": "{year} 年与文中的“{told}”对不上，请核对年份",
    "day_does_not_exist": "没有 {date} 这一天",
    "number_skips": "编号从 {before} 跳到 {number}",
    "number_repeats": "编号 {number} 重复",
    "step_without_phase": "“{words}”没有写在哪个阶段里，暂放在开头或末尾的阶段，请核对",
    "due_day_without_step": "期限“{words}”不在哪个步骤的句子里，只作为数值保留，请核对由哪一步办理",
    "due_day_outside_stage": "期限“{words}”没有成为步骤的截止日：所在阶段没有写明起止日期，或者这一天早于该阶段，请核对",
    "step_of_no_kind": "“{words}”没有专门的步骤类型，暂作一次活动登记，请核对",
    "veto_without_step": "写了否决的情形，但没有读出评议或评选：{words}",
    "check_in": "要求打卡签到：{words}",
    "points_ranking": "要求积分或排名：{words}",
    "online_time": "统计在线或学习时长：{words}",
    "forced_install": "强制下载或注册：{words}",
    "likes_as_evidence": "以点赞、转发、网络投票为依据：{words}",
    "forced_trace": "要求截图、拍照留痕：{words}",
    "traces_judged": "以台账、痕迹作为评价依据：{words}",
    "repeated_forms": "重复填报：{words}",
    "standard_campaign": "达标创建类活动：{words}",
    "award_without_basis": "评比表彰没有写明批准依据：{words}",
    "word_replaced": "疑似被替换的词：{words}",
    "number_lost": "疑似丢失的数字：{words}",
    "masked": "被遮去的文字：{words}",
    "doubled": "疑似重复：{words}",
    "title_lost": "疑似缺字：{words}",
    "shifted_bytes": "疑似乱码：{words}",
}
SUGGESTIONS = {
    "keep_minutes": "改为会议或活动记录中登记到会情况",
    "show_coverage": "改为只看完成与否和覆盖面，不排名",
    "count_results": "改为看学习成果，不计时长",
    "offer_web_page": "改为网页办理，不要求安装",
    "closed_electorate": "改为在确定的名册内投票",
    "evidence_by_reference": "改为引用已有记录，照片自愿",
    "judge_results": "改为看实际成效，不以台账为依据",
    "one_entry": "改为填一次，汇总由系统生成",
    "name_basis": "写明批准机关和文号，没有批准的删去",
}
ASK_SENTENCES = {
    "phase_start": "“{about}”从哪天开始",
    "phase_end": "“{about}”到哪天结束",
    "phase_year": "“{about}”是哪一年",
    "phase_exact_day": "“{about}”起止的确切日期",
    "campaign_dates": "活动从哪天到哪天",
    "notice_days": "公示几天，是否按工作日",
    "objection_channel": "公示期间向谁、怎样反映意见",
    "quorum": "评议或投票须多少人参加方为有效",
    "ballot_majority": "赞成票须超过多少方可当选",
    "ballot_base": "得票率、满意率以哪一个数为基数",
    "quota": "“{about}”的名额或比例",
    "quota_rounding": "按比例算出的名额怎样取整",
    "tolerance": "写着“左右”“一般”的数字可以相差多少（{about} 等）",
    "deadline_day": "“{about}”写的这一天不存在，应是哪天",
    "deadline_year": "“{about}”的期限是哪一年",
    "weights": "{about}占多少",
    "criteria_items": "“{about}”的其余条目",
    "report_day": "“{about}”何时报送",
    "approval_basis": "评比表彰的批准依据",
    "first_responsible": "谁是第一责任人",
}
_QUIET = {"unread", "unread_order", "noise_left_out"}
_STYLE = """
*{box-sizing:border-box}body{margin:0;font:16px/1.75 "Noto Serif CJK SC","Songti SC",SimSun,serif;color:#1d1b19;background:#faf8f5}
header{padding:1rem 1.5rem;border-bottom:1px solid #d9d2c8;background:#fff}h1{font-size:1.25rem;margin:0}header p{margin:.25rem 0 0;color:#5b544b}
main{display:grid;grid-template-columns:1fr 1fr;height:calc(100vh - 5.2rem)}section{overflow:auto;padding:1rem 1.5rem}
section+section{border-left:1px solid #d9d2c8;background:#fff}pre{white-space:pre-wrap;word-break:break-word;font:inherit;margin:0}
h2{font-size:1rem;margin:1.2rem 0 .4rem;color:#7a1f1a}ol,ul{margin:0;padding:0;list-style:none}li{padding:.3rem .5rem;border-radius:.25rem}
li:target,mark:target{outline:2px solid #b3261e}a{color:inherit;text-decoration:none}a:hover,a:focus{text-decoration:underline}
mark{background:#fbe9d0;color:inherit}mark.lit,li.lit{background:#f6c6bd}mark.low{background:#eee7dd}.unread{border-bottom:1px dashed #8a7f70}
.noise{color:#8a7f70}.meta{color:#5b544b;font-size:.875rem}.warning{color:#8a4b00}.error{color:#a3150d}
@media(max-width:760px){main{display:block;height:auto}section+section{border-left:0;border-top:1px solid #d9d2c8}}
@media print{main{display:block;height:auto}section{overflow:visible}}
"""
_SCRIPT = """
document.addEventListener('mouseover',light);document.addEventListener('focusin',light);
function light(e){var t=e.target.closest('[data-i]');document.querySelectorAll('.lit').forEach(function(n){n.classList.remove('lit')});
if(!t)return;t.dataset.i.split(' ').forEach(function(c){document.querySelectorAll('[data-i~="'+c+'"]').forEach(function(n){n.classList.add('lit')})})}
"""


def draft_as_page(draft: Draft) -> str:
    """The whole page as HTML."""
    read = [item for item in draft.items if item.field != "soft_word"]
    title = escape(draft.title or "方案")
    counts = "　".join(
        f"{name} {sum(1 for i in read if i.field == key)}"
        for key, name in FIELD_NAMES.items()
        if any(i.field == key for i in read)
    )
    return (
        f'<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} · 读出的内容</title><style>{_STYLE}</style></head><body><header><h1>{title}</h1><p>{escape(counts)}</p></header>"
        f'<main><section aria-label="原文" tabindex="0"><pre>{_original(draft, read)}</pre></section>'
        f'<section aria-label="读出的内容" tabindex="0">{_parts(draft)}{_questions(draft)}{_readings(read)}{_diagnostics(draft)}</section></main>'
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _original(draft: Draft, read: list[Item]) -> str:
    """The original cut at every edge of a reading; each piece names all readings that hold it, so that all can light."""
    text = draft.text
    spans = [(item.span.start, item.span.end, item) for item in read if item.span.end > item.span.start]
    quiet = [
        (d.span.start, d.span.end, "noise" if d.code == "noise_left_out" else "unread")
        for d in draft.diagnostics
        if d.code in _QUIET
    ]
    edges = sorted(
        {0, len(text), *(at for a, b, _ in spans for at in (a, b)), *(at for a, b, _ in quiet for at in (a, b))}
    )
    pieces: list[str] = []
    for start, end in pairwise(edges):
        words = escape(text[start:end])
        holding = [item for a, b, item in spans if a <= start and end <= b]
        anchors = "".join(f'<span id="o-{item.code}"></span>' for a, _, item in spans if a == start)
        if holding:
            inner = min(holding, key=lambda item: item.span.end - item.span.start)
            low = " low" if inner.confidence < 0.6 else ""
            codes = " ".join(item.code for item in holding)
            pieces.append(
                f'{anchors}<a href="#r-{inner.code}"><mark class="{inner.field}{low}" data-i="{codes}">{words}</mark></a>'
            )
            continue
        kind = next((name for a, b, name in quiet if a <= start and end <= b), "")
        pieces.append(f'<span class="{kind}">{words}</span>' if kind else words)
    return "".join(pieces)


def _readings(read: list[Item]) -> str:
    parts = []
    for key, name in FIELD_NAMES.items():
        items = [item for item in read if item.field == key]
        if not items:
            continue
        rows = "".join(
            f'<li id="r-{item.code}" data-i="{item.code}" tabindex="0"><a href="#o-{item.code}">{escape(told(item))}</a>'
            f' <span class="meta">把握 {round(item.confidence * 100)}%　{RULE_NAMES.get(item.rule, "")}</span></li>'
            for item in items
        )
        parts.append(f"<h2>{name}</h2><ol>{rows}</ol>")
    return "".join(parts)


def told(item: Item) -> str:
    """One reading in a line of words."""
    v = item.values
    if item.field == "heading":
        return f"{v['number']} {v['title']}"
    if item.field == "phase":
        start, end = v["first"] or _month_day(v, "start"), v["last"] or _month_day(v, "end")
        length = f"　{v['duration_days']} 天" if v["duration_days"] else ""
        words = f"　{v['words']}" if v["words"] else ""
        return f"{v['name']}　{start or '？'} 至 {end or '？'}{length}{words}"
    if item.field == "step":
        return f"{KIND_NAMES.get(v['kind'], v['kind'])}：{v['title']}"
    if item.field == "number":
        unit = "" if v["unit"] == "fraction" else v["unit"]
        date = f"（{v['date']}）" if v["date"] else ""
        return f"{WHAT_NAMES.get(v['what'], v['what'])}：{v['applies_to']} {v['value']}{unit}{date}{'　' + v['soft'] if v['soft'] else ''}"
    if item.field == "scoring_party":
        party = _PARTY_NAMES.get(v["party"], str(v["party"]))
        return f"{party}　{v['weight']}%" if v["weight"] is not None else party
    if item.field == "criteria_set":
        return f"{v['name']}：" + "；".join(v["items"])
    if item.field == "veto":
        return f"{v['condition']} → {v['effect']}"
    if item.field == "role":
        return f"{v['role']}：{v['holder']}"
    if item.field == "duty":
        return f"每{v['rhythm']}{v['day'] or ''}　{v['receiver']}"
    return str(v.get("group") or v.get("word") or item.quote)


def _month_day(values: dict[str, object], edge: str) -> str:
    month, day = values.get(f"{edge}_month"), values.get(f"{edge}_day")
    return f"{month}月{f'{day}日' if day else ''}" if month else ""


def _parts(draft: Draft) -> str:
    """The documents of a file that holds several: each can be cut out and read by itself."""
    if len(draft.parts) < 2:
        return ""
    rows = "".join(
        f"<li>{escape(part.title or '开头部分')}"
        f' <span class="meta">第 {part.span.start + 1} 至 {part.span.end} 字</span></li>'
        for part in draft.parts
    )
    return f"<h2>这个文件里像是有 {len(draft.parts)} 份文件，请分开来读</h2><ol>{rows}</ol>"


def _questions(draft: Draft) -> str:
    if not draft.asks:
        return ""
    rows = "".join(
        f"<li>{escape(ASK_SENTENCES.get(ask.code, ask.code).format(about=ask.about[:24]))}</li>" for ask in draft.asks
    )
    return f"<h2>需要补充</h2><ul>{rows}</ul>"


def _diagnostics(draft: Draft) -> str:
    if not draft.diagnostics:
        return ""
    rows = []
    for found in draft.diagnostics:
        words = DIAGNOSTIC_SENTENCES.get(found.code, found.code).format(**found.params)
        advice = SUGGESTIONS.get(found.suggestion, f"或为“{found.suggestion}”" if found.suggestion else "")
        tail = "　".join(part for part in (advice, found.reference) if part)
        rows.append(
            f'<li class="{found.severity}">{escape(words)}{f"<br><span class=meta>{escape(tail)}</span>" if tail else ""}</li>'
        )
    return f"<h2>提示</h2><ul>{''.join(rows)}</ul>"

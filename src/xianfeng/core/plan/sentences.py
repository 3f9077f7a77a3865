"""One plain Chinese sentence for each fault; used by the command line. Pages make their own through gettext."""

from __future__ import annotations

from xianfeng.core.plan.faults import Fault

_SENTENCES = {
    "added_item_needs_one": "“{name}”：新增一项写 item，给已有的一项加要点写 key，只写一种",
    "addition_replaces": "“{code}”上级方案里已有，下级只能新增，不能替换",
    "alias_refused": "不支持 YAML 的别名写法（*），请把内容写全",
    "anchor_circular": "“{where}”的日期绕了一圈又回到自己，算不出来",
    "anchor_needs_one_base": "“{name}”只能以一个日子为准：phase、step、param、campaign 选一个",
    "band_unreachable": "步骤“{step}”：最高一档的分数线{limit}高于最高等次折合的{best}分，谁也达不到",
    "cap_not_below_whole": "步骤“{step}”的比例上限须大于 0、小于全部（现为 {cap}）",
    "case_fails": "样例“{title}”不符：{says}",
    "choices_belong_to_choice": "“{name}”：只有类型为 choice 的参数才写 choices，而且必须写",
    "choices_need_titles": "“{name}”：choices 里的每一项都要在 choice_titles 里写明说法，不能多也不能少",
    "code_is_not_folder": "方案代码“{code}”应与文件夹名“{folder}”相同",
    "code_twice": "代码“{code}”在 {group} 中出现了两次",
    "training_twice": "步骤“{step}”的培训类别“{title}”写了两次",
    "trainings_missing": "步骤“{step}”要求学时，但没有写培训类别和认定规则",
    "comment_on_oneself": "步骤“{step}”是点评，点评人不能是本人",
    "core_step_dropped": "“{title}”是上级方案的规定动作，不能取消",
    "node_unknown": "步骤 {step} 归入的“{node}”不在工程树里",
    "node_without_step": "工程树里的“{title}”没有一个步骤",
    "compared_without_items": "步骤“{step}”与“{other}”没有共同的标准，不能逐项对照",
    "criteria_unknown": "没有代码为“{code}”的标准",
    "date_missing": "“{where}”缺少日期或时长，算不出日程",
    "done_share": "“{name}”：done 的 rule 为 share 时须写 share，其他情况不写",
    "dropped_step_needed": "“{by}”以“{title}”为依据，要不做“{title}”，须同时不做“{by}”",
    "duration_needs_one_unit": "“{name}”须写一种单位：days、working_days、weeks、months 选一个",
    "file_empty": "文件是空的",
    "file_missing": "找不到文件 {file}",
    "float_refused": "“{value}”不要写成小数，请写分数或加引号，例如 '1/3'、'0.4'",
    "format_unknown": "不认识的格式版本“{format}”，本软件读的是 1",
    "gate_hears_nobody": "“{gate}”要求先听取群众意见，可是在它之前没有哪一步听取群众意见",
    "gate_needs_one_place": "“{name}”须写明在哪里把关：before_phase、before_step、before_close 选一个",
    "gate_shuts_itself": "“{gate}”的条件（{rule}）要到这一关之后才办得到，谁也过不了这一关",
    "goal_unknown": "上一级标准里没有“{goal}”这一项",
    "goal_without_source": "归入“{goal}”须写明依据（goal_source）",
    "item_twice": "“{criteria}”里有两项同为“{title}”",
    "item_unknown": "“{criteria}”里没有“{key}”这一项",
    "kind_excluded": "本方案不允许“{kind}”这类步骤（步骤“{step}”）",
    "kind_unknown": "不认识步骤类型“{kind}”（步骤“{step}”），可写：{known}",
    "look_back_without_length": "“回头看”的结束不在开始之后",
    "name_no_text": "冒号前面的名称应是文字，不能是列表",
    "name_missing": "缺少“{name}”",
    "name_twice": "“{name}”写了两次",
    "name_unknown": "不认识“{name}”这个名称",
    "nested_too_deep": "一层套一层，套得太深",
    "no_pack_here": "这里没有方案包（方案包是含有 pack.yaml 和 plan.yaml 的文件夹）",
    "not_a_mapping": "文件的最外层应为“名称: 内容”",
    "not_utf8": "文件不是 UTF-8 编码",
    "number_too_long": "这个数字太长，请检查",
    "number_without_source": "步骤“{step}”里直接写了数字；请写进 parameters 并注明出处，这里用 {{param: 代码}}",
    "objections_without_days": "步骤“{step}”接受意见，须写公示期 days",
    "outcome_unknown": "“{kind}”没有“{outcome}”这种结果",
    "overlay_other_base": "这份方案依据的是“{given}”，不是“{base}”",
    "overlay_other_version": "这份方案依据的是第 {given} 版，上级方案现为第 {base} 版",
    "pack_code_twice": "另一个方案包也叫“{code}”",
    "param_invalid": "步骤“{step}”的“{name}”不能写“{given}”{should}",
    "param_choice": "步骤“{step}”的“{name}”不能写“{given}”，可写：{expected}",
    "param_loosened": "步骤“{step}”的“{name}”比上级方案宽（上级 {was}，现为 {now}），不能放宽",
    "param_missing": "步骤“{step}”缺少参数“{name}”",
    "param_unknown": "步骤“{step}”里有不认识的参数“{name}”",
    "parameter_beyond_tolerance": "“{title}”写的是“{word}”，上级定为 {was}，改为 {now} 超出了可以偏离的幅度，须先申请例外",
    "parameter_fixed": "“{title}”由上级方案定，下级不能改",
    "parameter_is_no_date": "参数“{code}”不是日期，不能用来定日子",
    "parameter_is_no_length": "参数“{code}”不能作为 {unit}：须是整数，单位要对应",
    "parameter_loosened": "“{title}”只能从严：上级定为 {was}，不能改为 {now}",
    "parameter_needs_value_or_ask": "“{name}”：value 和 ask 必须写一个，只能写一个",
    "parameter_unknown": "没有代码为“{code}”的参数",
    "phase_dropped": "“{title}”是上级方案的阶段，不能取消",
    "phase_needs_one_end": "“{name}”：lasts（多长）和 ends（到哪天）必须写一个，只能写一个",
    "phase_unknown": "没有代码为“{code}”的阶段",
    "phase_without_length": "阶段“{phase}”的结束不在开始之后",
    "phrase_not_in_quote": "“{phrase}”不在所引的原句里",
    "quote_not_found": "原文 {seed} 里没有这一句：“{quote}”",
    "round_without_length": "“{where}”的间隔为零，排不出轮次",
    "seed_unknown": "pack.yaml 的 originals 里没有原文“{seed}”",
    "self_alone": "步骤“{step}”：不能只凭自评计分",
    "set_count_differs": "“{title}”写明 {stated} 项，实有 {held} 项（含空位）",
    "set_is_counted": "“{criteria}”定为 {stated} 项，下级不能再加项，可以在各项下加要点",
    "shorter_than_least": "各阶段到 {ends} 结束，不满最短时间（应不早于 {needed}）",
    "source_needs_quote_or_default": "“{name}”须写明出处：seed 加 quote（原句），或 default（为什么这样定），只写一种",
    "party_twice": "步骤“{step}”：同一方出现了两次",
    "order_differs_from_parties": "步骤“{step}”：开放的先后与各方不一致",
    "grades_not_falling": "步骤“{step}”：各等次的分值或分数线须有{grades}个，从高到低",
    "star_unreachable": "步骤“{step}”：得星的分数高于满分",
    "stated_count_differs": "原文说“{phrase}”（{stated}），方案里是 {held}；请作者留意",
    "step_unknown": "没有代码为“{code}”的步骤",
    "step_waits_for_itself": "步骤“{step}”的先后关系绕成了一圈",
    "subject_unfit": "“{kind}”这类步骤不能按“{per}”计",
    "suggestion_without_ask": "“{name}”：只有 ask（待定）的参数才写 suggestion",
    "channels_too_few": "步骤“{step}”要求至少用 {wanted} 种渠道，只列了 {planned} 种",
    "text_form": "“{name}”的写法不合要求：“{given}”",
    "text_unknown": "没有代码为“{code}”的文本",
    "threshold_unreachable": "步骤“{step}”要求 {threshold} 颗星，超过了能得到的颗数",
    "tighten_needs_direction": "“{name}”：local 为 tighten 时须写 stricter，其他情况不写",
    "topics_without_set": "步骤“{step}”要求每个主题都承诺，须对照主题（measure: topic），并写明主题所在的标准（requirements）",
    "value_above_maximum": "“{code}”的值 {value} 大于上限 {limit}",
    "value_below_minimum": "“{code}”的值 {value} 小于下限 {limit}",
    "value_not_a_choice": "“{code}”的值“{value}”不在可选范围：{limit}",
    "value_not_below": "“{code}”的值 {value} 必须小于 {limit}",
    "value_shape": "“{name}”不能写“{given}”{should}",
    "value_type": "“{code}”的值“{value}”不合，应为{limit}",
    "weights_not_whole": "步骤“{step}”各方权重之和为 {sum}，应为 1",
    "too_few_days_before_day": "“{step}”{opens} 开始，须 {needed} 天，{name}（{day}）之前办不完；把开始提前，或缩短期限",
    "too_few_workdays_before_day": "“{step}”{opens} 开始，须 {needed} 个工作日，{name}（{day}）之前办不完；把开始提前，或缩短期限",
    "window_without_length": "步骤“{step}”的结束不在开始之后",
    "word_unknown": "“{name}”不能写“{given}”，可写：{expected}",
    "yaml_unreadable": "不是合格的 YAML：{says}",
}


_YAML_SAYS = {
    "did not find expected node content": "这里缺少内容，或有多余的符号",
    "cannot start any token": "这里的符号不能用来开头（制表符请改为空格，% @ ` 等请加引号）",
    "mapping values are not allowed": "这里不该有冒号（内容里有冒号时请加引号，或检查上一行的缩进）",
    "did not find expected key": "缩进不对，或上一行的引号、括号没有写完",
    "did not find expected '-' indicator": "列表的缩进不对，这里应以“- ”开头",
    "did not find expected ',' or": "括号里缺少逗号，或括号没有写完",
    "could not find expected ':'": "这一行缺少冒号",
    "unexpected end of stream": "引号没有写完",
    "but found another document": "一个文件里只能有一份内容，这里又出现了“---”",
    "escape code": "双引号里有不能用的转义（反斜杠）写法",
    "escape character": "双引号里有不能用的转义（反斜杠）写法",
    "control characters are not allowed": "有看不见的控制字符",
    "special characters are not allowed": "有看不见的控制字符",
    "undefined alias": "不支持 YAML 的别名写法（*），请把内容写全",
    "duplicate anchor": "不支持 YAML 的锚点写法（&），请把内容写全",
    "undefined tag": "不支持 YAML 的标签写法（!），内容以 ! 开头时请加引号",
    "tag": "不支持 YAML 的标签写法（!），内容以 ! 开头时请加引号",
    "anchor": "不支持 YAML 的锚点写法（&），内容以 & 或 * 开头时请加引号",
    "alias": "不支持 YAML 的别名写法（*），内容以 * 开头时请加引号",
    "block scalar": "多行文字的开头（| 或 >）写法不对",
    "directive": "这里不能以 % 开头，请加引号",
}
"""Part of what the reader of YAML says -> the same for people; the first that fits. Anything else: the writing is at fault."""


_SHOULD = {
    "number": "，应为整数",
    "text": "，应为文字",
    "list": "，应为列表",
    "mapping": "，应为“名称: 内容”",
    "switch": "，应为 true 或 false",
    "date": "，应为 2026-03-02 这样的日期",
    "share": "，应为加引号的分数，例如 '1/3'",
    "greater_than": "，应不小于 {expected}",
    "less_than": "，应不大于 {expected}",
    "too_short": "，至少要有 {expected} 项",
    "too_long": "，最多 {expected} 项",
    "string_too_short": "，不能空着",
    "string_too_long": "，最多 {expected} 个字",
}


_TYPES = {
    "integer": "整数",
    "decimal": "小数",
    "share": "比例，例如 '1/3'",
    "boolean": " true 或 false",
    "text": "文字",
    "date": "日期，例如 2026-03-02",
    "month_day": "每年的某天，例如 07-01",
    "choice": "可选的值之一",
}


class _Gaps(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "？"


def known_faults() -> frozenset[str]:
    """Codes that have a sentence."""
    return frozenset(_SENTENCES)


def sentence(fault: Fault) -> str:
    """What is wrong, in one sentence without a full stop; an unknown code is shown as it is."""
    pattern = _SENTENCES.get(fault.code)
    if pattern is None:
        return fault.code
    values = dict(fault.values)
    if fault.code == "value_type":
        values["limit"] = _TYPES.get(values.get("limit", ""), "？")
    if fault.code == "yaml_unreadable":
        said = values.get("says", "")
        values["says"] = next((text for part, text in _YAML_SAYS.items() if part in said), "写法有误")
    should = _SHOULD.get(fault.values.get("shape", ""), "").format_map(_Gaps(fault.values))
    return pattern.format_map(_Gaps({**values, "should": should}))

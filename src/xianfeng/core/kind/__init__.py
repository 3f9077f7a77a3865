"""Step kinds: the contract they keep and the registry that finds them by folder name."""

from xianfeng.core.kind.contract import (
    UNIT_HOLDERS,
    KindParams,
    Need,
    ParamFault,
    Share,
    StepKind,
    Subject,
    UnknownKind,
    loosened,
    params_faults,
    stricter,
)
from xianfeng.core.kind.registry import find_kind, is_known, kind_codes, list_kinds

__all__ = [
    "UNIT_HOLDERS",
    "KindParams",
    "Need",
    "ParamFault",
    "Share",
    "StepKind",
    "Subject",
    "UnknownKind",
    "find_kind",
    "is_known",
    "kind_codes",
    "list_kinds",
    "loosened",
    "params_faults",
    "stricter",
]

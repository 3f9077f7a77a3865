"""Propose a pair, agree to it, log a contact, confirm it by the other side, end it. One file per station."""

from xianfeng.kinds.pairing.actions.arranging import NewPair, agree, decline, end, propose, propose_many, refer
from xianfeng.kinds.pairing.actions.contacting import confirm, log, open_item, remove, report
from xianfeng.kinds.pairing.actions.settling import PairRefused

__all__ = [
    "NewPair",
    "PairRefused",
    "agree",
    "confirm",
    "decline",
    "end",
    "log",
    "open_item",
    "propose",
    "propose_many",
    "refer",
    "remove",
    "report",
]

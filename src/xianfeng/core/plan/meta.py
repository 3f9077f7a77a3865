"""What ``pack.yaml`` says: whose text this is, on what authority it stands, where the original is."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from xianfeng.core.plan.source import Code, Line, Row, SeedCode, Source, Strict
from xianfeng.core.plan.vocabulary import IssuerLevel

FORMAT = 1
"""Version of the pack format; a pack of another format is refused by name."""


class Original(Strict):
    """The pack's own copy of the official text. ``folding``: what was done to it, named in the README of the pack."""

    seed: SeedCode
    title: Line
    file: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+\.md$")]
    folding: tuple[Literal["frame_removed", "to_simplified", "glosses_removed", "garbled_marked"], ...] = ()


class ApprovalBasis(Strict):
    """On what authority the programme and its honours stand; without an answer no campaign opens."""

    required: Literal[True] = True
    ask: Line
    kinds: tuple[Literal["document", "annual_list", "party_rule", "superior_decision"], ...] = Field(min_length=1)
    covers_honours: bool
    source: Source


class Issuer(Strict):
    """Level of the organ whose text this is; its name is typed in by the bureau that uses the pack."""

    level: IssuerLevel
    title: Line
    addressed_to: IssuerLevel
    source: Source


class PackMeta(Strict):
    """``pack.yaml``."""

    format: Literal[1] = Field(description="格式版本，现为 1")
    code: Code
    title: Line
    aliases: tuple[Line, ...] = ()
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){0,2}$")]
    language: Literal["zh-Hans", "zh-Hant", "en"]
    summary: Line
    issuer: Issuer
    approval_basis: ApprovalBasis
    originals: tuple[Original, ...] = Field(min_length=1)
    rows: tuple[Row, ...] = ()

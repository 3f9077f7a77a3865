"""Where a rule or a number of a plan comes from: a sentence of the official text, or an honest "our default, because".

Before: "集中学习的时间一般不少于40个小时". After: ``{seed: '003', quote: 集中学习的时间一般不少于40个小时}``, checked to be an exact
substring of the pack's own copy of that text (``original.md``).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,47}$")]
"""Readable English word(s); stored, never shown."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
"""One short text for people to read, in the language of the pack."""
SeedCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{1,32}$")]
Row = Annotated[str, StringConstraints(pattern=r"^S\d-\d{2}$")]


class Strict(BaseModel):
    """Base of all parts of a pack: frozen, and a name that is not known is a fault rather than ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Found(Strict):
    """Where and how the plan compiler read a value: ``[start, end)`` in the original, in characters; how sure it is, in percent;
    the rule that read it, ``person`` for what somebody corrected."""

    at: tuple[int, int] = Field(description="在原文中的位置：起、止，从0数起的字符")
    confidence: int = Field(ge=0, le=100, description="把握，百分之几")
    rule: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,48}$")] = Field(description="读出它的规则")


class Source(Strict):
    """Exactly one of: ``seed`` with ``quote``; ``default`` with the reason. ``reading`` explains how a text was understood."""

    seed: SeedCode | None = Field(default=None, description="哪一份原文（见 pack.yaml 的 originals）")
    quote: Line | None = Field(default=None, description="原文中的原句，一字不差")
    default: Line | None = Field(default=None, description="原文未写时：为什么这样定")
    reading: Line | None = Field(default=None, description="原文有歧义时：怎样理解")
    found: Found | None = Field(default=None, description="由文件读出的草稿：位置、把握、规则")

    @model_validator(mode="after")
    def _one_of_two(self) -> Source:
        cited = self.seed is not None and self.quote is not None
        if cited == (self.default is not None) or (self.seed is None) != (self.quote is None):
            raise ValueError("source_needs_quote_or_default")
        return self

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """``found`` only where there is one, so that packs written by hand keep their fingerprint."""
        plain: dict[str, Any] = handler(self)
        if plain.get("found", 0) is None:
            del plain["found"]
        return plain

    @property
    def is_cited(self) -> bool:
        """Whether the source is a sentence of the official text."""
        return self.quote is not None

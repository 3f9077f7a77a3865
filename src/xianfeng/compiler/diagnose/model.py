"""What the compiler says about a text beside what it read: codes and values; the sentences are made at the edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from xianfeng.compiler.text import Span

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Diagnostic:
    """``code`` with ``params``, where it was found, how grave it is; ``suggestion`` is never applied by itself."""

    code: str
    severity: Severity
    span: Span
    params: dict[str, str | int | float] = field(default_factory=dict)
    suggestion: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Ask:
    """Something a campaign needs and the text leaves open: ``code`` of the question, what it is about, where."""

    code: str
    about: str
    span: Span | None = None


@dataclass(frozen=True)
class Part:
    """One of several documents in a file."""

    title: str
    span: Span

"""What screening answers: how urgent a message is, and which rule said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Disposition(StrEnum):
    """The level of care a message calls for; a later member never outranks an earlier one."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    POISON = "poison"
    URGENT = "urgent"
    NONE = "none"

    @property
    def rank(self) -> int:
        """How high the level stands: NONE is 0, EMERGENCY the highest."""
        return _RANK[self.value]

    @classmethod
    def higher(cls, one: Self, other: Self) -> Self:
        """The one of two levels that asks for more; torn between two, screening takes this one."""
        return one if one.rank >= other.rank else other


_RANK = {"emergency": 4, "crisis": 3, "poison": 2, "urgent": 1, "none": 0}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired, named "presentation.part", and the level it asks for."""

    rule: str
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class Screening:
    """The highest level found in one text, the rule that gave it, and everything else that fired."""

    disposition: Disposition
    rule: str | None
    findings: tuple[Finding, ...]


NOTHING_FOUND = Screening(Disposition.NONE, None, ())

# What the learned reader must reach before it raises a level; a higher level is worth more false alarms.
RAISE_AT: Mapping[Disposition, float] = {
    Disposition.EMERGENCY: 0.5,
    Disposition.CRISIS: 0.5,
    Disposition.POISON: 0.5,
    Disposition.URGENT: 0.8,
}


def summed_up(findings: tuple[Finding, ...]) -> Screening:
    """The screening that these findings amount to; among equals the first named rule is kept."""
    if not findings:
        return NOTHING_FOUND
    top = max(findings, key=lambda finding: finding.disposition.rank)
    return Screening(top.disposition, top.rule, findings)


def unite(
    found: Screening,
    danger: Mapping[Disposition, float],
    limits: Mapping[Disposition, float] = RAISE_AT,
) -> Screening:
    """Join what the rules found with the learned reader's probabilities, which may raise a level and never lower it."""
    raised = [level for level, limit in limits.items() if danger.get(level, 0.0) >= limit]
    top = max(raised, key=lambda level: level.rank, default=Disposition.NONE)
    if top.rank <= found.disposition.rank:
        return found
    return Screening(top, "model", (*found.findings, Finding("model", top)))

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
    firm: bool = False
    """A plain statement of a rule that is hardly ever wrong, in a text without a word of doubt: needs no second reader."""


@dataclass(frozen=True, slots=True)
class Screening:
    """The highest level found in one text, the rule that gave it, and everything else that fired."""

    disposition: Disposition
    rule: str | None
    findings: tuple[Finding, ...]

    def firm(self) -> "Screening":
        """What stands whatever a second reader says."""
        return summed_up(tuple(finding for finding in self.findings if finding.firm))


NOTHING_FOUND = Screening(Disposition.NONE, None, ())

LEARNED = "model"
"""The name under which the learned reader raises a level."""
ACUTE = (Disposition.EMERGENCY, Disposition.CRISIS, Disposition.POISON)
"""The levels at which somebody is called at once."""
RAISE_AT: Mapping[Disposition, float] = {Disposition.EMERGENCY: 0.38, Disposition.URGENT: 0.70}
"""How probable danger must be for the learned reader to raise a level alone: any acute level; any level at all."""
BRIEF = 7
"""Words of a brief text: a reason for a visit, an answer. It gives the learned reader little to go by; the rules know such dangers."""
RAISE_BRIEF_AT = 0.60
"""How probable an acute level must be for the learned reader to raise it alone in a brief text."""
STAND_AT: Mapping[Disposition, float] = {Disposition.EMERGENCY: 0.38, Disposition.URGENT: 0.30}
"""How probable it must be for a finding that is not firm to stand: two readers who half believe it are enough."""


def summed_up(findings: tuple[Finding, ...]) -> Screening:
    """The screening that these findings amount to; among equals the first named rule is kept."""
    if not findings:
        return NOTHING_FOUND
    top = max(findings, key=lambda finding: finding.disposition.rank)
    return Screening(top.disposition, top.rule, findings)


def is_brief(text: str) -> bool:
    """Whether a text has so few words that the learned reader has to be surer of it."""
    return len(text.split(maxsplit=BRIEF)) <= BRIEF


def unite(found: Screening, danger: Mapping[Disposition, float], *, brief: bool = False) -> Screening:
    """Join what the rules found with the learned reader's probabilities.

    What is firm stands. What is not firm stands when the learned reader half believes it, and always when there is no
    learned reader (`danger` is empty). The learned reader alone may raise a level; it never lowers one that stands.
    """
    if not danger:
        return found
    acute = sum(danger.get(level, 0.0) for level in ACUTE)
    some = acute + danger.get(Disposition.URGENT, 0.0)
    standing = found.firm()
    for finding in found.findings:
        level = Disposition.URGENT if finding.disposition is Disposition.URGENT else Disposition.EMERGENCY
        if (acute if level is Disposition.EMERGENCY else some) >= STAND_AT[level]:
            standing = _joined(standing, _in_kind(finding, danger))
    if acute >= (RAISE_BRIEF_AT if brief else RAISE_AT[Disposition.EMERGENCY]):
        return _joined(standing, Finding(LEARNED, _likeliest(danger)))
    if some >= RAISE_AT[Disposition.URGENT]:
        return _joined(standing, Finding(LEARNED, Disposition.URGENT))
    return standing


def _joined(screening: Screening, finding: Finding) -> Screening:
    """The screening with one finding more, which leads only where it asks for more than all others."""
    if finding.disposition.rank > screening.disposition.rank:
        return Screening(finding.disposition, finding.rule, (*screening.findings, finding))
    if finding in screening.findings:
        return screening
    return Screening(screening.disposition, screening.rule, (*screening.findings, finding))


def _in_kind(finding: Finding, danger: Mapping[Disposition, float]) -> Finding:
    """An acute finding that is not firm, under the kind of guidance that the whole message calls for."""
    if finding.firm or finding.disposition not in ACUTE:
        return finding
    return Finding(finding.rule, _likeliest(danger))


def _likeliest(danger: Mapping[Disposition, float]) -> Disposition:
    return max(ACUTE, key=lambda level: danger.get(level, 0.0))

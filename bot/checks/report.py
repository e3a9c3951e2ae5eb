"""What a content check found: failures that stop a release, warnings worth a look, notes for whoever confirms facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much a finding weighs."""

    FAILURE = "failure"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: which check, where (a file or a key), and one sentence that says what to do."""

    check: str
    where: str
    text: str
    weight: Weight = Weight.FAILURE


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything one run found, and how much it looked at."""

    findings: tuple[Finding, ...]
    looked_at: tuple[str, ...] = ()

    def of(self, weight: Weight) -> tuple[Finding, ...]:
        """The findings of one weight, in a steady order."""
        return tuple(sorted((one for one in self.findings if one.weight is weight), key=_order))

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of using this content."""
        return not self.of(Weight.FAILURE)

    def lines(self) -> Iterable[str]:
        """The report as a person reads it."""
        for weight, title in (
            (Weight.FAILURE, "To mend"),
            (Weight.WARNING, "Worth a look"),
            (Weight.NOTE, "To confirm"),
        ):
            found = self.of(weight)
            if found:
                yield f"{title} ({len(found)})"
                yield from (f"  {one.check}: {one.where}: {one.text}" for one in found)
                yield ""
        yield f"Looked at {', '.join(self.looked_at)}."
        failures = len(self.of(Weight.FAILURE))
        yield "The content is good to use." if self.ok else f"{failures} to mend before this content is used."


def _order(one: Finding) -> tuple[str, str, str]:
    return (one.check, one.where, one.text)

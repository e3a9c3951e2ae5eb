"""What is counted when readings are held against the right answers. Pure arithmetic."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OUTSIDE = "oos."
_Z = 1.96  # 95 in 100


@dataclass(frozen=True, slots=True)
class Scored:
    """One message: the right name, the name read, how sure the reader was, and how the message was written."""

    text: str
    right: str
    read: str
    confidence: float
    style: str = ""

    @property
    def hit(self) -> bool:
        """Whether the name is the right one."""
        return self.read == self.right


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval (Wilson) that the true share lies in, 95 times in 100."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share itself; 1 when there was nothing to count."""
        return self.hits / self.total if self.total else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end."""
        if not self.total:
            return 0.0, 1.0
        share, room = self.value, _Z * _Z / self.total
        middle = (share + room / 2) / (1 + room)
        half = _Z * math.sqrt(share * (1 - share) / self.total + room / (4 * self.total)) / (1 + room)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:6.1%}  ({low:.1%} to {high:.1%}, {self.hits} of {self.total})"


@dataclass(frozen=True, slots=True)
class NameRow:
    """How one name fares."""

    name: str
    recall: Share
    precision: Share
    taken_for: tuple[tuple[str, int], ...]

    @property
    def f1(self) -> float:
        """Balance of the two."""
        recall, precision = self.recall.value, self.precision.value
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings that were about equally sure: how sure, how often right."""

    confidence: float
    right: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is reported of one set of messages."""

    accuracy: Share
    inside: Share
    macro_f1: float
    kept_out: Share
    outside_precision: Share
    refused: Share
    names: tuple[NameRow, ...]
    confusions: tuple[tuple[str, str, int], ...]
    by_style: tuple[tuple[str, Share], ...]
    by_length: tuple[tuple[str, Share], ...]
    calibration: tuple[Bin, ...]
    calibration_error: float


def is_outside(name: str) -> bool:
    """Whether a name says that the message is not ours to answer."""
    return name.startswith(OUTSIDE)


def share(items: Sequence[Scored], good: Callable[[Scored], bool]) -> Share:
    """How many of the items are good."""
    return Share(sum(map(good, items)), len(items))


def figures(scored: Sequence[Scored]) -> Figures:
    """Count everything."""
    ours = [one for one in scored if not is_outside(one.right)]
    outside = [one for one in scored if is_outside(one.right)]
    names = tuple(_row(name, scored) for name in sorted({one.right for one in scored}))
    bins = calibration(scored)
    return Figures(
        accuracy=share(scored, _hit),
        inside=share(ours, _hit),
        macro_f1=sum(row.f1 for row in names) / max(len(names), 1),
        kept_out=share(outside, lambda one: is_outside(one.read)),
        outside_precision=share([one for one in scored if is_outside(one.read)], lambda one: is_outside(one.right)),
        refused=share(ours, lambda one: is_outside(one.read)),
        names=names,
        confusions=confusions(scored),
        by_style=grouped(scored, lambda one: one.style or "not said"),
        by_length=grouped(scored, length_group),
        calibration=bins,
        calibration_error=_error(bins, len(scored)),
    )


def _hit(one: Scored) -> bool:
    return one.hit


def _row(name: str, scored: Sequence[Scored]) -> NameRow:
    meant = [one for one in scored if one.right == name]
    read = [one for one in scored if one.read == name]
    wrong = Counter(one.read for one in meant if not one.hit).most_common(3)
    return NameRow(name, share(meant, _hit), share(read, _hit), tuple(wrong))


def confusions(scored: Sequence[Scored], most: int = 25) -> tuple[tuple[str, str, int], ...]:
    """The commonest mistakes: what was meant, what was read, how often."""
    wrong = Counter((one.right, one.read) for one in scored if not one.hit)
    ranked = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:most]
    return tuple((right, read, times) for (right, read), times in ranked)


def length_group(one: Scored) -> str:
    """Short, middling or long, by words."""
    words = len(one.text.split())
    groups = ((3, "1 to 3 words"), (8, "4 to 8 words"), (16, "9 to 16 words"), (30, "17 to 30 words"))
    return next((label for most, label in groups if words <= most), "over 30 words")


def grouped(scored: Sequence[Scored], group: Callable[[Scored], str]) -> tuple[tuple[str, Share], ...]:
    """Accuracy for each group."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[group(one)].append(one)
    return tuple((label, share(groups[label], _hit)) for label in sorted(groups))


def calibration(scored: Sequence[Scored], bins: int = 10) -> tuple[Bin, ...]:
    """Readings sorted into equal steps of confidence."""
    groups: dict[int, list[Scored]] = defaultdict(list)
    for one in scored:
        groups[min(int(one.confidence * bins), bins - 1)].append(one)
    return tuple(
        Bin(sum(one.confidence for one in group) / len(group), share(group, _hit))
        for _, group in sorted(groups.items())
    )


def _error(bins: Sequence[Bin], total: int) -> float:
    """The mean distance between how sure and how right, over all readings."""
    return sum(abs(one.confidence - one.right.value) * one.right.total for one in bins) / max(total, 1)

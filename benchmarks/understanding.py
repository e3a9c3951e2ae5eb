"""Prints how our reader, Rasa's own server without its neural reader, and nlp.js read the same messages, in one run.

Run `python benchmarks/understanding.py`. Each learns from `data/nlu/en`, is served in a process of its own on one thread,
and reads `tests/heldout/en/understanding.jsonl` one message at a time. The rivals are installed under `build/rivals` from
pinned, hashed lists; where that is not possible, one sentence says so and the rest is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from rivals.measuring import Figures, Missing, Training, cases
from rivals.nlpjs import nlpjs
from rivals.ours import ours
from rivals.rasa_reading import rasa_reading

MOST_CPU = 6.0
MOST_MEMORY = 260.0
MOST_START = 3.0
MOST_TRAINING = 30.0
COLUMNS = (
    "names right",
    "outside kept out",
    "ours refused",
    "p50 ms",
    "p95 ms",
    "CPU ms",
    "RSS MB",
    "start s",
    "train CPU s",
    "wall s",
)


def row(one: Figures) -> list[str]:
    """The figures as they are printed."""
    return [
        f"{one.right / (one.inside + one.outside):.1%}",
        f"{one.kept / one.outside:.1%}",
        f"{one.refused / one.inside:.1%}",
        f"{one.p50:.1f}",
        f"{one.p95:.1f}",
        f"{one.cpu:.2f}",
        f"{one.memory:.0f}",
        f"{one.start:.1f}",
        f"{one.training.cpu:.1f}",
        f"{one.training.wall:.1f}",
    ]


def ratios(one: Figures, to: Figures) -> list[str]:
    """How many times what ours takes: a greater figure is in our favour."""
    pairs = (
        (one.p50, to.p50),
        (one.p95, to.p95),
        (one.cpu, to.cpu),
        (one.memory, to.memory),
        (one.start, to.start),
        (one.training.cpu, to.training.cpu),
        (one.training.wall, to.training.wall),
    )
    wrong, ours_wrong = one.inside + one.outside - one.right, to.inside + to.outside - to.right
    return [f"{wrong / max(1, ours_wrong):.1f} x wrong", "", "", *(f"{theirs / mine:.2f} x" for theirs, mine in pairs)]


def table(found: Mapping[str, Figures]) -> None:
    """Print the readers under one another, and each rival as a multiple of ours."""
    print(f"{'':30}" + "".join(f"{name:>18}" if len(name) > 11 else f"{name:>13}" for name in COLUMNS))
    mine = found["ours"]
    lines = {name: row(one) for name, one in found.items()}
    lines |= {f"{name}, to ours": ratios(one, mine) for name, one in found.items() if name != "ours"}
    for name, cells in lines.items():
        widths = (18 if len(column) > 11 else 13 for column in COLUMNS)
        print(f"{name:30}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)))


def held(what: str, value: float, most: float, unit: str) -> None:
    """Print one figure beside the limit that is set for it."""
    print(f"{what:52}{value:7.1f} {unit:6} of at most {most:.0f}: {'kept' if value <= most else 'NOT KEPT'}")


def main() -> None:
    """Measure ours, then every rival that can be had here."""
    print(
        f"{len(cases())} messages held apart, tests/heldout/en/understanding.jsonl; all learn from data/nlu/en, ours danger too",
        flush=True,
    )
    mine, again = ours()
    found: dict[str, Figures] = {"ours": mine}
    rivals: dict[str, Callable[[], Figures]] = {"Rasa 3.6.21, without DIET": rasa_reading, "nlp.js 4.27.0": nlpjs}
    for name, measured in rivals.items():
        try:
            found[name] = measured()
        except Missing as why:
            print(f"{name} is left out: {why}.")
    table(found)
    limits(mine, again)


def limits(mine: Figures, again: Training) -> None:
    """Print what is promised of our reader."""
    held("processor time of the child for a message, median", mine.cpu, MOST_CPU, "ms")
    held("resident memory of the child", mine.memory, MOST_MEMORY, "MB")
    held("from the start of the child until it reads", mine.start, MOST_START, "s")
    held("training from scratch, encoder converted too, CPU", mine.training.cpu, MOST_TRAINING, "s")
    held("training after one changed wording, CPU", again.cpu, MOST_TRAINING, "s")


if __name__ == "__main__":
    main()

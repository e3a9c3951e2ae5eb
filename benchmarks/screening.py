"""Prints what screening, both readers together, makes of messages that nobody tuned it on, with 95 % intervals, and what it costs.

Run `python benchmarks/screening.py` (or name another file of JSON lines with `text` and `disposition`; `also` names
another right answer, `deceptive` a harmless message written to look dangerous).
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.content.triage import load_red_flags, triage_examples  # noqa: E402  # found once the root is known
from policies.triage import screen  # noqa: E402  # the same

HELD_OUT = ROOT / "tests" / "heldout" / "en" / "screening.jsonl"
DANGER = {"emergency", "crisis", "poison"}
LENGTHS = (1_000, 3_000, 10_000, 30_000, 100_000)
Pair = tuple[dict[str, Any], dict[str, Any]]


def share(hits: int, of: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not of:
        return "none"
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{hits} of {of} = {100 * p:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def screened(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What `frontdoor screen` answers to the rows."""
    lines = "".join(json.dumps({"id": row.get("id"), "text": row["text"]}) + "\n" for row in rows)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "screen"], input=lines, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def count(pairs: Sequence[Pair], wanted: Callable[[dict[str, Any], dict[str, Any]], bool]) -> int:
    """How many pairs are as wanted."""
    return sum(wanted(row, found) for row, found in pairs)


def alarmed(_row: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether somebody is sent for at once."""
    return found["disposition"] in DANGER


def right_kind(row: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether the guidance is of the right kind, or of another that is as right."""
    return found["disposition"] in {row["disposition"], *row.get("also", ())}


def report(pairs: Sequence[Pair]) -> None:
    """The figures of the issue, each with its interval."""
    danger = [pair for pair in pairs if pair[0]["disposition"] in DANGER]
    calm = [pair for pair in pairs if pair[0]["disposition"] == "none"]
    urgent = [pair for pair in pairs if pair[0]["disposition"] == "urgent"]
    tricky = [pair for pair in calm if pair[0].get("deceptive")]
    plain = [pair for pair in calm if not pair[0].get("deceptive")]
    found = [pair for pair in danger if alarmed(*pair)]
    lines = {
        "danger found": share(len(found), len(danger)),
        "  of the right kind": share(count(found, right_kind), len(found)),
        "false 911 on harmless": share(count(calm, alarmed), len(calm)),
        "  plainly routine": share(count(plain, alarmed), len(plain)),
        "  written to deceive": share(count(tricky, alarmed), len(tricky)),
        "urgent sent to nothing": share(count(urgent, lambda _row, one: one["disposition"] == "none"), len(urgent)),
        "urgent sent to 911": share(count(urgent, alarmed), len(urgent)),
    }
    print("\n".join(f"{name:24}{figure}" for name, figure in lines.items()))


def cost(rows: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]]) -> None:
    """What it costs: the rules alone in CPU time, both readers as the door measured them, and the growth with length."""
    rules = load_red_flags(ROOT / "data")
    texts = [row["text"] for row in rows]

    def spent(text: str, times: int = 3) -> float:
        best = math.inf
        for _ in range(times):
            screen.cache_clear()  # Each time as if it were the first.
            begun = time.process_time()
            screen(text, rules)
            best = min(best, time.process_time() - begun)
        return best * 1000

    alone = sorted(spent(text) for text in texts)
    both = sorted(float(answer["ms"]) for answer in answers)
    print(f"rules alone             median {alone[len(alone) // 2]:.2f} ms of CPU")
    print(
        f"both readers            median {both[len(both) // 2]:.1f} ms, 99th percentile {both[len(both) * 99 // 100]:.1f} ms"
    )
    book = " ".join(texts * 4)
    for length in LENGTHS:
        print(f"rules, {length:7} characters {spent(book[:length]):6.1f} ms of CPU")


def found_by_rules() -> None:
    """The must-fire utterances beside the rest: rules that only know their own examples show it here."""
    examples = triage_examples(ROOT / "data")
    rules = load_red_flags(ROOT / "data")
    fire = [one for one in examples if one.fires]
    hits = sum(screen(one.text, rules).disposition.value == one.disposition for one in fire)
    print(f"{'must-fire utterances':24}{share(hits, len(fire))}")


def main() -> None:
    """Print the figures."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HELD_OUT
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    answers = screened(rows)
    report(list(zip(rows, answers, strict=True)))
    found_by_rules()
    cost(rows, answers)


if __name__ == "__main__":
    main()

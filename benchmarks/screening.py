"""Prints what screening, both readers together, makes of messages that nobody tuned it on, with 95 % intervals.

Run `python benchmarks/screening.py` (or name another file of JSON lines with `text` and `disposition`).
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "tests" / "heldout" / "en" / "screening.jsonl"
DANGER = {"emergency", "crisis", "poison"}
Pair = tuple[dict[str, str], dict[str, str]]


def share(hits: int, of: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not of:
        return "none"
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{hits} of {of} = {100 * p:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def screened(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """What `frontdoor screen` answers to the rows."""
    lines = "".join(json.dumps({"id": row.get("id"), "text": row["text"]}) + "\n" for row in rows)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "screen"], input=lines, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def count(pairs: Sequence[Pair], wanted: Callable[[dict[str, str], dict[str, str]], bool]) -> int:
    """How many pairs are as wanted."""
    return sum(wanted(row, found) for row, found in pairs)


def main() -> None:
    """Print the figures."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HELD_OUT
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs: list[Pair] = list(zip(rows, screened(rows), strict=True))
    danger = [pair for pair in pairs if pair[0]["disposition"] in DANGER]
    calm = [pair for pair in pairs if pair[0]["disposition"] == "none"]
    urgent = [pair for pair in pairs if pair[0]["disposition"] == "urgent"]
    found = [pair for pair in danger if pair[1]["disposition"] in DANGER]
    print("danger found           ", share(len(found), len(danger)))
    print("  by the rules alone   ", share(count(found, lambda _row, one: one["rule"] != "model"), len(danger)))
    print(
        "  of the right kind    ",
        share(count(found, lambda row, one: row["disposition"] == one["disposition"]), len(found)),
    )
    print("false 911 on harmless  ", share(count(calm, lambda _row, one: one["disposition"] in DANGER), len(calm)))
    print("urgent sent to nothing ", share(count(urgent, lambda _row, one: one["disposition"] == "none"), len(urgent)))
    print("urgent sent to 911     ", share(count(urgent, lambda _row, one: one["disposition"] in DANGER), len(urgent)))


if __name__ == "__main__":
    main()

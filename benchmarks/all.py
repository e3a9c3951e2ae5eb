"""Runs every benchmark that is quick enough to be run at once, and writes what each printed, beside its command, into a page.

Run `python benchmarks/all.py` (`make bench` does). `--full` takes the sizes at which the bars are set, the soak of an hour among
them; `--only turn cost` runs some of them, and leaves what the page says of the others; `--to` names the page, which is
`docs/benchmarks.md` if it is not given.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Benchmarks

What the commands here printed, each part below its own, with machine, sizes and seed; last put together on {day}, for `{command}`.
Sizes that are small show that the measuring works and where things stand; the bars are set at full size (`benchmarks/all.py --full`),
on a machine that does nothing else.
"""


@dataclass(frozen=True)
class Run:
    """One benchmark: what it shows, and its arguments, small and at full size."""

    shows: str
    small: str = ""
    full: str = ""


RUNS = {
    "start_up": Run("Start-up, and memory of each process"),
    "turn": Run(
        "A whole durable turn beside a turn of Rasa's own server",
        "--talks 60 --rounds 1 --seed 1",
        "--talks 100 --seed 1",
    ),
    "webhook": Run(
        "From the webhook to the sent reply, beside python-telegram-bot's stock setup",
        "--seconds 6 --rates 30 60 --pause 8 --seed 1",
        "--seconds 60 --seed 1",
    ),
    "cost": Run(
        "What a turn costs, and how that grows",
        "--turns 300 --stored 20000 --patients 2000 --items 500 --seed 1",
        "--turns 1000 --seed 1",
    ),
    "workers": Run("Several processes on one PostgreSQL", "--seconds 8 --seed 1", "--seconds 60 --seed 1"),
    "soak": Run("Steady work", "--minutes 0.5 --seed 1", "--minutes 60 --rate 20 --seed 1"),
    "screening": Run("Danger in messages"),
    "understanding": Run("Readers beside each other"),
    "desk": Run("Pages of the desk"),
}


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS))
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "benchmarks.md")
    return parser.parse_args()


def printed(command: list[str]) -> Iterator[str]:
    """The lines of a benchmark as they come."""
    with subprocess.Popen(  # noqa: S603  # our own benchmarks
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if not line.startswith("{"):  # What the product logs is no figure.
                yield line.rstrip()
    if process.returncode:
        yield f"(ended with {process.returncode})"


def kept(page: Path) -> dict[str, str]:
    """What a page says so far, by what it shows."""
    parts = page.read_text(encoding="utf-8").split("\n## ")[1:] if page.exists() else []
    return {part.partition("\n")[0]: f"## {part.strip()}\n" for part in parts}


def main() -> None:
    """Run, print, write."""
    given = asked()
    command = " ".join(["python benchmarks/all.py", *(["--full"] if given.full else [])])
    head = HEAD.format(command=command, day=datetime.now(UTC).date().isoformat())
    page = kept(given.to)
    for name in given.only:
        run = RUNS[name]
        arguments = [f"benchmarks/{name}.py", *(run.full if given.full else run.small).split()]
        print(f"\n== {' '.join(arguments)}", flush=True)
        begun, lines = time.monotonic(), []
        for line in printed(arguments):
            print(line, flush=True)
            lines.append(line)
        told = f"`python {' '.join(arguments)}`, {time.monotonic() - begun:.0f} s:"
        page[run.shows] = "\n".join([f"## {run.shows}", "", told, "", "```", *lines, "```", ""])
        parts = [page[one.shows] for one in RUNS.values() if one.shows in page]
        given.to.write_text(
            "\n".join([head, *parts]), encoding="utf-8"
        )  # After each: one that is cut off costs no other.


if __name__ == "__main__":
    main()

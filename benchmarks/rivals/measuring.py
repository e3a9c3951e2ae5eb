"""What is measured of every reader alike: right answers, time, processor time, memory."""

from __future__ import annotations

import json
import math
import os
import re
import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "rivals"
OUTSIDE = "oos."
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
Case = Mapping[str, str]
Answer = tuple[str, bool]  # the likeliest name, and whether the reader holds the message to be outside


class Missing(Exception):
    """A rival cannot be set up here; the text is one sentence that says why."""


@dataclass(frozen=True)
class Training:
    """How long a training took on the wall, and what it cost in processor seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Figures:
    """What one reader showed on the messages."""

    right: int
    kept: int
    refused: int
    inside: int
    outside: int
    p50: float
    p95: float
    cpu: float
    memory: float
    start: float
    training: Training


def training_files() -> list[Path]:
    """The files with wordings by name, which all readers learn from."""
    return sorted((ROOT / "data" / "nlu" / "en").glob("*.*.yml"))


def cases() -> list[Case]:
    """The messages held apart."""
    lines = (ROOT / "tests" / "heldout" / "en" / "understanding.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def environment(**more: str) -> dict[str, str]:
    """Ours, every library held to one thread."""
    return {**os.environ, **ONE_THREAD, **more}


def train(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str], tries: str) -> tuple[Training, str]:
    """Run a training and measure it; its output comes along. `tries` says what failed if it does."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=dict(env), capture_output=True, text=True, check=False)  # noqa: S603  # our own command
    if done.returncode:
        raise Missing(f"{tries}: {_trouble(done.stderr or done.stdout)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Training(time.monotonic() - begun, spent), done.stdout


def _trouble(told: str) -> str:
    """The line of a program's talk that says what went wrong."""
    lines = [line.strip() for line in told.splitlines() if line.strip()] or ["it said nothing"]
    return next((line for line in lines if "error" in line.lower()), lines[-1])[:200]


def processor_time(pid: int) -> float:
    """Seconds that a running process has computed so far, all its threads together, to the nanosecond."""
    return time.clock_gettime((~pid << 3) | 2)  # Linux numbers the processor clocks of processes so.


def resident(pid: int) -> float:
    """Resident memory of a process, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024  # type: ignore[union-attr]  # every process has the line


def until(ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float, what: str) -> None:
    """Wait until something is ready; raises Missing when the process ends before or the time is over."""
    end = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise Missing(f"{what} did not start")
        time.sleep(0.01)


def measure(read: Callable[[str], Answer], pid: int, start: float, training: Training) -> Figures:
    """Read every message, one at a time, after a round that only warms up."""
    messages = cases()
    for case in messages[:50]:
        read(case["text"])
    answers: list[Answer] = []
    walls: list[float] = []
    cpus: list[float] = []
    for case in messages:
        computed, begun = processor_time(pid), time.perf_counter()
        answers.append(read(case["text"]))
        walls.append(1000 * (time.perf_counter() - begun))
        cpus.append(1000 * (processor_time(pid) - computed))
    pairs = list(zip(messages, answers, strict=True))
    out = [found for case, (_, found) in pairs if case["intent"].startswith(OUTSIDE)]
    ours = [found for case, (_, found) in pairs if not case["intent"].startswith(OUTSIDE)]
    return Figures(
        right=sum(case["intent"] == name for case, (name, _) in pairs),
        kept=sum(out),
        refused=sum(ours),
        inside=len(ours),
        outside=len(out),
        p50=at_share(walls, 0.5),
        p95=at_share(walls, 0.95),
        cpu=at_share(cpus, 0.5),
        memory=resident(pid),
        start=start,
        training=training,
    )


def at_share(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)]

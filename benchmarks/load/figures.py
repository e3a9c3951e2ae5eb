"""The arithmetic of benchmarks, and the line that says on what and with which dice they ran."""

from __future__ import annotations

import argparse
import math
import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path


def at_share(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies; none of none."""
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)] if values else math.nan


def spread(seconds: Sequence[float]) -> str:
    """How long something took, in milliseconds: in the middle, at the edges, and at worst."""
    p50, p95, p99 = (1000 * at_share(seconds, share) for share in (0.5, 0.95, 0.99))
    worst = 1000 * max(seconds, default=math.nan)
    return f"p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f}  worst {worst:7.1f} ms  ({len(seconds)})"


def slope(points: Sequence[tuple[float, float]]) -> float:
    """How much the second grows for one of the first, by least squares."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    wide = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / wide if wide else math.nan


def bar(what: str, value: float, most: float, unit: str = "") -> str:
    """One figure beside the bar that is set for it."""
    return f"{what}: {value:.2f}{unit} of at most {most:g}{unit}: {'kept' if value <= most else 'NOT KEPT'}"


def bar_least(what: str, value: float, least: float, unit: str = "") -> str:
    """One figure beside the least that it has to be."""
    return f"{what}: {value:.2f}{unit} of at least {least:g}{unit}: {'kept' if value >= least else 'NOT KEPT'}"


def heading(sizes: argparse.Namespace) -> str:
    """The machine, and the sizes and the seed of this run."""
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))[1]) / 1024**2  # type: ignore[index]  # Linux always says it
    given = ", ".join(f"{name} {value}" for name, value in vars(sizes).items())
    model = cpu[1] if cpu else platform.machine()
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, Linux {platform.release()}, Python {platform.python_version()}, "
        f"load before {os.getloadavg()[0]:.1f}\n{given}"
    )

"""Style and types, as part of the tests: nobody has to argue about them in review."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.source import ROOT


def run(*command: str) -> tuple[int, str]:
    """Run one tool of this environment on the repository."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "command", [("ruff", "check", "."), ("ruff", "format", "--check", ".")], ids=["rules", "layout"]
)
def test_the_source_is_in_the_house_style(command: tuple[str, ...]) -> None:
    """Every rule of ruff but those that pyproject.toml takes out, each with its reason."""
    status, said = run(*command, "--quiet")
    assert status == 0, said[:5000]


@pytest.mark.slow
def test_the_types_hold() -> None:
    """Strictly, over everything that runs: a wrong record between two modules is found before a patient finds it."""
    status, said = run("mypy")
    assert status == 0, said[-5000:]

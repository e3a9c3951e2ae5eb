"""A slow check is not run again while nothing that it reads has changed, and always when something has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.checks.kept import kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some files that a check reads, and one that it does not."""
    for name in ("read/deep/a.yml", "other/b.yml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


def test_a_finding_is_kept_while_its_files_are_unchanged(folder: Path) -> None:
    """Whoever checks a wording three times waits once; whoever changes a danger is heard at once."""
    runs = []

    @kept("read")
    def slow(data: Path) -> list[str]:
        runs.append(data)
        return [path.read_text(encoding="utf-8") for path in sorted((data / "read").rglob("*.yml"))]

    assert slow(folder) == slow(folder) == ("x",)
    (folder / "other/b.yml").write_text("changed", encoding="utf-8")
    assert slow(folder) == ("x",)
    assert len(runs) == 1
    (folder / "read/deep/a.yml").write_text("y", encoding="utf-8")
    os.utime(folder / "read/deep/a.yml", ns=(1, 1))
    assert slow(folder) == ("y",)
    (folder / "read/c.yml").write_text("new", encoding="utf-8")
    assert slow(folder) == ("new", "y")
    (folder / "read/c.yml").unlink()
    assert slow(folder) == ("y",)


def test_a_folder_that_leads_to_the_same_files_is_the_same(folder: Path, tmp_path: Path) -> None:
    """A folder that is made for one check leads to the files of the product."""
    made = tmp_path / "made"
    made.mkdir()
    (made / "read").symlink_to(folder / "read")
    runs = []

    @kept("read")
    def slow(data: Path) -> list[str]:
        runs.append(data)
        return ["found"]

    assert slow(folder) == slow(made)
    assert len(runs) == 1

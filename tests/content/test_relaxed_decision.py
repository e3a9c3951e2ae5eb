"""A practice that lets patients choose says who decided that and when; half a decision is refused at the start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.bootstrap import build
from bot.content import Content
from bot.content.files import ContentError
from bot.content.practice import Decision
from bot.settings import Settings
from tests.conftest import DATA
from tests.stories.runner import with_facts

WHOLE = {"mode": "relaxed", "decided_by": "Dana Whitcombe", "decided_on": "2026-11-20"}


def loaded(folder: Path, value: object) -> Decision | None:
    """What a practice with this fact has decided."""
    return Content.load(with_facts({"telegram.private": value}, folder / "data")).practice.relaxed


def test_strict_is_what_the_product_brings() -> None:
    """Nobody may be relaxed by not having looked."""
    assert Content.load(DATA).practice.relaxed is None


def test_a_whole_decision_names_who_and_when(tmp_path: Path) -> None:
    """A privacy officer who is asked later finds their own word."""
    assert loaded(tmp_path, WHOLE) == Decision("Dana Whitcombe", date(2026, 11, 20))


def test_a_day_as_a_date_is_a_day(tmp_path: Path) -> None:
    """A day without quotes is a date to the reader of the file."""
    assert loaded(tmp_path, {**WHOLE, "decided_on": date(2026, 11, 20)}) == Decision(
        "Dana Whitcombe", date(2026, 11, 20)
    )


@pytest.mark.parametrize("value", [{"mode": "strict"}, "strict", {**WHOLE, "mode": "strict"}])
def test_strict_needs_nobodys_word(tmp_path: Path, value: object) -> None:
    """Also where the old decision still stands beside it: switching off is one word."""
    assert loaded(tmp_path, value) is None


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("relaxed", "add `decided_by`"),
        ({"mode": "relaxed"}, "add `decided_by`"),
        ({**WHOLE, "decided_by": " "}, "set `mode: strict`"),
        ({**WHOLE, "decided_by": 7}, "add `decided_by`"),
        ({**WHOLE, "decided_on": ""}, "`decided_on`"),
        ({**WHOLE, "decided_on": "last week"}, "`decided_on`"),
        ({"mode": "on"}, "`mode: strict` or `mode: relaxed`"),
        ({}, "`mode: strict` or `mode: relaxed`"),
        (True, "`mode: strict` or `mode: relaxed`"),
        (None, "`mode: strict` or `mode: relaxed`"),
    ],
)
def test_half_a_decision_is_refused_with_what_to_do(tmp_path: Path, value: object, told: str) -> None:
    """Neither strict nor relaxed is guessed from something that was half written."""
    with pytest.raises(ContentError, match=r"telegram\.private") as found:
        loaded(tmp_path, value)
    assert told in str(found.value)


async def test_half_a_decision_stops_the_start(tmp_path: Path) -> None:
    """It is found before the first patient is, not by them."""
    data = with_facts({"telegram.private": {"mode": "relaxed"}}, tmp_path / "data")
    with pytest.raises(ContentError, match="decided_by"):
        await build(Settings(var=tmp_path / "var", data=data), reader=None)  # type: ignore[arg-type]  # never read


def test_the_version_of_words_changes_with_any_of_them(tmp_path: Path) -> None:
    """Whoever mends a word of the warning need not think of a number."""
    content = Content.load(DATA)
    assert content.version("sharing.warning", "en") == content.version("sharing.warning", "en")
    assert content.version("sharing.warning", "en") != content.version("shared.privacy", "en")

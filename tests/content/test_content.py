"""The content that stands in the repository is good to use, today."""

from __future__ import annotations

from datetime import date

import pytest

from bot.checks import check, main
from bot.checks.report import Weight
from bot.checks.world import World
from tests.content.conftest import DATA


def test_the_content_passes_its_own_check_today() -> None:
    """What `frontdoor content check` says to a practice is what the build says to us; a past review date stops it."""
    report = check(DATA, date.today())  # noqa: DTZ011  # review dates are days of the practice's own calendar
    assert [f"{one.check}: {one.where}: {one.text}" for one in report.of(Weight.FAILURE)] == []


def test_facts_to_confirm_are_listed_with_their_other_reading(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever knows the practice sees at a glance what was assumed, and what else the page could mean."""
    main(["--data", str(DATA), "--today", "2026-11-23"])
    shown = capsys.readouterr().out
    assert "support.option: used as 'option 3'; the other reading is 1." in shown


def test_an_old_answer_fails_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody should have to remember review dates; the exit status does."""
    assert main(["--data", str(DATA), "--today", "2031-01-01"]) == 1
    assert "was to be read again by" in capsys.readouterr().out


def test_a_folder_without_content_is_one_sentence(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong path is an everyday slip; it gets a sentence, not a traceback."""
    assert main(["--data", str(tmp_path)]) == 1
    assert "To mend (1)" in capsys.readouterr().out


def test_every_question_of_the_list_has_an_answer(world: World) -> None:
    """A topic that understanding can name and nobody answers would be a dead end."""
    questions = {name for name in world.intents if name.startswith("faq.")}
    assert questions <= set(world.content.texts["en"])
    assert len(questions) == 25

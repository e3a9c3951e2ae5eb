"""The ready answers of staff: readable files, kinds that exist, places that are filled, words that patients understand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.checks.canned import check_canned
from bot.checks.world import World
from bot.content import Content
from bot.content.canned import Canned, load_canned
from bot.content.files import ContentError

GOOD = Canned("x.y", "A title", ("message",), "Hello {first_name}, you will hear from us [by when].")


def with_canned(world: World, *answers: Canned, **others: tuple[Canned, ...]) -> World:
    """The content with other ready answers."""
    old = world.content
    return replace(world, content=Content(old.practice, old.texts, old.steering, {"en": answers, **others}))


def found(world: World, *answers: Canned, **others: tuple[Canned, ...]) -> list[str]:
    """What the check says of them."""
    return [one.text for one in check_canned(with_canned(world, *answers, **others))]


def test_the_practice_has_ready_answers_and_they_are_good(world: World) -> None:
    """Every kind of request that patients send has at least one."""
    assert list(check_canned(world)) == []
    kinds = {kind for one in world.content.canned["en"] for kind in one.kinds}
    assert {"message", "appointment", "refill", "callback", "recovery"} <= kinds


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"kinds": ("message", "ticket")}, "no requests of the kind ticket"),
        ({"text": "Hello {last_name}."}, "nothing fills {last_name}"),
        ({"text": "word " * 400}, "is too long"),
        ({"title": "t" * 61}, "is too long"),
        ({"text": "Please see <b>this</b>."}, "holds markup"),
        ({"title": "For {ref}"}, "holds markup, or a place in its title"),
        (
            {
                "text": "Notwithstanding considerable administrative complications, institutional authorization necessitates documentation."
            },
            "write plainer",
        ),
    ],
)
def test_what_is_wrong_with_a_ready_answer_is_said(world: World, change: dict[str, object], trouble: str) -> None:
    """Whoever edits it reads one sentence that says what to do."""
    assert found(world, GOOD) == []
    said = found(world, replace(GOOD, **change))  # type: ignore[arg-type]  # one field at a time
    assert any(trouble in one for one in said), said


def test_every_language_has_the_same_ready_answers(world: World) -> None:
    """A Spanish patient must not be answered in English because one was forgotten."""
    assert found(world, GOOD, es=()) == ["stands in one of en and es only."]
    assert found(world, GOOD, es=(replace(GOOD, kinds=("refill",)),)) == ["is for other kinds than in en."]


@pytest.mark.parametrize(
    "text",
    [
        "id: x",
        "- just words",
        "- {id: x, title: t, kinds: [message]}",
        "- {id: x, title: t, kinds: message, text: w}",
        "- {id: x, title: t, kinds: [], text: w}",
        "- {id: x, title: ' ', kinds: [message], text: w}",
        "- {id: x, title: t, kinds: [message], text: w, more: m}",
        "- {id: x, title: t, kinds: [message], text: w}\n- {id: x, title: t, kinds: [message], text: w}",
        "- {id: x",
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    """Never a traceback, never a silent loss of all answers."""
    (tmp_path / "answers.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"answers\.yml"):
        load_canned(tmp_path)


def test_a_language_without_a_folder_has_none(tmp_path: Path) -> None:
    """The first language that is added has none yet."""
    make: Callable[[Path], tuple[Canned, ...]] = load_canned
    assert make(tmp_path / "es") == ()


def test_the_blanks_of_an_answer_are_known() -> None:
    """They are looked for before it is sent."""
    answer = replace(GOOD, text="Come on [day], [day] or [a day\nthat spans lines], room {ref} [x].")
    assert answer.blanks == ("[day]", "[x]")

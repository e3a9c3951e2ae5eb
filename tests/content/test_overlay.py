"""What a practice publishes is laid over the files: the loader and the check see one folder, and nothing else has changed."""

from __future__ import annotations

import shutil
from datetime import date, time
from pathlib import Path

import pytest
import yaml

from bot.checks import check
from bot.checks.edits import check_edit
from bot.content import Content, ContentError
from bot.content.areas import AREAS
from bot.content.overlay import load_overlaid, overlaid, pieces
from bot.pieces import Change
from tests.content.conftest import DATA

TODAY = date(2026, 11, 26)
READY = """
- id: message.received
  title: We have it
  kinds: [message, callback]
  text: |-
    Hello {first_name}, we have your message. You will hear from us here [by when].
- id: callback.when
  title: When we will call
  kinds: [callback]
  text: Hello {first_name}, we will call you about {ref} [day and time].
"""


def published(**values: object) -> dict[str, Change]:
    """Changes of today, by piece with its dots written as two lines."""
    return {name.replace("__", "."): Change(value, TODAY) for name, value in values.items()}


@pytest.fixture
def with_ready(tmp_path: Path) -> Path:
    """The content with ready replies of a practice in it."""
    for path in DATA.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "canned").unlink(missing_ok=True)
    (tmp_path / "canned" / "en").mkdir(parents=True)
    (tmp_path / "canned" / "en" / "messages.yml").write_text(READY, encoding="utf-8")
    return tmp_path


def test_every_piece_has_a_name_of_its_own() -> None:
    """Two that shared an address would be changed in each other's place."""
    found = pieces(DATA)
    assert {"hours.office.hours", "hours.support.hours", "hours.office.holidays", "faq.fee"} <= set(found)
    assert len({(one.area, one.slug) for one in found.values()}) == len(found)
    assert len([one for one in found.values() if one.area == "faq"]) == 25


def test_laying_everything_over_itself_changes_nothing() -> None:
    """Publishing the words that stand there already must be no change for anybody."""
    as_it_is = Content.load(DATA)
    same = {name: Change(piece.value, TODAY) for name, piece in pieces(DATA).items()}
    laid = load_overlaid(DATA, same)
    assert laid.texts == as_it_is.texts
    assert laid.practice.hours == as_it_is.practice.hours
    assert laid.practice.said == as_it_is.practice.said
    with overlaid(DATA, same) as folder:
        assert check(folder, TODAY).ok


def test_hours_with_a_break_and_a_short_day_reach_the_clocks_and_the_patient() -> None:
    """The promise that is read and the clock that counts come from the same rows."""
    week = {"mon": ["08:00", "17:00", "12:00", "13:00"], "sat": ["20:00", "00:00"]}
    days = {"days": [{"date": "2026-12-24", "name": "Eve", "times": ["08:00", "14:00", "10:00", "11:00"]}]}
    content = load_overlaid(DATA, published(hours__office__hours=week, hours__office__holidays=days))
    hours = content.practice.hours
    assert hours.spans(date(2026, 11, 30)) == ((time(8), time(12)), (time(13), time(17)))
    assert hours.spans(date(2026, 12, 1)) == ()
    assert hours.spans(date(2026, 12, 24)) == ((time(8), time(10)), (time(11), time(14)))
    assert hours.spans(date(2026, 12, 25)) == ()
    said = "Monday, 8:00 am to 12:00 pm and 1:00 pm to 5:00 pm; Saturday, 8:00 pm to midnight"
    assert content.say("hours.open") == f"The office is open now. Its hours are {said}."
    assert content.practice.say("support.hours", "en") == "Monday to Friday, 8:00 am to 4:30 pm"


def test_hours_that_the_practice_set_need_no_confirming_any_more() -> None:
    """What the page of the practice left open was decided by the practice."""
    changes = published(hours__office__hours={"mon": ["08:00", "12:00"]})
    with overlaid(DATA, changes) as folder:
        notes = {one.where for one in check(folder, TODAY).findings if one.check == "confirm"}
    assert "office.hours" not in notes
    assert "office.phone" in notes


def test_publishing_an_answer_counts_as_having_read_it_again() -> None:
    """Its next date of review is as far away as the last one was."""
    with overlaid(DATA, {"faq.fee": Change({"answer": "It is {portal.fee}."}, date(2027, 3, 1))}) as folder:
        raw = yaml.safe_load((folder / "faq" / "en" / "fee.yml").read_text(encoding="utf-8"))
    assert raw["answer"] == "It is {portal.fee}."
    assert (raw["reviewed"], raw["review_by"]) == (date(2027, 3, 1), date(2027, 8, 29))
    assert raw["buttons"] == ["faq.sign_up", "faq.services"]


@pytest.mark.parametrize(
    "words",
    ["a: b # c", "- {portal.fee}\n- x", '"quoted"', "'", "{portal.fee}: &x *y !z", "שלום", "yes", "2026-11-26", "| >", "💊"],
)  # fmt: skip
def test_any_words_come_back_as_they_were_written(words: str) -> None:
    """Nobody who writes on a page knows which signs mean something in a file."""
    assert load_overlaid(DATA, published(faq__fee={"answer": words})).texts["en"]["faq.fee"].text == words


def test_ready_replies_are_one_more_kind(with_ready: Path) -> None:
    """Title and words are changed, whom they are for is not."""
    found = pieces(with_ready)
    assert found["canned.message.received"].extra == ("message", "callback")
    value = {"title": "Thank you", "text": "Hello {first_name}, thank you."}
    with overlaid(with_ready, published(canned__message__received=value)) as folder:
        raw = yaml.safe_load((folder / "canned" / "en" / "messages.yml").read_text(encoding="utf-8"))
    assert raw[0] == {"id": "message.received", **value, "kinds": ["message", "callback"]}
    assert raw[1] == yaml.safe_load(READY)[1]


@pytest.mark.parametrize(("title", "check_"), [("", "title"), ("x" * 61, "title"), ("two\nlines", "title")])
def test_a_ready_reply_needs_a_short_title(with_ready: Path, title: str, check_: str) -> None:
    """Staff choose it from a list."""
    piece = pieces(with_ready)["canned.callback.when"]
    assert [one.check for one in AREAS["canned"].faults(piece, {"title": title, "text": "Hello."})] == [check_]
    assert [one.check for one in AREAS["canned"].faults(piece, {"title": "x", "text": " "})] == ["empty"]


def test_what_a_release_took_away_is_passed_over() -> None:
    """An update must start, whatever was published before it."""
    assert load_overlaid(DATA, published(faq__gone={"answer": "x"})).texts == Content.load(DATA).texts


@pytest.mark.parametrize(
    "changes",
    [
        published(faq__fee={"answer": "Only {nobody.knows}."}),
        published(faq__fee={"answer": ""}),
        published(faq__fee={"words": "x"}),
        published(hours__office__hours={"mon": ["16:00", "08:00"]}),
        published(hours__office__hours={"mon": ["x", "y"]}),
        published(hours__office__holidays={"days": [{"date": "soon", "name": "x", "times": []}]}),
    ],
)
def test_what_would_leave_a_patient_without_an_answer_cannot_be_put_to_use(changes: dict[str, Change]) -> None:
    """Whoever wrote it into the database: the process that reads it keeps what it had."""
    with pytest.raises(ContentError):
        load_overlaid(DATA, changes)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("It is {portal.fee}.\nCall (914) 232-1919.", ("facts", (2,))),
        ("It is {portal.fee}.\n\nIt is {nothing}.", ("places", (3,))),
        ("It is <b>free</b>.\nGood.", ("shape", (1,))),
        ("Good.\nIt is is free.", ("shape", (2,))),
        ("Good.\nIt is free , and more", ("shape", (2,))),
        (
            "It is {portal.fee}.\nUtilization of aforementioned administrative functionalities necessitates documentation.",
            ("reading level", (2,)),
        ),
        ("Hello {last_name}.\nBye.", ("places", (1,))),
    ],
)
def test_what_the_check_finds_is_told_with_its_line(words: str, found: tuple[str, tuple[int, ...]]) -> None:
    """Whoever wrote it sees where to look."""
    with overlaid(DATA, published(faq__fee={"answer": words})) as folder:
        faults = check_edit(folder, TODAY, {"en faq.fee": words})
    assert found in {(one.check, one.lines) for one in faults if one.where == "en faq.fee"}


def test_the_check_of_a_draft_is_the_check_of_a_release() -> None:
    """The same findings, word for word, and the screening examples among what was looked at."""
    with overlaid(DATA, published(faq__fee={"answer": "Call {nobody} <b>now</b>."})) as folder:
        whole = {(one.check, one.text) for one in check(folder, TODAY).findings if one.weight == "failure"}
        edit = {(one.check, one.text) for one in check_edit(folder, TODAY, {"en faq.fee": "x"})}
        assert "all screening examples" in check(folder, TODAY).looked_at
    assert edit == whole != set()


def test_a_danger_that_is_no_longer_found_stops_publishing_too(tmp_path: Path) -> None:
    """The screening gate is part of the check, and looks at the folder it is given."""
    shutil.copytree(DATA, tmp_path / "data")
    path = next((tmp_path / "data" / "triage" / "en").glob("poison.yml"))
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["presentations"][0]["must_fire"] = [*raw["presentations"][0]["must_fire"], "I would like a visit on Tuesday"]
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with overlaid(tmp_path / "data", {}) as folder:
        assert "screening" in {one.check for one in check_edit(folder, TODAY, {})}

"""Answers to questions (`data/faq/<lang>/`): the wording can be changed. Publishing it counts as having read it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.content.areas.area import Area, tidy
from bot.content.files import read_yaml, write_yaml
from bot.content.wording import Wording
from bot.pieces import Change, Fault, Piece, Value


def _found(data: Path) -> Iterator[Piece]:
    for path in sorted((data / "faq").glob("*/*.yml")):
        raw = read_yaml(path)
        name, buttons = str(raw["id"]).removeprefix("faq."), tuple(raw.get("buttons", ()))
        yield Piece("faq", name, {"answer": str(raw["answer"]).strip()}, path.parent.name, buttons)


def _write(data: Path, changes: Mapping[str, Change]) -> None:
    for path in sorted((data / "faq").glob("*/*.yml")):
        raw = read_yaml(path)
        piece = Piece("faq", str(raw["id"]).removeprefix("faq."), {}, path.parent.name)
        if change := changes.get(piece.id):
            write_yaml(path, {**raw, "answer": str(change.value["answer"]), **_read_again(raw, change.on)})


def _read_again(raw: Mapping[str, Any], on: date) -> dict[str, date]:
    """Read on the day it was published, and good for as long as it was before."""
    reviewed, until = raw.get("reviewed"), raw.get("review_by")
    if not isinstance(reviewed, date) or not isinstance(until, date):
        return {}
    return {"reviewed": on, "review_by": on + (until - reviewed)}


def _faults(_piece: Piece, value: Value) -> tuple[Fault, ...]:
    return () if str(value.get("answer", "")).strip() else (Fault("empty"),)


def _said(_piece: Piece, value: Value, _wording: Wording) -> str:
    return str(value["answer"])


ANSWERS = Area(
    name="faq",
    found=_found,
    write=_write,
    cleaned=lambda _value, typed, _today: {"answer": tidy(typed.get("answer", ""))},
    faults=_faults,
    wheres=lambda piece: (f"{piece.lang} faq.{piece.name}", f"{piece.lang} {piece.name}.yml"),
    words=lambda value: str(value["answer"]),
    said=_said,
)

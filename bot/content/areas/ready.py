"""Ready replies (`data/canned/<lang>/`): the answers that staff put in with one tap. Title and words can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.content.areas.area import Area, tidy
from bot.content.files import read_yaml, write_yaml
from bot.content.wording import Wording
from bot.pieces import Change, Fault, Piece, Value

LONGEST_TITLE = 60


def _found(data: Path) -> Iterator[Piece]:
    for path in sorted((data / "canned").glob("*/*.yml")):
        for raw in read_yaml(path):
            value = {"title": str(raw["title"]).strip(), "text": str(raw["text"]).strip()}
            yield Piece("canned", str(raw["id"]), value, path.parent.name, tuple(raw["kinds"]))


def _write(data: Path, changes: Mapping[str, Change]) -> None:
    for path in sorted((data / "canned").glob("*/*.yml")):
        raw = read_yaml(path)
        named = [(one, changes.get(Piece("canned", str(one["id"]), {}, path.parent.name).id)) for one in raw]
        if any(change for _, change in named):
            write_yaml(path, [{**one, **_changed(change)} for one, change in named])


def _changed(change: Change | None) -> dict[str, str]:
    return {name: str(change.value[name]) for name in ("title", "text")} if change else {}


def _faults(_piece: Piece, value: Value) -> tuple[Fault, ...]:
    title, text = (str(value.get(name, "")).strip() for name in ("title", "text"))
    if not text:
        return (Fault("empty"),)
    return () if title and len(title) <= LONGEST_TITLE and "\n" not in title else (Fault("title"),)


def _said(_piece: Piece, value: Value, _wording: Wording) -> str:
    return str(value["text"])


READY = Area(
    name="canned",
    found=_found,
    write=_write,
    cleaned=lambda _value, typed, _today: {name: tidy(typed.get(name, "")) for name in ("title", "text")},
    faults=_faults,
    wheres=lambda piece: (f"{piece.lang} canned {piece.name}",),
    words=lambda value: str(value["text"]),
    said=_said,
)

"""Loads the red flags from `data/triage/<lang>/`, and says which file and key is wrong when one is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.content.files import ContentError, shaped
from policies.triage import BadRule, RedFlags, compile_red_flags

SECTIONS = ("words", "concepts", "context", "measures", "presentations")
LISTS = ("measures", "presentations")
ORDINARY_WORDS = "ordinary.txt"
FEWEST_EXAMPLES = 5
NEEDED = ("id", "name", "disposition", "source", "signed_off_by", "reviewed", "parts", "must_fire", "must_not")


class BadTriageFile(ContentError, ValueError):
    """A triage file cannot be used; the words name the file and the key."""


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance of a presentation, and whether it must fire."""

    presentation: str
    disposition: str
    text: str
    fires: bool


def load_red_flags(data_dir: Path) -> RedFlags:
    """The rules of every language under `data_dir`/triage, built once for the life of the process."""
    return _load(data_dir.resolve())


@lru_cache(maxsize=4)
def _load(data_dir: Path) -> RedFlags:
    with shaped(data_dir / "triage"):
        try:
            return compile_red_flags([read_language(folder) for folder in _folders(data_dir)])
        except BadRule as why:
            raise BadTriageFile(f"{data_dir / 'triage'}: {why}") from why


def triage_examples(data_dir: Path) -> tuple[Example, ...]:
    """Every utterance that must fire and every near miss that must not, for the content gate."""
    return tuple(
        Example(str(one["id"]), str(one["disposition"]), str(text), fires)
        for folder in _folders(data_dir)
        for one in read_language(folder)["presentations"]
        for key, fires in (("must_fire", True), ("must_not", False))
        for text in one[key]
    )


def read_language(folder: Path) -> dict[str, Any]:
    """All files of one language as one mapping; a key given twice or a presentation without its parts is refused."""
    merged: dict[str, Any] = {section: [] if section in LISTS else {} for section in SECTIONS}
    for path in sorted(folder.glob("*.yml")):
        for section, body in _read(path).items():
            if section not in SECTIONS:
                raise BadTriageFile(f"{path}: unknown key {section!r}; known are {', '.join(SECTIONS)}")
            with shaped(path):
                _add(merged, section, body, path)
    ordinary = folder / ORDINARY_WORDS
    if ordinary.exists():
        merged["words"]["ordinary"] = {"words": ordinary.read_text(encoding="utf-8")}
    return merged


def _folders(data_dir: Path) -> Iterator[Path]:
    folders = sorted(path for path in (data_dir / "triage").glob("*") if path.is_dir())
    if not folders:
        raise BadTriageFile(f"{data_dir / 'triage'}: no language folder is here; at least en/ is needed")
    yield from folders


def _read(path: Path) -> Mapping[str, Any]:
    try:
        body = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as why:
        raise BadTriageFile(f"{path}: cannot be read: {why}") from why
    if not isinstance(body, Mapping):
        raise BadTriageFile(f"{path}: must hold keys such as presentations")
    return body


def _add(merged: dict[str, Any], section: str, body: object, path: Path) -> None:
    if section in LISTS:
        if not isinstance(body, list):
            raise BadTriageFile(f"{path}: {section} must be a list")
        if section == "presentations":
            _check_presentations(body, {str(one["id"]) for one in merged[section]}, path)
        merged[section].extend(body)
        return
    if not isinstance(body, Mapping):
        raise BadTriageFile(f"{path}: {section} must hold names with their words")
    twice = sorted(str(key) for key in body if key in merged[section])
    if twice:
        raise BadTriageFile(f"{path}: {section}.{twice[0]} is already in another file")
    merged[section].update(body)


def _check_presentations(body: list[Any], known: set[str], path: Path) -> None:
    for at, one in enumerate(body, 1):
        if not isinstance(one, Mapping):
            raise BadTriageFile(f"{path}: presentation number {at} must hold keys such as id and parts")
        name = str(one.get("id", f"number {at}"))
        missing = [key for key in NEEDED if key not in one]
        if missing:
            raise BadTriageFile(f"{path}: presentation {name}: {missing[0]} is missing")
        if name in known:
            raise BadTriageFile(f"{path}: presentation {name} is there twice")
        known.add(name)
        unknown = [part for part in one.get("firm", ()) if part not in one["parts"]]
        if unknown:
            raise BadTriageFile(f"{path}: presentation {name}: firm names {unknown[0]!r}, which is not among its parts")
        for key in ("must_fire", "must_not"):
            if not isinstance(one[key], list) or len(one[key]) < FEWEST_EXAMPLES:
                raise BadTriageFile(f"{path}: presentation {name}: {key} needs at least {FEWEST_EXAMPLES} utterances")

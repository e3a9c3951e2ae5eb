"""Loads the words a reader of messages knows (`data/lexicon/<lang>/`), with the practice's own directory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.content.files import ContentError, read_yaml, shaped
from nlu.entities import Lexicon, build_lexicon

_TABLES = {
    "calendar": "calendar.yml",
    "numbers": "numbers.yml",
    "medicines": "medicines.yml",
    "pharmacies": "pharmacies.yml",
    "people": "people.yml",
    "places": "places.yml",
    "mail": "email_domains.yml",
    "reasons": "reasons.yml",
}


def load_lexicon(
    data_dir: Path,
    *,
    providers: Iterable[str] = (),
    pharmacies: Iterable[str] = (),
    medications: Iterable[str] = (),
    lang: str = "en",
) -> Lexicon:
    """Read the word lists under `data_dir` and add the practice's own names. Raises ContentError naming what to mend."""
    folder = data_dir / "lexicon" / lang
    tables = {name: read_yaml(folder / file) for name, file in _TABLES.items()}
    with shaped(data_dir / "practice.yml"):
        facts = [fact.get("value") for fact in _facts(data_dir / "practice.yml")]
    try:
        return build_lexicon(
            **tables,
            ordinary=_words(folder / "ordinary_words.txt"),
            practice_providers=providers,
            practice_pharmacies=pharmacies,
            practice_medicines=medications,
            own=[one for one in facts if isinstance(one, str) and (one.startswith("+") or "@" in one)],
            own_streets=[
                (str(one["street"]), str(one["zip"]))
                for one in facts
                if isinstance(one, dict) and {"street", "zip"} <= set(one)
            ],
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ContentError(f"A list under lexicon/{lang} lacks or misspells an entry: {error}.") from None


def _facts(path: Path) -> list[dict[str, Any]]:
    """The practice's facts; none where the words are read without a practice."""
    found = read_yaml(path).get("facts", {}) if path.is_file() else {}
    return [fact for fact in found.values() if isinstance(fact, dict)]


def _words(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ContentError(f"{path.name} is missing: restore it from the repository ({path}).") from None
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))

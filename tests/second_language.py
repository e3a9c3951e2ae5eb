"""A practice with more languages: a copy of the product's content, in which every text of another language is marked."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from bot.content.files import read_yaml

DATA = Path(__file__).resolve().parents[1] / "data"
NAMES = {"es": "Espa\u00f1ol", "ar": "\u0627\u0644\u0639\u0631\u0628\u064a\u0629"}
MARKS = {"es": "[es] ", "ar": "\u0639\u0631\u0628\u064a "}
"""How each text of a language begins, so that a page tells which one it speaks."""


def practice_with(target: Path, *languages: str) -> Path:
    """A folder like `data/` that is whole in these languages too."""
    shutil.copytree(DATA, target)
    for lang in languages:
        _messages(target, lang)
        for name in ("faq", "canned"):
            shutil.copytree(target / name / "en", target / name / lang)
        for path in (target / "faq" / lang).glob("*.yml"):
            _put(path, {**(raw := read_yaml(path)), "answer": MARKS[lang] + raw["answer"]})
        (target / "lexicon" / lang).mkdir()
        shutil.copyfile(target / "lexicon" / "en" / "steering.yml", target / "lexicon" / lang / "steering.yml")
    return target


def _messages(target: Path, lang: str) -> None:
    folder = target / "messages" / lang
    shutil.copytree(target / "messages" / "en", folder)
    for path in folder.glob("*.yml"):
        if path.stem not in ("calendar", "office_hours"):
            _put(path, marked(read_yaml(path), MARKS[lang]))
    path = folder / "web.yml"
    words = read_yaml(path)
    words["web"]["language"]["name"] = NAMES[lang]
    _put(path, words)


def marked(words: Any, mark: str) -> Any:
    """The same texts, each with a mark before it."""
    if isinstance(words, dict):
        return {
            name: one if name == "buttons" and isinstance(one, list) else marked(one, mark)
            for name, one in words.items()
        }
    return f"{mark}{words}" if isinstance(words, str) and len(words) > 2 else words


def _put(path: Path, words: Any) -> None:
    path.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False), encoding="utf-8")

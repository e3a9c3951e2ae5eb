"""Reads what the language model learns from: wordings by name, utterances of danger, word lists. Files only, no framework."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.model import ModelError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EMERGENCY_NAME = "safety.emergency"
CALM = "none"
_LISTS = ("calendar", "numbers", "medicines", "pharmacies", "people", "places", "reasons")


@dataclass(frozen=True, slots=True)
class Wording:
    """One example: what was typed, the name it has if any, and the level of care it calls for if that is known."""

    text: str
    name: str | None
    danger: str | None


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Everything one language is learned from."""

    wordings: tuple[Wording, ...]
    tables: dict[str, Any]


def read_training_set(data: Path, lang: str = "en") -> TrainingSet:
    """All examples and word lists of a language. Raises ModelError naming the file that must be mended."""
    dangers = _yaml(data / "nlu" / lang / "dangers.yml")
    wordings = (
        *_named(data / "nlu" / lang, dangers["sorts"]),
        *_more(dangers["more"]),
        *_dangerous(data / "triage" / lang),
        *_voices(data / "triage" / lang / "voices"),
    )
    tables = {
        "spelling": _yaml(data / "nlu" / lang / "spelling.yml"),
        "lexicon": _lexicon(data / "lexicon" / lang),
        "triage": _triage(data / "triage" / lang),
    }
    return TrainingSet(wordings, tables)


def example_files(folder: Path) -> list[Path]:
    """The files with examples: one for each name, and every name has a dot in it; word lists have none."""
    return sorted(folder.glob("*.*.yml"))


def inputs(data: Path) -> Iterator[Path]:
    """Every file under `data` that the model depends on, in a fixed order."""
    for folder in ("nlu", "triage", "lexicon"):
        yield from sorted(path for path in (data / folder).rglob("*") if path.suffix in {".yml", ".txt"})


def content_digest(files: Iterator[Path], root: Path) -> str:
    """One digest for many files, their names included."""
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _named(folder: Path, sorts: dict[str, list[str]]) -> Iterator[Wording]:
    for path in example_files(folder):
        for entry in _entries(path):
            name = str(entry["intent"])
            for line in str(entry["examples"]).splitlines():
                if line.strip().startswith("- "):
                    text = line.strip()[2:].strip()
                    yield Wording(text, name, _sort(text, sorts) if name == EMERGENCY_NAME else CALM)


def _sort(text: str, sorts: dict[str, list[str]]) -> str:
    lowered = text.lower()
    return next((level for level, words in sorts.items() if any(word in lowered for word in words)), "emergency")


def _more(levels: dict[str, list[str]]) -> Iterator[Wording]:
    for level, texts in levels.items():
        yield from (Wording(str(text), None, level) for text in texts)


def _entries(path: Path) -> list[dict[str, Any]]:
    content = _yaml(path)
    entries = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not all({"intent", "examples"} <= set(entry) for entry in entries):
        raise ModelError(f"{path.name}: give `nlu:`, then `intent:` and `examples:`, as the other files do.")
    return entries


def _dangerous(folder: Path) -> Iterator[Wording]:
    for path in sorted(folder.glob("*.yml")):
        for presentation in _yaml(path).get("presentations", ()):
            yield from (
                Wording(str(text), None, str(presentation["disposition"])) for text in presentation["must_fire"]
            )
            yield from (Wording(str(text), None, CALM) for text in presentation["must_not"])


def _triage(folder: Path) -> dict[str, Any]:
    """The rules' vocabulary of a language in one mapping, as `compile_red_flags` takes it, without their utterances."""
    merged: dict[str, Any] = {"words": {}, "concepts": {}, "context": {}, "measures": [], "presentations": []}
    for path in sorted(folder.glob("*.yml")):
        for section, body in _yaml(path).items():
            if isinstance(merged[section], list):
                merged[section] += body
            else:
                merged[section].update(body)
    listed = folder / "ordinary.txt"
    ordinary = listed.read_text(encoding="utf-8") if listed.exists() else ""
    rules = ({key: one[key] for key in ("id", "disposition", "parts")} for one in merged["presentations"])
    return merged | {"words": merged["words"] | {"ordinary": {"words": ordinary}}, "presentations": list(rules)}


def _voices(folder: Path) -> Iterator[Wording]:
    """Utterances of many voices by level of care: they teach the learned reader and never the rules."""
    for path in sorted(folder.glob("*.yml")):
        for level, texts in _yaml(path).items():
            yield from (Wording(str(text), None, str(level)) for text in texts)


def _lexicon(folder: Path) -> dict[str, Any]:
    lists: dict[str, Any] = {name: _yaml(folder / f"{name}.yml") for name in _LISTS}
    lists["mail"] = _yaml(folder / "email_domains.yml")
    words = (folder / "ordinary_words.txt").read_text(encoding="utf-8").splitlines()
    lists["ordinary"] = [word.strip() for word in words if word.strip() and not word.startswith("#")]
    return lists


def _yaml(path: Path) -> Any:  # noqa: ANN401  # the shape is checked by whoever asked for the file
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # a safe loader, the C one if there is one
    except FileNotFoundError:
        raise ModelError(f"{path} is missing: restore it from the repository.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ModelError(f"{path.name}{where} is not valid YAML: undo the last edit or mend that line.") from None

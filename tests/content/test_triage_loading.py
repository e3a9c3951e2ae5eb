"""What a practice is told when a triage file is wrong: the file and the key, in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.triage import BadTriageFile, load_red_flags, triage_examples
from policies.triage import screen

GOOD: dict[str, Any] = {
    "id": "heart",
    "name": "Heart",
    "disposition": "emergency",
    "source": "A published list",
    "signed_off_by": None,
    "reviewed": None,
    "parts": {"chest": ["chest + pain"]},
    "must_fire": [f"chest pain {n}" for n in range(5)],
    "must_not": [f"hello {n}" for n in range(5)],
}


def practice(folder: Path, *presentations: dict[str, Any], **more: Any) -> Path:
    """A data folder with one language and these presentations."""
    language = folder / "triage" / "en"
    language.mkdir(parents=True)
    (language / "heart.yml").write_text(
        yaml.safe_dump({"presentations": list(presentations), **more}), encoding="utf-8"
    )
    return folder


def test_a_practice_may_bring_its_own_presentation(tmp_path: Path) -> None:
    """Adding a rule is a matter of a file."""
    data = practice(tmp_path, GOOD)
    assert screen("pain in chest", load_red_flags(data)).rule == "heart.chest"
    assert len(triage_examples(data)) == 10


@pytest.mark.parametrize("key", ["id", "disposition", "source", "reviewed", "must_fire"])
def test_a_missing_key_is_named_with_its_file(tmp_path: Path, key: str) -> None:
    """The person who edits is no programmer."""
    broken = {name: value for name, value in GOOD.items() if name != key}
    with pytest.raises(BadTriageFile, match=rf"heart\.yml: .*{key}"):
        load_red_flags(practice(tmp_path, broken))


def test_too_few_utterances_are_refused(tmp_path: Path) -> None:
    """A rule with two examples was not thought through."""
    with pytest.raises(BadTriageFile, match="must_not needs at least 5"):
        load_red_flags(practice(tmp_path, {**GOOD, "must_not": ["hello"]}))


def test_a_presentation_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Two rules of one name cannot both be signed."""
    with pytest.raises(BadTriageFile, match="heart is there twice"):
        load_red_flags(practice(tmp_path, GOOD, GOOD))


def test_an_unknown_section_is_refused(tmp_path: Path) -> None:
    """`presentation:` instead of `presentations:` would drop every rule of the file."""
    with pytest.raises(BadTriageFile, match="unknown key 'presentation'"):
        load_red_flags(practice(tmp_path, GOOD, presentation=[]))


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    """A stray tab is the most frequent slip of all."""
    data = practice(tmp_path, GOOD)
    (data / "triage" / "en" / "burn.yml").write_text("presentations:\n\t- id: burn\n", encoding="utf-8")
    with pytest.raises(BadTriageFile, match=r"burn\.yml"):
        load_red_flags(data)


def test_a_line_that_names_no_concept_is_named(tmp_path: Path) -> None:
    """The rule, the line and the missing name are in the message."""
    with pytest.raises(BadTriageFile, match=r"heart\.chest.*chset"):
        load_red_flags(practice(tmp_path, {**GOOD, "parts": {"chest": ["<chset> + pain"]}}))


def test_no_language_at_all_is_refused(tmp_path: Path) -> None:
    """An empty folder would screen nothing and say nothing."""
    with pytest.raises(BadTriageFile, match="no language folder"):
        load_red_flags(tmp_path)

"""The word lists themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.content.files import ContentError
from bot.content.lexicon import load_lexicon
from tests.unit.nlu.entities.known import DATA, LEXICON

FOLDER = DATA / "lexicon" / "en"


def test_several_hundred_medicines_are_known_by_brand_and_generic_name() -> None:
    """A list of a few dozen would leave most refills to free text."""
    assert len(set(LEXICON.medicines)) > 900
    assert LEXICON.generic_of["zoloft"] == "sertraline"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.name)
def test_every_list_says_where_it_comes_from(file: Path) -> None:
    """A list without source and licence cannot be given to a practice."""
    head = file.read_text(encoding="utf-8")[:1500]
    assert file.name == "steering.yml" or ("Source:" in head and "icence" in head)


def test_the_words_taken_from_others_carry_their_notice() -> None:
    """Their licence asks for it."""
    head = (FOLDER / "ordinary_words.txt").read_text(encoding="utf-8")[:1500]
    assert "Copyright" in head
    assert "Permission to use" in head


def test_no_medicine_is_an_everyday_word_unless_it_is_listed_as_one() -> None:
    """Somebody with nerves of iron must not get a prescription."""
    singles = {name for name in LEXICON.medicines if name.isalpha()}
    assert {name for name in singles if name in LEXICON.ordinary} <= LEXICON.plain_medicines


def test_names_of_the_practice_come_before_the_lists() -> None:
    """What the directory writes is what staff and flows compare with."""
    lexicon = load_lexicon(DATA, pharmacies=("CVS Katonah",), medications=("Hopewell Syrup",), providers=("Dr. Ames",))
    assert "hopewell syrup" in set(lexicon.medicines)
    assert "CVS Katonah" in set(lexicon.pharmacies)
    assert lexicon.providers["ames"] == ("Dr. Ames",)


def test_a_list_that_lacks_a_part_is_named(tmp_path: Path) -> None:
    """A practice that edits a list must be told what to mend, not shown a traceback."""
    folder = tmp_path / "lexicon" / "en"
    folder.mkdir(parents=True)
    for file in FOLDER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "places.yml").write_text("towns: [katonah]\n", encoding="utf-8")
    with pytest.raises(ContentError, match="streets"):
        load_lexicon(tmp_path)
    (folder / "ordinary_words.txt").unlink()
    (folder / "places.yml").write_bytes((FOLDER / "places.yml").read_bytes())
    with pytest.raises(ContentError, match="ordinary_words"):
        load_lexicon(tmp_path)


def test_no_word_of_the_calendar_means_two_days() -> None:
    """A typo listed under two weekdays would move somebody's visit."""
    raw = yaml.safe_load((FOLDER / "calendar.yml").read_text(encoding="utf-8"))
    for table in ("months", "weekdays", "relative"):
        words = [word for listed in raw[table].values() for word in listed]
        assert len(words) == len(set(words)), table

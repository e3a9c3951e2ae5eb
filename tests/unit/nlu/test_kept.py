"""What was found in the examples is kept between trainings, and never used where it could be wrong."""

from pathlib import Path
from typing import Any

from nlu.reading.kept import KEPT, WORTH_IT, basis, found_in, made_once, spread


class Counting:
    """Finds the length of each text, and remembers what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: list[str]) -> list[Any]:
        """The lengths."""
        self.read += texts
        return [len(text) for text in texts]


def test_only_changed_lines_are_read_again(tmp_path: Path) -> None:
    """A practice that changes one wording waits for one wording, not for seventeen thousand."""
    first, second = Counting(), Counting()
    found_in(["one", "three"], first, tmp_path / "kept.json", "b")
    found = found_in(["three", "eleven", "three"], second, tmp_path / "kept.json", "b")
    assert (found, second.read) == ([5, 6, 5], ["eleven"])


def test_findings_of_other_code_or_tables_are_not_used(tmp_path: Path) -> None:
    """A finding of last month's rules would teach the model something that the rules no longer say."""
    found_in(["one"], Counting(), tmp_path / "kept.json", "old")
    again = Counting()
    assert found_in(["one"], again, tmp_path / "kept.json", "new") == [3]
    assert again.read == ["one"]


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    """A power cut while the file was written must not stop every training after it."""
    for damage in ("{", "[]", '{"basis": "b", "found": 7}'):
        (tmp_path / "kept.json").write_text(damage)
        assert found_in(["one"], Counting(), tmp_path / "kept.json", "b") == [3]


def test_the_basis_changes_with_code_and_with_tables(tmp_path: Path) -> None:
    """Either decides what is found."""
    code = tmp_path / "rules.py"
    code.write_text("A = 1")
    before = basis({"word": 1}, tmp_path)
    assert basis({"word": 2}, tmp_path) != before
    code.write_text("A = 2")
    assert basis({"word": 1}, tmp_path) != before


def test_findings_of_many_cores_come_back_in_order() -> None:
    """Each core reads every second line; a finding under another line's text would teach nonsense."""
    texts = [str(number) for number in range(WORTH_IT + 1)]
    assert spread(list, texts) == texts


def test_what_is_costly_is_made_once_and_old_ones_go(tmp_path: Path) -> None:
    """The reader of danger is learned anew only when its lessons change, and a disk does not fill with old ones."""
    made: list[str] = []

    def make(folder: Path) -> None:
        made.append(folder.name)
        (folder / "weights").write_text("w")

    places = [made_once(tmp_path, "danger", key, make) for key in ("a", "b", "b", "c", "d")]
    assert len(made) == 4
    assert (places[-1] / "weights").read_text() == "w"
    assert len(list(tmp_path.glob("danger-*"))) == KEPT


def test_a_half_made_thing_is_never_found(tmp_path: Path) -> None:
    """A training that was stopped half-way must not leave a reader without half its weights."""

    def fails(folder: Path) -> None:
        (folder / "weights").write_text("half")
        raise KeyboardInterrupt

    try:
        made_once(tmp_path, "danger", "a", fails)
    except KeyboardInterrupt:
        assert not list(tmp_path.iterdir())
    else:
        raise AssertionError

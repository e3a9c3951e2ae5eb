"""Whatever a practice writes into a content file, loading gives the content or one sentence that names the file. Never a traceback."""

from __future__ import annotations

import functools
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.checks import check
from bot.content import Content, ContentError
from bot.content.files import read_yaml
from bot.content.lexicon import load_lexicon
from bot.content.triage import load_red_flags
from tests.conftest import DATA
from tests.fuzzing import FEW, STEADY, trees

FILES = (
    "practice.yml",
    "messages/en/web.yml",
    "messages/en/refill.yml",
    "canned/en/messages.yml",
    "lexicon/en/steering.yml",
    "lexicon/en/numbers.yml",
    "lexicon/en/calendar.yml",
    "lexicon/en/people.yml",
    "triage/en/concepts.yml",
    "triage/en/heart_and_breath.yml",
)
NAMES = st.sampled_from(
    "facts value say confirm text public buttons id title kinds phrases wishes presentations words concepts parts days opens".split()
)
STRANGE = (
    "", "~", "[]", "0", "{}", "- a", "a: b: c", "\t", "2026-13-45", "? [a]\n: 1", "!!python/object/apply:os.system [ls]",
    "&a [*a]", "&a {b: *a}", "[" * 3_000, "a: !!binary zz", "\x00", "---\n---\n", "1: {2: {3: 4}}", "{[]: 1}", "facts: {a: ~}",
    "facts: {office.hours: {value: 1}}", "presentations: [~]", "words: {a: {b: [1, ~]}}", "!!set {a, b}", "'", "\ud7ff\uffff",
)  # fmt: skip


READS = (Content.load, load_lexicon, load_red_flags.__globals__["_load"].__wrapped__)
"""Whatever reads files of the content."""
_parse = yaml.load


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Iterator[Path]:
    """A copy of the content. What was delivered is parsed once: each of hundreds of readings is about one other file."""
    folder = tmp_path_factory.mktemp("content") / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("nlu", "voices"))
    delivered = {path.read_text(encoding="utf-8") for path in folder.rglob("*.yml")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "load", lambda text, Loader: (_again if text in delivered else _parse)(text, Loader))  # noqa: N803  # as it is called
        yield folder


def _again(text: str, loader: type) -> object:
    return pickle.loads(_parsed(text, loader))  # noqa: S301  # pickled here


@functools.cache
def _parsed(text: str, loader: type) -> bytes:
    return pickle.dumps(_parse(text, loader))


def told(read: Callable[[Path], object], data: Path) -> str:
    """What somebody reads who tries this reader; nothing if it can read everything."""
    try:
        read(data)
    except ContentError as error:
        return str(error)
    return ""


@contextmanager
def written(path: Path, text: str) -> Iterator[None]:
    """Another text in a file until the block ends."""
    before = path.read_bytes()
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        yield
    finally:
        path.write_bytes(before)


@functools.cache
def readers(data: Path, file: str) -> list[Callable[[Path], object]]:
    """Whatever reads this file: whoever names it when it is broken."""
    with written(data / file, "{"):
        found = [read for read in READS if Path(file).name in told(read, data)]
    assert found, file
    return found


def read_all(data: Path, file: str, text: str) -> None:
    """Everything that reads this file, once with `text` in it."""
    reads = readers(data, file)
    with written(data / file, text):
        for read in reads:
            told(read, data)


@pytest.mark.parametrize("file", FILES)
def test_a_strange_file_is_one_sentence(data, file):
    """The person who edits is no programmer: what they read has to name the file."""
    for text in STRANGE:
        read_all(data, file, text)


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_another_shape_is_one_sentence(data, file):
    """Everything that YAML can hold, in place of one branch of the file or of all of it."""
    whole = read_yaml(data / file)
    names = sorted(whole) if isinstance(whole, dict) else []

    @FEW
    @given(trees(NAMES), st.data())
    def read(tree, draw):
        branch = draw.draw(st.sampled_from([None, *names]))
        inner = whole[branch] if branch is not None else None
        leaf = draw.draw(st.sampled_from([None, *sorted(inner)])) if isinstance(inner, dict) else None
        made = tree if branch is None else {**whole, branch: tree if leaf is None else {**inner, leaf: tree}}
        with suppress(yaml.YAMLError):  # half of a character pair cannot be written at all
            read_all(data, file, yaml.safe_dump(made, allow_unicode=True))

    read()


@STEADY
@given(
    st.one_of(st.text(max_size=80), st.text(alphabet="-:[]{}&*!|>?%@ \n\t'\"a1", max_size=60), st.binary(max_size=60))
)
def test_any_text_is_yaml_or_is_not(data, text):
    """A file that was saved by another program, or cut off, is named; it never stops the check itself."""
    path = data / "any.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
    with suppress(ContentError):
        read_yaml(path)


@pytest.mark.parametrize(
    ("file", "text"),
    [("practice.yml", "facts: {office.phone: 1}"), ("messages/en/web.yml", "[1]"), ("faq/en/none.yml", "a: 1")],
)
def test_the_check_reports_what_it_cannot_read(tmp_path, file, text):
    """`frontdoor content check` is what a practice runs; a traceback there is a call to the developers."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / file).write_text(text, encoding="utf-8")
    report = check(folder, date(2026, 11, 26))
    assert not report.ok
    assert Path(file).name in "\n".join(report.lines())

"""How our own source looks: small, told in sentences, pure where it decides, and nobody's secrets in it."""

from __future__ import annotations

import ast
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.logs import ALLOWED
from tests.house.source import (
    PACKAGES,
    ROOT,
    Function,
    calls,
    committed,
    core_files,
    functions,
    name_of,
    python_files,
    tree,
)

LONGEST_FILE = 300
LONGEST_BODY = 25
LONGER_BODIES = {
    "bot/__main__.py:_parser": "one line for each command",
}
"""Functions that may be longer, each with its reason."""

OURS = python_files(*PACKAGES, "tests", "benchmarks")
APPLICATION = python_files(*PACKAGES)


def body_lines(function: Function) -> int:
    """How many lines the body has, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_files_are_short() -> None:
    """One idea a file; who opens it sees the whole of it."""
    long = {name_of(path): n for path in OURS if (n := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_functions_are_short() -> None:
    """What fits on a screen can be checked by reading."""
    long = {
        f"{name_of(path)}:{function.name}": body_lines(function)
        for path in APPLICATION
        for function in functions(path)
        if body_lines(function) > LONGEST_BODY
    }
    assert {name: n for name, n in long.items() if name not in LONGER_BODIES} == {}


def test_no_exception_outlives_its_function() -> None:
    """An allowance for a function that is short by now, or gone, is taken back."""
    long = {f"{name_of(p)}:{f.name}" for p in APPLICATION for f in functions(p) if body_lines(f) > LONGEST_BODY}
    assert set(LONGER_BODIES) <= long


def test_every_file_says_what_it_is_for() -> None:
    """A practice manager could read the first lines of any file."""
    silent = [name_of(path) for path in OURS if path.stat().st_size and not ast.get_docstring(tree(path))]
    assert silent == []


def test_everything_public_in_the_core_says_what_it_promises() -> None:
    """The docstring is the contract; without one nobody can tell a bug from a wish."""
    silent = [
        f"{name_of(path)}:{node.name}"
        for path in core_files()
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_test_says_why_it_matters() -> None:
    """The name is the fact; the docstring is what would go wrong without it."""
    silent = [
        f"{name_of(path)}:{function.name}"
        for path in python_files("tests")
        for function in functions(path)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert silent == []


def test_no_sentence_for_a_patient_stands_in_the_core() -> None:
    """All wording is content: checked, translated, and changed by a practice without us."""
    found = [
        f"{name_of(path)}:{node.lineno}: {node.value[:50]!r}"
        for path in core_files()
        if name_of(path).startswith(("bot/flows/", "bot/dialogue/", "policies/"))
        for node in sentences(tree(path))
    ]
    assert found == []


def sentences(module: ast.Module) -> list[ast.Constant]:
    """Long strings with a space, but docstrings, lists of words (`"a b".split()`) and patterns."""
    let_through: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            let_through.add(id(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "split":
                let_through.update(id(part) for part in ast.walk(node.func.value))
            if ast.unparse(node.func).startswith("re."):
                let_through.update(id(part) for part in ast.walk(node))
    return [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) > 40
        and " " in node.value
        and "\\b" not in node.value
        and id(node) not in let_through
    ]


CLOCKS = re.compile(r"(datetime|date|time)\.(now|today|utcnow|time|monotonic|perf_counter)")


def test_the_core_takes_time_and_chance_as_arguments() -> None:
    """A rule that looks at a clock or rolls dice cannot be tried twice."""
    found = [
        f"{name_of(path)}:{call.lineno}: {name}"
        for path in core_files()
        for name, call in calls(path)
        if CLOCKS.fullmatch(name) or name.startswith(("random.", "secrets.", "os.")) or name == "open"
    ]
    assert found == []


NAME_OF_ERROR = re.compile(r"type\(\w+\).__name__")


def test_logs_carry_events_and_ids_never_words() -> None:
    """Logs are copied to places that patient data must not reach."""
    careless = []
    for path in APPLICATION:
        for name, call in calls(path):
            if name.startswith("log.") and name.partition(".")[2] in ("debug", "info", "warning", "error", "exception"):
                event, *rest = call.args
                plain = isinstance(event, ast.Constant) and all(
                    NAME_OF_ERROR.fullmatch(ast.unparse(one)) for one in rest
                )
                if not plain or not {one.arg for one in call.keywords} <= ALLOWED:
                    careless.append(f"{name_of(path)}:{call.lineno}")
    assert careless == []


def test_no_wait_can_swallow_a_cancellation() -> None:
    """`asyncio.wait_for` of Python 3.11 drops a cancellation that comes as its future is done, and what was stopped runs on."""
    assert {name_of(path) for path in APPLICATION for name, _ in calls(path) if name.endswith("wait_for")} == set()


def test_nothing_is_printed_from_inside_the_application() -> None:
    """What is printed cannot be kept free of words; commands write to the terminal at the doors only."""
    doors = ("bot/__main__.py", "bot/serving.py", "bot/doors/", "bot/checks/", "bot/drawing.py", "nlu/")
    printed = [
        f"{name_of(path)}:{call.lineno}"
        for path in APPLICATION
        if not name_of(path).startswith(doors)
        for name, call in calls(path)
        if name == "print"
    ]
    assert printed == []


EXCUSE = re.compile(r"#\s*(?:noqa(?P<codes>[^#]*)|type:\s*ignore(?P<kinds>[^#]*))(?P<reason>#\s*\S.*)?")


def test_every_exception_to_a_rule_carries_its_reason() -> None:
    """Who meets it later must not have to guess, nor be able to silence a whole rule by accident."""
    bare = []
    for path in OURS:
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = EXCUSE.search(line)
            named = found and (
                (found["codes"] or "").strip().startswith(":") or (found["kinds"] or "").strip().startswith("[")
            )
            if found and not (named and found["reason"]):
                bare.append(f"{name_of(path)}:{number}")
    assert bare == []


UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|pytest\.mark\.skip|pytest\.skip\(|pytest\.mark\.xfail")


def test_nothing_is_left_for_later() -> None:
    """What is not done stands in an issue, not in the source."""
    left = [
        f"{name_of(path)}:{number}"
        for path in OURS
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert left == []


FOREIGN = re.compile(
    r"--(?:extra-)?index-url|\bindex-url\b|pythonhosted|/simple/|pypi\.[a-z]|(?<![\w.])/(?:work|root|home/[a-z]+|Users/[a-z]+)/"
)
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".txt",
    ".yml",
    ".yaml",
    ".html",
    ".css",
    ".js",
    ".json",
    ".jsonl",
    ".csv",
    ".sh",
    ".ini",
    ".cfg",
    "",
}


def test_no_file_names_a_machine_or_an_index() -> None:
    """The same repository works on every machine; nobody's paths or package hosts travel with it."""
    named = []
    for path in committed():
        if path == Path(__file__) or path.suffix not in TEXTS:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if FOREIGN.search(line):
                named.append(f"{name_of(path)}:{number}")
    assert named == []


@pytest.mark.parametrize(
    "line", ["pip install --index-url x", "see /root/thing", "https://files.pythonhosted.org/x", "cd /home/ann/x"]
)
def test_the_search_for_machines_and_indexes_finds_them(line: str) -> None:
    """A search that finds nothing must be able to find something."""
    assert FOREIGN.search(line)


def test_the_lock_pins_every_package_by_hash() -> None:
    """A package that is not pinned can change under a practice overnight."""
    for name in ("requirements.lock", "requirements-test.lock"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "# \t"]
        assert lines
        assert [line for line in lines if "==" not in line or not line.rstrip().endswith("\\")] == []


def test_what_is_installed_is_what_the_lock_pins() -> None:
    """An installer that also reads ranges from elsewhere gives tomorrow's newcomer other packages, or none."""
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements-test.lock").read_text(), re.MULTILINE))
    assert pins
    assert {name: version(name) for name in pins} == pins

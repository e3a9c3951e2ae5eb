"""What docs/asvs.md and docs/abuse.md call proven is really there; and what our own source proves by what it does not hold."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from bot.passwords import AT_ONCE
from bot.store.links import TOKEN_BYTES
from bot.store.vault import passwords, totp
from policies import limits
from tests.house.source import PACKAGES, ROOT, name_of, python_files, tree

STANDARD = ROOT / "tests" / "house" / "asvs_5_0.txt"
ROW = re.compile(r"^\| (\d+(?:\.\d+){0,2}) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
STANDS = ("not applicable: ", "**not met**", "for the operator: ", "written down: ", "`tests/")
WORDS = r"token|secret|digest|hash|csrf|password|signature|kept"
OWN_WORDS = ("bot/flows/", "nlu/")
SCRIPTS = ROOT / "bot" / "web" / "static"


def page(name: str) -> str:
    """One page of docs/."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(name: str) -> dict[str, list[str]]:
    """The rows of a page's tables, by what stands first in them."""
    found = ROW.findall(page(name))
    assert [number for number, count in Counter(number for number, _ in found).items() if count > 1] == []
    return {number: [cell.strip() for cell in rest.split(" | ")] for number, rest in found}


def wanted() -> dict[str, str]:
    """Every requirement of levels 1 and 2, and those of level 3 that were chosen, with its level."""
    lines = STANDARD.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def test_every_requirement_stands_on_the_page_once() -> None:
    """A requirement that is left out looks like one that is met."""
    levels = Counter(wanted().values())
    assert (levels["1"], levels["2"]) == (70, 183)
    assert {number: cells[0] for number, cells in rows("asvs.md").items()} == wanted()


def test_every_abuse_case_stands_on_the_page_once() -> None:
    """There are twenty-nine."""
    assert list(rows("abuse.md")) == [str(number) for number in range(1, 30)]


@pytest.mark.parametrize("name", ["asvs.md", "abuse.md"])
def test_no_row_is_empty(name: str) -> None:
    """An empty cell is a promise that nobody made."""
    for number, cells in rows(name).items():
        assert all(len(cell) > 2 for cell in cells[1:]), number
        assert name == "abuse.md" or cells[-1].startswith(STANDS), number
        assert NAMED.search(cells[-1]) or "not there" in cells[-1] or not cells[-1].startswith("`tests/"), number


@pytest.mark.parametrize("name", ["asvs.md", "abuse.md"])
def test_every_test_that_is_named_is_there(name: str) -> None:
    """A proof that was renamed away is none."""
    named = NAMED.findall(page(name))
    assert len(named) > 50
    missing = [f"{file}::{test}" for file, test in named if not _holds(file, test)]
    assert missing == []


def _holds(file: str, test: str) -> bool:
    path = ROOT / file
    if not path.is_file():
        return False
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    tests = {node.name for node in ast.walk(tree(path)) if isinstance(node, kinds) and node.name.startswith("test_")}
    return test in tests if test else bool(tests)


def calls() -> list[tuple[str, str, ast.Call]]:
    """Every call in the program: file, what is called, the call."""
    return [
        (name_of(path), ast.unparse(node.func), node)
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
    ]


def imported() -> dict[str, set[str]]:
    """Which file imports which modules."""
    found: dict[str, set[str]] = {}
    for path in python_files(*PACKAGES):
        for node in ast.walk(tree(path)):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                found.setdefault(name, set()).add(name_of(path))
    return found


def test_the_program_runs_no_shell_and_no_made_up_code() -> None:
    """What was typed can then become neither a command nor a program."""
    for where, called, call in calls():
        assert called not in ("eval", "exec", "compile", "os.system", "os.popen"), where
        assert not any(one.arg == "shell" for one in call.keywords), where


def test_nothing_is_unpickled_or_loaded_unsafely() -> None:
    """A model or a file that runs code when it is read hands the machine to whoever wrote it."""
    assert not {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"} & set(imported())
    for where, called, call in calls():
        given = {one.arg: ast.unparse(one.value) for one in call.keywords}
        if called == "yaml.load":
            assert given["Loader"] in ("_Loader", "yaml.CSafeLoader"), where
        if called == "np.load":
            assert given.get("allow_pickle", "False") == "False", where


def test_what_is_put_into_a_pattern_is_escaped() -> None:
    """Words that somebody typed may hold any sign. Patterns of flows and entities are made of lists that stand in the source."""
    own = re.compile(r"re\.escape\(|^[A-Z_]+$|^_[A-Z_]+$")
    for where, called, call in calls():
        made = call.args[0] if called.startswith("re.") and call.args else None
        for hole in ast.walk(made) if isinstance(made, ast.JoinedStr) and not where.startswith(OWN_WORDS) else ():
            if isinstance(hole, ast.FormattedValue):
                assert own.search(ast.unparse(hole.value)), (where, ast.unparse(made))


def test_no_template_is_made_from_a_text() -> None:
    """Templates are files of ours; what anybody typed is only ever put into their places."""
    assert not [where for where, called, _ in calls() if called.endswith((".from_string", "Template"))]
    assert not [where for where, called, _ in calls() if called.endswith("Markup") and not where.startswith("bot/web/")]


def test_chance_comes_from_the_operating_system() -> None:
    """A code that can be computed is no code. The one other source spreads pauses, and decides nothing."""
    assert imported().get("random", set()) <= {"bot/channels/telegram_polling.py"}
    assert {"bot/web/access.py", "bot/store/links.py", "bot/store/portal.py"} <= imported()["secrets"]


def test_no_weak_algorithm_is_named() -> None:
    """MD5 and its kind are never needed; SHA-1 only for codes that every authenticator app makes that way."""
    for path in python_files(*PACKAGES):
        source = path.read_text(encoding="utf-8")
        for weak in ("md5", "MD5", "ECB", "modes.CBC", "ARC4", "TripleDES", "PKCS1v15"):
            assert weak not in source, name_of(path)
        assert ("SHA1" not in source and "sha1" not in source) or name_of(path) == "bot/store/vault/totp.py"


def test_secrets_are_compared_in_constant_time() -> None:
    """A comparison that stops at the first difference tells how far a guess was right. Comparisons in SQL are of keyed hashes."""
    secret = re.compile(rf"\b(?:\w+_)?(?:{WORDS})\b")
    for path in python_files("bot/web", "bot/desk", "bot/portal", "bot/channels", "bot/store/vault", "policies"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
                sides = [one for one in (node.left, *node.comparators) if not isinstance(one, ast.Constant)]
                names = [ast.unparse(one) for one in sides]
                assert len(names) < 2 or not all(secret.search(name) for name in names), (name_of(path), names)
    compared = {where for where, called, _ in calls() if called == "hmac.compare_digest"}
    assert {"bot/web/access.py", "bot/channels/telegram_webhook.py", "policies/init_data.py"} <= compared
    assert {"bot/store/vault/totp.py", "bot/store/vault/lookups.py"} <= compared


def test_the_figures_of_codes_and_sessions_are_those_of_the_standard() -> None:
    """Each stands in one place; whoever makes one smaller has to change this too."""
    assert limits.CODE_DIGITS >= 6
    assert limits.CODE_LIFE.total_seconds() <= 600
    assert limits.CODE_TRIES <= 5
    assert totp.SECONDS == 30
    assert totp.DIGITS >= 6
    assert TOKEN_BYTES * 8 >= 128
    assert limits.STAFF_IDLE.total_seconds() <= 15 * 60
    assert limits.STAFF_WHOLE.total_seconds() <= 12 * 3600
    assert passwords.MEMORY_KIB >= 19_456
    assert passwords.ITERATIONS >= 2
    assert AT_ONCE <= 2


def test_what_scripts_keep_in_a_browser_is_a_short_list() -> None:
    """The next person at a shared machine can read it: places in a list and choices, never words of a patient."""
    kept = set()
    for file in SCRIPTS.glob("*.js"):
        kept |= set(re.findall(r"(?:local|session)Storage\.setItem\(([^,]+),", file.read_text(encoding="utf-8")))
    assert kept == {"'desk-list'", "'desk-return'", "'desk-row'", "KEPT", "LOOKED", "named(box)"}


def test_what_a_server_answers_never_becomes_a_key_of_an_object() -> None:
    """A name like __proto__ in an answer would otherwise change every object of the page."""
    for file in SCRIPTS.glob("*.js"):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"Object\.assign|__proto__|\.prototype\b", source), file.name
        named = set(re.findall(r"(\w+\[(?!['\"0-9])[^\]\n]+\])\s*=[^=>]", source))
        assert named <= {"answer[part]", "tried[name]", "one[name]"}, (
            file.name
        )  # of lists that stand in the scripts themselves

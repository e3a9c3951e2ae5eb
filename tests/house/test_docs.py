"""The words of the house: settings explained, terms defined, names that mislead kept out, decisions written down."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.source import PACKAGES, ROOT, committed, name_of, python_files, tree

TERMS = """utterance, reply, turn, channel, window, conversation, dialogue, intent, entity, slot, flow, ask,
step, effect, handoff, queue, item, thread, take, assignee, outcome, claim, verification, assurance level,
proxy, red flag, disposition, patient, staff"""
PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "CHANGELOG.md",
    "docs/content.md",
    "docs/operations.md",
)


def read(name: str) -> str:
    """One page of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_there(page: str) -> None:
    """A newcomer finds any of it in a minute."""
    assert len(read(page)) > 400


def settings() -> set[str]:
    """Every name that the settings read from the environment."""
    strings = {node.value for node in ast.walk(tree(ROOT / "bot/settings.py")) if isinstance(node, ast.Constant)}
    return {text for text in strings if isinstance(text, str) and re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", text)}


def test_there_are_settings_to_document() -> None:
    """The next test must have something to look at."""
    assert {"DATABASE_URL", "TELEGRAM_BOT_TOKEN", "FRONTDOOR_PORT"} <= settings()


@pytest.mark.parametrize("name", sorted(settings()))
def test_every_setting_is_explained(name: str) -> None:
    """A setting that stands nowhere is found by reading the source, which an operator does not."""
    assert f"`{name}`" in read("docs/operations.md")


def test_the_unit_hands_over_secrets_that_are_settings() -> None:
    """A credential under a name that nobody reads would be a practice that starts without its token, and says nothing."""
    unit = read("deploy/frontdoor@.service")
    handed = set(re.findall(r"^LoadCredential=(\w+):", unit, re.MULTILINE))
    assert "TELEGRAM_BOT_TOKEN" in handed
    assert handed <= settings()


def test_no_setting_is_read_elsewhere() -> None:
    """One place reads the environment, so one page can list it."""
    readers = {
        name_of(path)
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ.get", "os.getenv")
    }
    assert readers <= {"bot/settings.py"}


@pytest.mark.parametrize("term", [term.strip() for term in TERMS.replace("\n", " ").split(",")])
def test_the_term_is_in_the_glossary(term: str) -> None:
    """One word for one thing, in talk, in code and in content."""
    assert re.search(rf"^\|[^|]*\b{re.escape(term)}\b[^|]*\|", read("GLOSSARY.md"), re.MULTILINE)


def banned() -> set[str]:
    """The names that GLOSSARY.md keeps out of the source."""
    section = read("GLOSSARY.md").partition("## Names that do not appear in the source")[2]
    return set(re.findall(r"^\| `([a-z]+)`", section, re.MULTILINE))


def test_no_identifier_uses_a_name_that_the_glossary_keeps_out() -> None:
    """Two words for one thing become two things."""
    assert len(banned()) >= 8
    used = [
        f"{name_of(path)}:{line}: {name}"
        for path in python_files(*PACKAGES)
        for name, line in identifiers(tree(path))
        if banned() & {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
    ]
    assert used == []


def identifiers(module: ast.Module) -> list[tuple[str, int]]:
    """Every name that a file makes: functions, classes, arguments, variables."""
    found = []
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.append((name, node.lineno))
            case ast.arg(arg=name):
                found.append((name, node.lineno))
            case ast.Name(id=name, ctx=ast.Store()):
                found.append((name, node.lineno))
    return found


def dependencies() -> list[str]:
    """The direct dependencies that pyproject.toml names."""
    text = read("pyproject.toml")
    lists = re.findall(r"^(?:dependencies|test) = \[(.*?)\]$", text, re.MULTILINE | re.DOTALL)
    names = [re.match(r"[A-Za-z0-9_.-]+", one) for block in lists for one in re.findall(r'"([^"]+)"', block)]
    return sorted({found[0].lower() for found in names if found})


@pytest.mark.parametrize("name", dependencies())
def test_every_dependency_has_its_reason(name: str) -> None:
    """Each package is somebody else's code in front of patient data; docs/decisions/ says why it is worth it."""
    pages = "\n".join(path.read_text(encoding="utf-8").lower() for path in (ROOT / "docs/decisions").glob("*.md"))
    assert f"`{name}`" in pages


LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def test_links_between_our_pages_lead_somewhere() -> None:
    """A dead link stops a newcomer."""
    dead = [
        f"{name_of(path)}: {target}"
        for path in committed()
        if path.suffix == ".md" and "node_modules" not in path.parts
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert dead == []

"""Who may import whom, and through which door each library comes in."""

from __future__ import annotations

import subprocess
import sys
import tomllib

import pytest

from tests.house.source import PACKAGES, ROOT, imports, name_of, python_files

DOORS = {
    "telegram": ("bot/channels/telegram",),
    "aiohttp": ("bot/channels/telegram_request.py",),
    "aiosmtplib": ("bot/channels/mail.py",),
    "sqlalchemy": ("bot/store/",),
    "alembic": ("bot/store/",),
    "pysqlite3": ("bot/store/",),
    "sqlite3": ("bot/store/",),
    "psycopg": ("bot/store/",),
    "cryptography": ("bot/store/vault",),
    "webauthn": ("bot/passkeys.py",),
    "segno": ("bot/web/square.py",),
    "apscheduler": ("bot/timetable/embedded.py",),
    "procrastinate": ("bot/timetable/shared.py",),
    "starlette": ("bot/web/",),
    "jinja2": ("bot/web/",),
    "uvicorn": ("bot/serving.py", "bot/heads.py"),
    "uvloop": ("bot/serving.py",),
    "yaml": ("bot/content/", "bot/people_rows.py", "nlu/"),
    "rasa": ("nlu/",),
    "onnxruntime": ("nlu/encoder/",),
    "sklearn": ("nlu/",),
    "scipy": ("nlu/",),
    "numpy": ("nlu/",),
    "structlog": ("bot/", "nlu/quiet.py"),
}
"""One door for each library: who wants to replace one has one place to look."""


def test_the_layers_hold() -> None:
    """The contracts stand in pyproject.toml and are told in words in ARCHITECTURE.md."""
    command = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_part_of_the_house_has_its_floor() -> None:
    """A module outside the layers could import anything, and be imported by everything."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    placed = {part.strip() for layer in contracts[0]["layers"] for part in layer.split("|")}
    parts = {
        f"bot.{path.stem}"
        for path in (ROOT / "bot").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert parts - placed == {"bot.__init__", "bot.channels"}  # The channels have a contract of their own.
    assert placed - parts == {"policies", "nlu.entities", "nlu.understanding"}


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_comes_in_through_its_own_door(library: str) -> None:
    """A library used from everywhere cannot be replaced, faked or watched."""
    strangers = [
        f"{name_of(path)}:{line}"
        for path in python_files(*PACKAGES)
        for module, line in imports(path)
        if module.partition(".")[0] == library and not name_of(path).startswith(DOORS[library])
    ]
    assert strangers == []


def test_no_library_is_used_without_a_door() -> None:
    """A new dependency is a decision: a line here, a page in docs/decisions/."""
    known = {*DOORS, *PACKAGES, *sys.stdlib_module_names}
    new = {
        f"{module} in {name_of(path)}:{line}"
        for path in python_files(*PACKAGES)
        for module, line in imports(path)
        if module.partition(".")[0] not in known
    }
    assert new == set()


def test_the_application_process_never_loads_the_language_model() -> None:
    """Rasa lives in a child without keys, database or network; the process that holds them must not carry it.

    Nor what only a practice on PostgreSQL needs: most practices are on SQLite, and start quicker without.
    """
    program = (
        "import sys, bot.bootstrap, bot.serving, bot.web.app, bot.doors;"
        "heavy = {'rasa', 'tensorflow', 'sklearn', 'scipy', 'onnxruntime', 'procrastinate', 'psycopg_pool'};"
        "heavy &= {m.split('.')[0] for m in sys.modules};"
        "print(sorted(heavy)); sys.exit(bool(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

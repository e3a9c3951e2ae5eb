"""The command line: `frontdoor serve`, `chat`, the doors for checks, and what an operator needs.

Every trouble that an operator can mend is one sentence on standard error and exit status 2, never a traceback.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import logs
from bot.content.files import ContentError
from bot.settings import Settings, SettingsError, read_settings
from policies import roles

Command = Callable[[argparse.Namespace, Settings], int]
READ_AT_LEAST = 0.85
"""The share of messages that must be read rightly, in cross-validation too, for new wordings to be good to use."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    arguments = _parser().parse_args(argv)
    logs.configure()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    command: Command = arguments.run
    from bot.store import StoreError
    from nlu.model import ModelError

    try:
        return command(arguments, read_settings())
    except (SettingsError, ContentError, StoreError, ModelError) as error:
        print(f"frontdoor: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="frontdoor", description="A conversational front door for a medical practice's patient portal."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    _add(commands, "serve", _serve, "run the practice: chat page, staff console, and Telegram when a token is set")
    _add(commands, "chat", _chat, "talk to the practice in this terminal")
    screen = _add(commands, "screen", _screen, "JSON lines in: what screening makes of each text (docs/doors.md)")
    understand = _add(
        commands, "understand", _understand, "JSON lines in: name, slots and doubts of each text (docs/doors.md)"
    )
    rehearse = _add(
        commands, "rehearse", _rehearse, "JSON lines in: a whole conversation against the real practice (docs/doors.md)"
    )
    rehearse.add_argument(
        "--people", type=Path, help="patients, proxies and providers to load (the format of `frontdoor import`)"
    )
    rehearse.add_argument("--channel", choices=("web", "telegram"), default="web", help="what the patient is on")
    for one in (understand, rehearse):
        one.add_argument("--at", help="what the clock says, an ISO time such as 2026-11-23T10:15:00-05:00")
    del screen
    _add(commands, "train", _train, "train the language model if its inputs changed")
    people = _add(commands, "import", _import, "load or update people and the directory from a YAML or CSV file")
    people.add_argument("file", type=Path)
    people.add_argument("--skip-bad", action="store_true", help="load the good rows although some are refused")
    staff = _add(commands, "staff", _staff, "who works here: add, change, disable, reset, list (docs/people.md)")
    staff.add_argument("verb", choices=("add", "role", "disable", "enable", "reset-password", "reset-factor", "list"))
    staff.add_argument("name", nargs="?", default="", help="the name they sign in with")
    staff.add_argument("--role", default="", choices=("", *roles.KINDS), help="what they work as, for add and role")
    staff_mail = _add(commands, "staff-mail", _staff_mail, "where a member of staff is reminded of what waits too long")
    staff_mail.add_argument("name")
    staff_mail.add_argument("address", nargs="?", default="", help="left out: nowhere")
    content = _add(
        commands, "content", _content, "check wording, facts and rules; list and roll back what was published"
    )
    content.add_argument("verb", choices=("check", "revisions", "roll-back"))
    content.add_argument("name", nargs="?", default="", help="what to roll back, as `revisions` names it")
    content.add_argument(
        "--to", type=int, help="the revision to put back, 0 for what was delivered (default: the one before)"
    )
    content.add_argument(
        "--published", action="store_true", help="check the files with what was published laid over them"
    )
    move = _add(commands, "move", _move, "carry a practice from its SQLite file to PostgreSQL (docs/operations.md)")
    move.add_argument(
        "--to", default="", help="postgresql://user@host/name of an empty database; PGPASSWORD has the password"
    )
    move.add_argument("--back", action="store_true", help="use the file again, as it was left")
    keys = _add(commands, "keys", _keys, "the keys of the practice: list, rotate, retire, copy (docs/operations.md)")
    keys.add_argument("verb", choices=("list", "rotate", "retire", "copy"))
    keys.add_argument("what", nargs="?", default="", help="the number of the key to retire, or the folder to copy into")
    backup = _add(commands, "backup", _backup, "make, check or put back a copy of the practice (docs/operations.md)")
    backup.add_argument("verb", choices=("make", "check", "restore"))
    backup.add_argument("folder", type=Path, help="where backups are; to check or restore also a single one")
    backup.add_argument("--keep", type=int, help="after making one, drop the oldest beyond so many")
    backup.add_argument("--over", action="store_true", help="restore where a practice is already; it is set aside")
    evaluate = _add(commands, "evaluate", _evaluate, "measure understanding on given test sets")
    evaluate.add_argument("rest", nargs=argparse.REMAINDER)
    audit = _add(commands, "audit", _audit, "verify the audit chain and its checkpoints")
    audit.add_argument("verb", choices=("verify",))
    return parser


def _add(commands: Any, name: str, run: Command, text: str) -> argparse.ArgumentParser:  # noqa: ANN401  # argparse's own type is private
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _serve(_arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.serving import run

    return run(settings)


def _chat(_arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.chat import run_chat

    with _scratch() as folder:
        return asyncio.run(run_chat(_apart(settings, folder)))


def _screen(_arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.running import run_screen

    return asyncio.run(run_screen(settings))


def _understand(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.running import run_understand

    return asyncio.run(run_understand(settings, _moment(arguments.at)))


def _rehearse(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.running import run_rehearse

    with _scratch() as folder:
        return asyncio.run(
            run_rehearse(_apart(settings, folder), arguments.people, _moment(arguments.at), arguments.channel)
        )


def _scratch() -> tempfile.TemporaryDirectory[str]:
    """A place that is gone afterwards: in memory where the machine has that, so that nothing waits for a disk."""
    memory = "/dev/shm"  # noqa: S108  # a private folder is made inside it
    return tempfile.TemporaryDirectory(prefix="frontdoor-", dir=memory if os.access(memory, os.W_OK) else None)


def _apart(settings: Settings, folder: str) -> Settings:
    """The same practice in a fresh place: nothing of the running one is read or touched."""
    return replace(settings, var=Path(folder), database_url="", smtp_host="", base_url="http://127.0.0.1:8080")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"--at must be an ISO time such as 2026-11-23T10:15:00-05:00, not {text!r}.") from None


def _train(_arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.serving import train

    print(train(settings))
    return 0


def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.serving import import_people

    return asyncio.run(import_people(settings, arguments.file, skip_bad=arguments.skip_bad))


def _staff(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.staff import run_staff

    return asyncio.run(run_staff(settings, arguments.verb, arguments.name, arguments.role))


def _staff_mail(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.staff_mail import run_staff_mail

    return asyncio.run(run_staff_mail(settings, arguments.name, arguments.address))


def _content(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.verb != "check" or arguments.published:
        from bot.doors.content import run_content

        return asyncio.run(run_content(settings, arguments.verb, arguments.name, arguments.to))
    return _check_content(settings)


def _check_content(settings: Settings) -> int:
    from bot.content_check import main as check

    # What was learned is measured after every change of it: a careless wording is seen before patients meet it.
    gate = ["--brief", "--if-changed", "--floor", str(READ_AT_LEAST), "--page", str(settings.var / "evaluation.html")]
    return check(["--data", str(settings.data)]) or _measure(settings, gate)


def _move(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.moving import run_move

    return asyncio.run(run_move(settings, arguments.to, back=arguments.back))


def _keys(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.keys import run_keys

    return asyncio.run(run_keys(settings, arguments.verb, arguments.what))


def _backup(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.doors.backup import run_backup

    return asyncio.run(run_backup(settings, arguments.verb, arguments.folder, arguments.keep, over=arguments.over))


def _evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    return _measure(settings, arguments.rest)


def _measure(settings: Settings, rest: list[str]) -> int:
    import subprocess

    # Evaluation trains and loads the language model itself, which the application process never does.
    where = ["--data", str(settings.data), "--out", str(settings.model_dir), "--slot-reader", "bot.doors.slots:read"]
    return subprocess.call([sys.executable, "-m", "nlu.evaluate", *where, *rest])  # noqa: S603  # our own module, arguments as given


def _audit(_arguments: argparse.Namespace, settings: Settings) -> int:
    from bot.serving import verify_audit

    return asyncio.run(verify_audit(settings))


if __name__ == "__main__":
    sys.exit(main())

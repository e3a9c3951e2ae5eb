"""The key file: the practice's root keys, in a file of their own that only this program's account may read.

It stands apart from the database and from backups. Whoever has both the file and the database can read everything;
whoever has one of them can read nothing.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.store.files import sync

NAME = "keyring.json"
VERSION = 1
SIZE = 32


class KeyFileError(Exception):
    """The key file cannot be used. The text is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The root keys: `wrapping`, by number, wraps the keys of people; every other key is made from `root`."""

    root: bytes = field(repr=False)
    current: int
    wrapping: Mapping[int, bytes] = field(repr=False)
    since: Mapping[int, datetime] = field(default_factory=dict)
    """When each wrapping key but the first was made."""


class KeyFile:
    """The key file of a running program: read again when it was replaced, so that nobody is restarted for a new key."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring
        self._mark = _mark(folder / NAME)

    def keyring(self) -> Keyring:
        """The keys as they are now; those known before while the file is away, cannot be used, or is another practice's."""
        mark = _mark(self._folder / NAME)
        if mark != self._mark:
            with contextlib.suppress(KeyFileError):
                found = load_keyring(self._folder)
                if found is not None and found.root == self._keyring.root:
                    self._keyring, self._mark = found, mark
        return self._keyring


def add_wrapping(folder: Path, now: datetime) -> Keyring:
    """Put a new wrapping key into the file, to be used from now on; those before it stay. Raises KeyFileError."""
    with _held(folder):
        before = need_keyring(folder)
        number = max(before.wrapping) + 1
        wrapping, since = {**before.wrapping, number: secrets.token_bytes(SIZE)}, {**before.since, number: now}
        return _replaced(folder, replace(before, current=number, wrapping=wrapping, since=since))


def drop_wrapping(folder: Path, number: int) -> Keyring:
    """Take a wrapping key that is not in use out of the file, for good. Raises KeyFileError."""
    with _held(folder):
        before = need_keyring(folder)
        if number == before.current or number not in before.wrapping:
            raise KeyFileError(f"There is no earlier key number {number} in the key file: nothing was changed.")
        wrapping = {one: key for one, key in before.wrapping.items() if one != number}
        since = {one: at for one, at in before.since.items() if one != number}
        return _replaced(folder, replace(before, wrapping=wrapping, since=since))


def load_keyring(folder: Path) -> Keyring | None:
    """Read the key file; None when there is none. Raises KeyFileError when others could read it or it is damaged."""
    path = folder / NAME
    try:
        _check_access(folder, path)
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except PermissionError:
        raise KeyFileError(
            f"The key file {path} cannot be read: make it belong to the account that runs this program."
        ) from None
    except ValueError:
        raise KeyFileError(f"The key file {path} is damaged: put it back from your recovery copy.") from None
    return _read(path, raw)


def make_keyring(folder: Path) -> Keyring:
    """Make the key file, or read the one that another process made meanwhile."""
    keyring = Keyring(secrets.token_bytes(SIZE), 1, {1: secrets.token_bytes(SIZE)})
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(folder / NAME, _written(keyring))
    except OSError as error:
        raise KeyFileError(
            f"The key file cannot be made in {folder} ({error.strerror}): let this program write there."
        ) from None
    loaded = load_keyring(folder)
    if loaded is None:
        raise KeyFileError(f"The key file in {folder} vanished while it was made: start again.")
    return loaded


def _check_access(folder: Path, path: Path) -> None:
    """Refuse a key that others could read or replace: then it would protect nothing."""
    file, place = path.stat(), folder.stat()
    if stat.S_IMODE(file.st_mode) & 0o077:
        raise KeyFileError(
            f"The key file {path} can be read by other accounts: run `chmod 600 {path}` and start again."
        )
    if file.st_uid not in (os.geteuid(), 0):
        raise KeyFileError(
            f"The key file {path} belongs to another account: run `chown` so that it belongs to this program's."
        )
    if stat.S_IMODE(place.st_mode) & 0o022:
        raise KeyFileError(
            f"The key folder {folder} can be changed by other accounts: run `chmod 700 {folder}` and start again."
        )


def _read(path: Path, raw: object) -> Keyring:
    damaged = KeyFileError(f"The key file {path} is damaged: put it back from your recovery copy.")
    if not isinstance(raw, dict) or not isinstance(raw.get("wrapping"), dict):
        raise damaged
    if raw.get("version") != VERSION:
        raise KeyFileError(
            f"The key file {path} was written by another release: start the release that wrote it, or update this one."
        )
    try:
        wrapping = {int(number): _bytes(key) for number, key in raw["wrapping"].items()}
        since = {int(number): datetime.fromisoformat(at) for number, at in raw.get("since", {}).items()}
        keyring = Keyring(_bytes(raw["root"]), int(raw["current"]), wrapping, since)
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        raise damaged from None
    if keyring.current not in wrapping:
        raise damaged
    return keyring


def _bytes(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != SIZE:
        raise ValueError("wrong length")
    return key


def _written(keyring: Keyring) -> bytes:
    wrapping = {str(number): base64.b64encode(key).decode() for number, key in keyring.wrapping.items()}
    root = base64.b64encode(keyring.root).decode()
    since = {str(number): at.isoformat() for number, at in keyring.since.items()}
    told = {"version": VERSION, "root": root, "current": keyring.current, "wrapping": wrapping, "since": since}
    return json.dumps(told, indent=2).encode()


def need_keyring(folder: Path) -> Keyring:
    """Read a key file that has to be there. Raises KeyFileError."""
    keyring = load_keyring(folder)
    if keyring is None:
        raise KeyFileError(f"There is no key file in {folder}: start the practice once, or name the right folder.")
    return keyring


def _mark(path: Path) -> tuple[int, int] | None:
    """Differs whenever another file stands in its place."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Let no other program replace the file meanwhile: one of two new keys would be lost, with all that it wraps."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise KeyFileError(
            f"The key folder {folder} cannot be opened ({error.strerror}): name the right one."
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replaced(folder: Path, keyring: Keyring) -> Keyring:
    """Put another file in its place: whoever looks finds the one or the other, whole."""
    path = folder / NAME
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write(draft, _written(keyring))
        draft.replace(path)
        sync(folder)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise KeyFileError(
            f"The key file cannot be written in {folder} ({error.strerror}): nothing was changed."
        ) from None
    return keyring


def _write(draft: Path, content: bytes) -> None:
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_once(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, and never over one that is there: the first process's keys stay."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write(draft, content)
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)

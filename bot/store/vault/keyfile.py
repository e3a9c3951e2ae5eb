"""The key file: the practice's root keys, in a file of their own that only this program's account may read.

It stands apart from the database and from backups. Whoever has both the file and the database can read everything;
whoever has one of them can read nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
        keyring = Keyring(_bytes(raw["root"]), int(raw["current"]), wrapping)
    except (KeyError, TypeError, ValueError, binascii.Error):
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
    return json.dumps(
        {"version": VERSION, "root": root, "current": keyring.current, "wrapping": wrapping}, indent=2
    ).encode()


def _write_once(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, and never over one that is there: the first process's keys stay."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        _sync_folder(path.parent)
    finally:
        draft.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

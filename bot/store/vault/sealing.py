"""Sealed fields: AES-256-GCM under a key of the person concerned, bound to table, column, row and person.

A sealed field that is moved to another row, column or person does not open. Its length is rounded up, so that it does
not tell a short answer from a shorter one. Format: version, key number, nonce, ciphertext.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
NONCE = 12
HEAD = 1 + 4
BLOCK = 64
"""Plain texts are padded to a multiple of this many bytes."""


class CannotOpen(Exception):
    """A sealed field does not open here: wrong key, wrong place, or changed."""


class Place(NamedTuple):
    """Where a sealed field stands."""

    table: str
    column: str
    row: str
    subject: str

    def bound(self, kid: int) -> bytes:
        """What the seal is bound to."""
        return "\x1f".join((f"v{VERSION}", *self, str(kid))).encode()


@dataclass(frozen=True, slots=True)
class Key:
    """One person's key, ready to use. `kid` is its number among the keys of that person."""

    kid: int
    cipher: AESGCM


def seal(key: Key, place: Place, plain: bytes) -> bytes:
    """Seal a field for its place."""
    nonce = secrets.token_bytes(NONCE)
    padded = plain + b"\x80" + bytes(-(len(plain) + 1) % BLOCK)
    return bytes([VERSION]) + key.kid.to_bytes(4) + nonce + key.cipher.encrypt(nonce, padded, place.bound(key.kid))


def kid_of(sealed: bytes) -> int:
    """The number of the key a field was sealed with. Raises CannotOpen for an unknown format."""
    if len(sealed) < HEAD + NONCE or sealed[0] != VERSION:
        raise CannotOpen("unknown format")
    return int.from_bytes(sealed[1:HEAD])


def open_sealed(key: Key, place: Place, sealed: bytes) -> bytes:
    """Open a sealed field. Raises CannotOpen."""
    if kid_of(sealed) != key.kid:
        raise CannotOpen("another key")
    try:
        padded = key.cipher.decrypt(sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :], place.bound(key.kid))
    except InvalidTag:
        raise CannotOpen("wrong key, wrong place, or changed") from None
    return padded[: padded.rindex(b"\x80")]


def wrap_new_key(wrapping: bytes, number: int, subject: str, kid: int) -> tuple[bytes, Key]:
    """Make a key for a subject; return it wrapped for keeping, and ready to use."""
    fresh = AESGCM.generate_key(256)
    return _wrapped(wrapping, _wrap_bound(number, subject, kid), fresh), Key(kid, AESGCM(fresh))


def unwrap_key(wrapping: bytes, number: int, subject: str, kid: int, wrapped: bytes) -> Key:
    """Make a kept key ready to use. Raises CannotOpen for a wrong wrapping key or a key of somebody else."""
    return Key(kid, AESGCM(_unwrapped(wrapping, _wrap_bound(number, subject, kid), wrapped)))


def rewrap_key(old: tuple[int, bytes], new: tuple[int, bytes], subject: str, kid: int, wrapped: bytes) -> bytes:
    """A kept key wrapped by another wrapping key; each is given with its number. Raises CannotOpen, as `unwrap_key` does."""
    kept = _unwrapped(old[1], _wrap_bound(old[0], subject, kid), wrapped)
    return _wrapped(new[1], _wrap_bound(new[0], subject, kid), kept)


def _wrapped(wrapping: bytes, bound: bytes, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return bytes([VERSION]) + nonce + AESGCM(wrapping).encrypt(nonce, key, bound)


def _unwrapped(wrapping: bytes, bound: bytes, wrapped: bytes) -> bytes:
    if not wrapped or wrapped[0] != VERSION:
        raise CannotOpen("unknown format")
    try:
        return AESGCM(wrapping).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], bound)
    except InvalidTag:
        raise CannotOpen("wrong wrapping key, or a key of somebody else") from None


def _wrap_bound(number: int, subject: str, kid: int) -> bytes:
    return "\x1f".join((f"wrap{VERSION}", str(number), subject, str(kid))).encode()

"""Keyed look-ups: finding a row by something secret without keeping that something readable.

What is looked up is brought into one canonical form and hashed with a key of its own (HMAC-SHA256), so that a stolen
database cannot be searched by guessing names. What proves who somebody is (a last name, a birthday, a ZIP code) is hashed
together; what staff look for is hashed apart, with a key that is used for nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

USES = (
    *(
        "window",
        "event",
        "patient",
        "person",
        "find",
        "username",
        "limit",
        "code",
        "token",
        "audit",
        "signing",
        "check",
    ),
    *("recovery", "passkey", "launch"),
)
"""What keys are made for. One use, one key."""


class Secrets:
    """The keys made from the practice's root key. Prints as nothing."""

    def __init__(self, root: bytes) -> None:
        self._keys = {use: HKDF(SHA256(), 32, None, f"frontdoor/1/{use}".encode()).derive(root) for use in USES}

    def __repr__(self) -> str:
        return "Secrets(****)"

    def hash(self, use: str, *parts: str) -> bytes:
        """The keyed hash of `parts` for one use. Parts cannot run into each other."""
        text = b"".join(len(raw).to_bytes(4) + raw for raw in (part.encode("utf-8", "surrogatepass") for part in parts))
        return hmac.digest(self._keys[use], text, hashlib.sha256)

    def chain(self, previous: bytes, line: bytes) -> bytes:
        """The next link of the audit chain."""
        return hmac.digest(self._keys["audit"], previous + line, hashlib.sha256)

    def signing_seed(self) -> bytes:
        """The seed of the key that signs checkpoints of the audit chain."""
        return self._keys["signing"]

    def code_hash(self, challenge_id: str, code: str) -> bytes:
        """A mailed code as it is kept.

        Keyed with a pepper that is in no database, and bound to its challenge. A slow password hash would add nothing:
        without the pepper even all hundred million codes cannot be tried, with it a code that lives ten minutes is long
        dead, and five tries are all there are; but it would hold up everybody's turn while it runs.
        """
        return self.hash("code", challenge_id, code)

    def same_code(self, challenge_id: str, code: str, kept: bytes) -> bool:
        """Whether a code is the one that was mailed; takes the same time either way."""
        return hmac.compare_digest(self.code_hash(challenge_id, code), kept)


def canonical_name(name: str) -> str:
    """A last name without what people write differently: case, accents, apostrophes, hyphens, spaces."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(char for char in plain if char.isalnum())


_ONE_LETTER = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that no rule takes apart, as people without them on the keyboard write them."""


def canonical_find(name: str) -> str:
    """A name as it is searched for: as `canonical_name`, and with every letter that a plain keyboard lacks written plainly."""
    plain = canonical_name(name).translate(_ONE_LETTER)
    return "".join(char for char in plain if not "\u02b0" <= char <= "\u02ff")  # Apostrophes that count as letters.


def name_parts(name: str) -> list[str]:
    """The parts of a name that some people leave out: between spaces and hyphens, of two letters or more."""
    words = "".join(" " if char.isspace() or unicodedata.category(char) == "Pd" else char for char in name).split()
    parts = [canonical_find(word) for word in words]
    return [part for part in parts if len(part) > 1] if len(words) > 1 else []


def canonical_email(email: str) -> str:
    """An e-mail address with case and the spelling of its domain evened out."""
    local, at, domain = unicodedata.normalize("NFKC", email).strip().casefold().rpartition("@")
    with contextlib.suppress(UnicodeError):  # What is no domain that could be mailed to matches only itself.
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def canonical_zip(text: str) -> str:
    """The five digits of a ZIP code; a longer ZIP+4 counts by its first five."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char in "0123456789")
    return digits[:5]


def canonical_username(username: str) -> str:
    """A portal username without its case."""
    return unicodedata.normalize("NFKC", username).strip().casefold()

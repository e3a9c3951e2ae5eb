"""Codes of six digits from an authenticator app (RFC 6238): a secret shared once, and a code for each half minute.

SHA-1, six digits and thirty seconds are what every app understands. A code is taken from the half minute before and after
as well, since the clocks of phones differ; whoever keeps the secret sees to it that no code is taken twice.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SIZE = 20
DIGITS = 6
SECONDS = 30
AROUND = (-1, 0, 1)
"""The half minutes whose code is taken, counted from the present one."""


def new_secret() -> bytes:
    """A secret for one person's app: 160 random bits."""
    return secrets.token_bytes(SIZE)


def step_at(now: datetime) -> int:
    """The number of the present half minute."""
    return int(now.timestamp()) // SECONDS


def matching_step(secret: bytes, code: str, now: datetime) -> int | None:
    """The half minute that a code belongs to; None when it is not one of now. All are compared, whichever fits."""
    given = code.encode("utf-8", "replace")
    totp, here = _totp(secret), step_at(now)
    fits = [here + one for one in AROUND if hmac.compare_digest(totp.generate((here + one) * SECONDS), given)]
    return max(fits, default=None)


def otpauth(secret: bytes, name: str, issuer: str) -> str:
    """The address that an app reads out of the square."""
    return _totp(secret).get_provisioning_uri(name, issuer)


def typed_form(secret: bytes) -> str:
    """The secret as it is typed into an app that cannot see the square, in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), SECONDS)  # noqa: S303  # what apps speak; HMAC does not need SHA-1 to resist collisions

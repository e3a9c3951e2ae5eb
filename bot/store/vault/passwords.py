"""Staff passwords: Argon2id with the figures that OWASP names as the least.

Slow on purpose: never call these on the event loop.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MEMORY_KIB = 19_456
ITERATIONS = 2
LANES = 1


def hash_password(password: str) -> str:
    """The password as it is kept, with its salt and figures."""
    hasher = Argon2id(salt=os.urandom(16), length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    return hasher.derive_phc_encoded(password.encode("utf-8", "surrogatepass"))


def verify_password(phc: str, password: str) -> bool:
    """Whether the password is the kept one. False too for a kept form that is no password at all."""
    try:
        Argon2id.verify_phc_encoded(password.encode("utf-8", "surrogatepass"), phc)
    except (InvalidKey, ValueError):
        return False
    return True

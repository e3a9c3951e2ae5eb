"""All cryptography of the practice: sealed fields, keyed look-ups, codes, passwords, signatures, and the key file.

Nothing else imports the cryptography library. Each key has one use, and none is ever written to a database.
"""

from bot.store.vault.keyfile import KeyFileError, Keyring, load_keyring, make_keyring
from bot.store.vault.lookups import (
    Secrets,
    canonical_email,
    canonical_find,
    canonical_name,
    canonical_username,
    canonical_zip,
    name_parts,
)
from bot.store.vault.passwords import hash_password, verify_password
from bot.store.vault.sealing import CannotOpen, Key, Place, open_sealed, seal, unwrap_key, wrap_new_key
from bot.store.vault.signing import Signer

__all__ = [
    "CannotOpen",
    "Key",
    "KeyFileError",
    "Keyring",
    "Place",
    "Secrets",
    "Signer",
    "canonical_email",
    "canonical_find",
    "canonical_name",
    "canonical_username",
    "canonical_zip",
    "hash_password",
    "load_keyring",
    "make_keyring",
    "name_parts",
    "open_sealed",
    "seal",
    "unwrap_key",
    "verify_password",
    "wrap_new_key",
]

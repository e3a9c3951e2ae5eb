"""All cryptography of the practice: sealed fields, keyed look-ups, codes, passwords, second factors, signatures, and the key file.

Nothing else imports the cryptography library. Each key has one use, and none is ever written to a database.
"""

from bot.store.vault.keyfile import (
    KeyFile,
    KeyFileError,
    Keyring,
    add_wrapping,
    drop_wrapping,
    load_keyring,
    make_keyring,
    need_keyring,
)
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
from bot.store.vault.sealing import (
    CannotOpen,
    Key,
    Place,
    kid_of,
    open_sealed,
    rewrap_key,
    seal,
    unwrap_key,
    wrap_new_key,
)
from bot.store.vault.signing import Signer
from bot.store.vault.totp import matching_step, new_secret, otpauth, typed_form

__all__ = [
    "CannotOpen",
    "Key",
    "KeyFile",
    "KeyFileError",
    "Keyring",
    "Place",
    "Secrets",
    "Signer",
    "add_wrapping",
    "canonical_email",
    "canonical_find",
    "canonical_name",
    "canonical_username",
    "canonical_zip",
    "drop_wrapping",
    "hash_password",
    "kid_of",
    "load_keyring",
    "make_keyring",
    "matching_step",
    "name_parts",
    "need_keyring",
    "new_secret",
    "open_sealed",
    "otpauth",
    "rewrap_key",
    "seal",
    "typed_form",
    "unwrap_key",
    "verify_password",
    "wrap_new_key",
]

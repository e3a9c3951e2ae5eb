"""Passwords are kept so that they cannot be read back; the key file is made once."""

from __future__ import annotations

import json
import threading

import pytest

from bot.store.vault import KeyFileError, Signer, hash_password, load_keyring, make_keyring, verify_password


def test_a_password_is_right_or_wrong_and_never_readable():
    """Two people with one password must not show the same kept form."""
    one, other = hash_password("long enough 💊 pass"), hash_password("long enough 💊 pass")
    assert one != other
    assert "long" not in one
    assert "$m=19456,t=2,p=1$" in one
    assert verify_password(one, "long enough 💊 pass")
    assert not verify_password(one, "long enough 💊 pasS")


@pytest.mark.parametrize(
    "kept", ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$", "\x00"]
)
def test_what_is_no_kept_password_is_never_right(kept):
    """An account without a password must not be open to everybody."""
    assert not verify_password(kept, "")
    assert not verify_password(kept, kept)


def test_many_processes_make_one_key_file(tmp_path):
    """Whoever comes second must find the first one's keys: records are already sealed with them."""
    made = []
    threads = [threading.Thread(target=lambda: made.append(make_keyring(tmp_path / "keys"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({keyring.root for keyring in made}) == 1
    assert load_keyring(tmp_path / "keys") == made[0]
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["keyring.json"]


def test_keys_do_not_show_when_printed(tmp_path):
    """A log line or a traceback must never hold a key."""
    keyring = make_keyring(tmp_path / "keys")
    kept = json.loads((tmp_path / "keys" / "keyring.json").read_text())
    assert kept["root"] not in repr(keyring)
    assert repr(keyring.root) not in repr(keyring)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    """The operator hears which folder and what to allow."""
    (tmp_path / "keys").write_text("a file in the way")
    with pytest.raises(KeyFileError, match="cannot be made"):
        make_keyring(tmp_path / "keys")


def test_a_signature_is_for_its_message_and_its_key():
    """A checkpoint of another practice, or with another number in it, is no checkpoint."""
    signer = Signer(b"a" * 32)
    signature = signer.sign(b"line 12")
    assert signer.is_signed(b"line 12", signature)
    assert not signer.is_signed(b"line 13", signature)
    assert not Signer(b"b" * 32).is_signed(b"line 12", signature)
    assert not signer.is_signed(b"line 12", b"")

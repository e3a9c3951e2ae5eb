"""A passkey without a device: makes and shows what an authenticator would (WebAuthn Level 2), rightly or wrongly as told."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, UNLOCKED, WITH_KEY = 0x01, 0x04, 0x40


def plain(raw: bytes) -> str:
    """Base64 as addresses carry it."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    """And back."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftKey:
    """One passkey. Its owner unlocks it always, unless `unlocked` is taken away."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.handle = b""
        self.count = 0
        self.unlocked = True

    def make(self, question: str, **lies: object) -> str:
        """What the browser says that it made."""
        asked = json.loads(question)
        self.handle = raw(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        held = bytes(16) + len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(cose)
        data = self._data(asked["rp"]["id"], WITH_KEY) + held
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"], **lies)
        return self._answer({"clientDataJSON": plain(client), "attestationObject": plain(attested)})

    def show(self, question: str, **lies: object) -> str:
        """What the browser says when the passkey is used."""
        asked = json.loads(question)
        self.count += 1
        data = self._data(asked["rpId"], 0)
        client = self._client("webauthn.get", asked["challenge"], **lies)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._answer({name: plain(part) for name, part in parts.items()})

    def _data(self, domain: str, flags: int) -> bytes:
        flags |= PRESENT | (UNLOCKED if self.unlocked else 0)
        return hashlib.sha256(domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str, *, origin: str = "") -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": origin or self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        ident = plain(self.credential)
        return json.dumps({"id": ident, "rawId": ident, "type": "public-key", "response": response})

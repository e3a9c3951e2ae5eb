"""Passkeys: what a browser is asked, and whether what it answers is right. The only door to the library that knows the format.

A passkey is made for one site and unlocked by its owner (a finger, a face, a PIN), so that it is two factors in one and cannot
be typed into a false page. The library is loaded when the first passkey is used.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

LOCAL = "localhost"


class PasskeyRefused(Exception):
    """An answer is not what it should be. It says no more: what is wrong is nobody's business."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site that passkeys are made for: its domain, where its pages come from, and what people call it."""

    domain: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey."""

    credential: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says of itself; nothing of it is proved yet."""

    credential: bytes
    challenge: bytes
    handle: bytes | None


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever a stranger's bytes do to a parser, it is a refusal
        raise PasskeyRefused from error


def site_of(base_url: str, name: str) -> Site | None:
    """The site at an address; None where passkeys cannot be: browsers make them for names, not for numbers.

    The machine itself has a name for its own number.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    with contextlib.suppress(ValueError):
        if not ipaddress.ip_address(host).is_loopback:
            return None
        host = LOCAL
    port = f":{parts.port}" if parts.port else ""
    secure = parts.scheme == "https" or host == LOCAL
    return Site(host, f"{parts.scheme}://{host}{port}", name) if host and secure else None


def to_make(site: Site, challenge: bytes, handle: bytes, name: str, known: Iterable[bytes]) -> str:
    """What a browser is asked so that it makes a passkey: one that unlocks by itself and can be found without a name."""
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415  # slow to load, seldom needed
    from webauthn.helpers import structs  # noqa: PLC0415  # the same

    options = generate_registration_options(
        rp_id=site.domain,
        rp_name=site.name,
        user_name=name,
        user_display_name=name,
        user_id=handle,
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json(options)


def to_show(site: Site, challenge: bytes, known: Iterable[bytes] = ()) -> str:
    """What a browser is asked so that it shows a passkey: one of these, or any that was made for this site."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415  # slow to load, seldom needed
    from webauthn.helpers import structs  # noqa: PLC0415  # the same

    options = generate_authentication_options(
        rp_id=site.domain,
        challenge=challenge,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


@_refusing()
def told(answer: str) -> Told:
    """What an answer says of itself. Raises PasskeyRefused."""
    from webauthn.helpers import base64url_to_bytes, parse_client_data_json  # noqa: PLC0415  # slow to load, seldom needed

    raw = json.loads(answer)
    response = raw["response"]
    client = parse_client_data_json(base64url_to_bytes(response["clientDataJSON"]))
    handle = response.get("userHandle")
    return Told(base64url_to_bytes(raw["rawId"]), client.challenge, base64url_to_bytes(handle) if handle else None)


@_refusing()
def made(site: Site, answer: str, challenge: bytes) -> Made:
    """The passkey that a browser made. Raises PasskeyRefused."""
    from webauthn import verify_registration_response  # noqa: PLC0415  # slow to load, seldom needed

    done = verify_registration_response(
        credential=answer,
        expected_challenge=challenge,
        expected_rp_id=site.domain,
        expected_origin=site.origin,
        require_user_verification=True,
    )
    return Made(done.credential_id, done.credential_public_key, done.sign_count)


@_refusing()
def shown(site: Site, answer: str, challenge: bytes, public_key: bytes, sign_count: int) -> int:
    """How often the passkey was used by its own account, if it is the right one. Raises PasskeyRefused."""
    from webauthn import verify_authentication_response  # noqa: PLC0415  # slow to load, seldom needed

    done = verify_authentication_response(
        credential=answer,
        expected_challenge=challenge,
        expected_rp_id=site.domain,
        expected_origin=site.origin,
        credential_public_key=public_key,
        credential_current_sign_count=sign_count,
        require_user_verification=True,
    )
    return done.new_sign_count

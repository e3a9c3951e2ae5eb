"""Codes of an app are what RFC 6238 says they are, for the half minute they belong to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.store.vault import matching_step, new_secret, otpauth, typed_form
from tests.integration.staff_kit import totp

RFC = b"12345678901234567890"
VECTORS = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
"""The last six digits of the eight that appendix B of RFC 6238 lists for SHA-1."""


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize("seconds", VECTORS)
def test_the_codes_of_the_standard_are_taken(seconds):
    """Else no app in the world would fit."""
    assert matching_step(RFC, VECTORS[seconds], at(seconds)) == seconds // 30
    assert totp(typed_form(RFC), seconds) == VECTORS[seconds]


def test_the_half_minute_before_and_after_is_taken_and_named():
    """The name of the half minute is what keeps a code from being taken twice."""
    now = at(1_700_000_010)
    for away in range(-3, 4):
        code = totp(typed_form(RFC), now.timestamp() + 30 * away)
        expected = 1_700_000_010 // 30 + away if abs(away) <= 1 else None
        assert matching_step(RFC, code, now) == expected


@pytest.mark.parametrize("code", ["", "28708", "2870820", "28708\u0662", "28708\x00", "abcdef", "-28708"])
def test_what_is_no_code_is_no_code(code):
    """Of any length and from any keyboard."""
    assert matching_step(RFC, code, at(59)) is None


def test_a_secret_is_long_enough_and_never_the_same():
    """RFC 4226 asks for 160 bits."""
    assert {len(new_secret()) for _ in range(100)} == {20}
    assert len({new_secret() for _ in range(100)}) == 100


def test_the_square_names_the_practice_and_the_person():
    """An app with many accounts must show which one this is."""
    told = urlsplit(otpauth(RFC, "Nora Quill", "Westchester Health"))
    fields = parse_qs(told.query)
    assert (told.scheme, told.netloc) == ("otpauth", "totp")
    assert fields["issuer"] == ["Westchester Health"]
    assert fields["secret"][0].rstrip("=") == typed_form(RFC).replace(" ", "")
    assert "Nora" in told.path


def test_a_clock_far_off_is_no_way_in():
    """A phone that is a day behind shows codes of yesterday."""
    code = totp(typed_form(RFC), 59)
    assert matching_step(RFC, code, at(59) + timedelta(days=1)) is None

"""Passkeys are made for a name, never for a number, and over a line that nobody can listen in on."""

from __future__ import annotations

import pytest

from bot.passkeys import PasskeyRefused, Site, made, shown, site_of, told

HERE = Site("desk.example", "https://desk.example", "Practice")


@pytest.mark.parametrize(
    ("address", "domain", "origin"),
    [
        ("https://desk.example", "desk.example", "https://desk.example"),
        ("https://desk.example:8443/", "desk.example", "https://desk.example:8443"),
        ("http://127.0.0.1:8080", "localhost", "http://localhost:8080"),
        ("http://[::1]:8080", "localhost", "http://localhost:8080"),
        ("http://localhost:8080", "localhost", "http://localhost:8080"),
    ],
)
def test_a_site_is_a_name_and_where_its_pages_come_from(address, domain, origin):
    """The machine itself has a name for its own number."""
    assert site_of(address, "Practice") == Site(domain, origin, "Practice")


@pytest.mark.parametrize(
    "address", ["https://192.0.2.7", "http://192.0.2.7:8080", "https://[2001:db8::1]", "http://desk.example", ""]
)
def test_where_browsers_make_no_passkeys_there_is_no_site(address):
    """A button that cannot work is worse than none."""
    assert site_of(address, "Practice") is None


@pytest.mark.parametrize("answer", ["", "{}", "[]", "1", '{"response":{"clientDataJSON":"AA"},"rawId":"AA"}', "\ud800"])
def test_nonsense_is_refused_whatever_is_done_with_it(answer):
    """Whatever a parser makes of a stranger's bytes, it must not come out as an error of ours."""
    for check in (told, lambda one: made(HERE, one, b"c"), lambda one: shown(HERE, one, b"c", b"k", 0)):
        with pytest.raises(PasskeyRefused):
            check(answer)

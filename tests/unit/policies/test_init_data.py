"""What a Mini App was opened with is believed only where Telegram has signed it, once, and a short while ago."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.init_data import AHEAD, FRESH_FOR, LONGEST, Launch, Refused, launch_key, read_launch
from tests.emulator.launch import launch_fields, signed, user_json
from tests.emulator.tampering import TAMPERINGS, Tamper, tampered

TOKEN = "7000000001:AAHfakefakefakefakefakefakefakefake42"
KEY = launch_key(TOKEN)
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
AT = NOW.timestamp() - 5
PUBLISHED = (
    "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name"
    "%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D"
    "&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2"
)
"""Real launch data with the token they were signed with, as other libraries publish them for tests."""
PUBLISHED_TOKEN = "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8"


def of(**changed: str) -> str:
    """Launch data that Telegram signed, with some fields other than it would put them."""
    return signed({**launch_fields(4711, AT), **changed}, TOKEN)


def test_telegrams_own_example_is_read() -> None:
    """What we sign ourselves could share a mistake with what we check."""
    at = datetime.fromtimestamp(1662771648, UTC)
    found = read_launch(PUBLISHED, launch_key(PUBLISHED_TOKEN), at + timedelta(seconds=3))
    assert isinstance(found, Launch)
    assert (found.user_id, found.expires) == (279058397, at + FRESH_FOR)


def test_a_launch_names_its_account_and_counts_once_until_it_is_stale() -> None:
    """The digest is what is remembered: it must not last shorter than the launch is taken."""
    found = read_launch(of(), KEY, NOW)
    assert isinstance(found, Launch)
    assert found.user_id == 4711
    assert isinstance(read_launch(of(), KEY, found.expires), Launch)
    assert read_launch(of(), KEY, found.expires + timedelta(seconds=1)) is Refused.STALE


def test_one_launch_has_one_digest_however_it_is_written() -> None:
    """Fields in another order, or written with other escapes, are the same launch and must not count anew."""
    fields = launch_fields(4711, AT)
    first = read_launch(signed(fields, TOKEN), KEY, NOW)
    again = "&".join(reversed(signed(fields, TOKEN).split("&")))
    other = signed(fields, TOKEN).replace("query", "%71uery").replace("Pat", "%50at")
    assert isinstance(first, Launch)
    for text in (again, other):
        found = read_launch(text, KEY, NOW)
        assert isinstance(found, Launch)
        assert found.digest == first.digest


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (FRESH_FOR, None),
        (FRESH_FOR + timedelta(seconds=1), Refused.STALE),
        (timedelta(days=3), Refused.STALE),
        (-AHEAD, None),
        (-AHEAD - timedelta(seconds=1), Refused.EARLY),
        (-timedelta(days=365), Refused.EARLY),
    ],
)
def test_only_a_launch_of_this_moment_is_taken(ago: timedelta, expected: Refused | None) -> None:
    """Telegram's data never run out by themselves; a date ahead of us would make them last for ever."""
    found = read_launch(signed(launch_fields(4711, (NOW - ago).timestamp()), TOKEN), KEY, NOW)
    assert found is expected if expected else isinstance(found, Launch)


ODD_USERS = {
    "none": "",
    "a list": "[4711]",
    "a name": '"4711"',
    "no number": '{"first_name":"Pat"}',
    "a number in quotes": '{"id":"4711"}',
    "true": '{"id":true}',
    "a fraction": '{"id":4711.0}',
    "with an exponent": '{"id":4711e0}',
    "not a number": '{"id":NaN}',
    "zero": '{"id":0}',
    "a group": '{"id":-100123}',
    "too great": f'{{"id":{2**52}}}',
    "far too great": f'{{"id":{"9" * 3000}}}',
    "twice": '{"id":4711,"id":4712}',
    "twice in the depth": '{"id":4711,"more":{"a":1,"a":2}}',
    "with blanks": '{"id": 4711}',
    "with a blank before": ' {"id":4711}',
    "two maps": '{"id":4711}{"id":4712}',
    "cut": '{"id":4711',
    "deep": "[" * 3000,
}


@pytest.mark.parametrize("user", ODD_USERS.values(), ids=ODD_USERS)
def test_a_user_that_telegram_would_not_write_opens_nothing(user: str) -> None:
    """Even signed: two readers must never see two different people in the same text."""
    assert read_launch(of(user=user), KEY, NOW) is Refused.MALFORMED


def test_names_may_hold_anything() -> None:
    """People are called what they are called, and write it with slashes, quotes, blanks and hearts."""
    user = user_json(4711, first_name='a/b "c" \\ d & e=f + 💊', last_name="O\u2019Shea  x")
    found = read_launch(of(user=user), KEY, NOW)
    assert isinstance(found, Launch)
    assert found.user_id == 4711


@pytest.mark.parametrize(
    "moment", ["", "0", "-5", "+1764000000", "1764000000.5", " 1764000000", "1e9", "9" * 40, "١٧٦٤٠٠٠٠٠٠"]
)
def test_a_date_that_telegram_would_not_write_opens_nothing(moment: str) -> None:
    """Whatever a lenient reader would make of it."""
    assert read_launch(of(auth_date=moment), KEY, NOW) is Refused.MALFORMED


def test_what_is_too_long_or_too_much_is_not_looked_at() -> None:
    """A check must not cost more than what is checked."""
    assert read_launch(of(start_param="a" * LONGEST), KEY, NOW) is Refused.MALFORMED
    assert read_launch(of(**{f"field{n}": "x" for n in range(30)}), KEY, NOW) is Refused.MALFORMED
    assert read_launch("", KEY, NOW) is Refused.MALFORMED


def test_a_line_break_cannot_make_two_fields_of_one() -> None:
    """The signature is over lines: `a=1` and `b=2` signed as one field of two lines would otherwise read as two."""
    fields = launch_fields(4711, AT)
    folded = {**fields, "auth_date": f"{fields['auth_date']}\nquery_id={fields.pop('query_id')}"}
    del folded["query_id"]
    assert read_launch(signed(folded, TOKEN), KEY, NOW) is Refused.MALFORMED


@pytest.mark.parametrize("how", TAMPERINGS, ids=lambda how: how.__name__)
def test_of_a_thousand_tampered_launches_none_is_taken(how: Tamper) -> None:
    """Each way of tampering a hundred times, from a fixed seed."""
    chance = random.Random(f"launch {how.__name__}")
    for _ in range(100):
        text = tampered(how, chance.randrange(1, 2**40), AT - chance.randrange(300), chance, TOKEN)
        assert isinstance(read_launch(text, KEY, NOW), Refused), text


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=300)
def test_whatever_else_comes_is_refused_and_never_an_error(text: str) -> None:
    """Anybody on the internet can post anything to this address."""
    assert read_launch(text, KEY, NOW) is Refused.MALFORMED


def test_the_key_never_prints() -> None:
    """Whoever reads a log must not be able to sign launches."""
    assert repr(KEY) == "LaunchKey()"

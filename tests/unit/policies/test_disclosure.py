"""What may be said where. Private things stay off a channel that is not private."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Assurance
from policies.disclosure import is_private, may_read_old, may_show

CHANNELS = ("web", "terminal", "telegram", "sms", "", "WEB", "web ")


@pytest.mark.parametrize("channel", CHANNELS)
def test_only_the_practices_own_channels_are_private(channel: str) -> None:
    """A channel nobody has thought about is not private until somebody has."""
    assert is_private(channel) is (channel in ("web", "terminal"))


@given(st.text())
def test_no_made_up_name_is_private(channel: str) -> None:
    """Exactly two names are."""
    assert is_private(channel) is (channel in {"web", "terminal"})


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_private_text_is_shown_on_a_private_channel_only(channel: str) -> None:
    """The second promise, as a table."""
    assert may_show(private_text=True, channel=channel) is is_private(channel)
    assert may_show(private_text=False, channel=channel)


@pytest.mark.parametrize("level", list(Assurance))
def test_an_old_private_line_is_read_again_by_a_verified_person_only(level: Assurance) -> None:
    """The phone may have changed hands since it was shown."""
    assert may_read_old(private_text=True, level=level) is (level is Assurance.VERIFIED)
    assert may_read_old(private_text=False, level=level)

"""A mail has the headers that we gave it, whatever stands in an address, a subject or a name."""

from __future__ import annotations

from email import message_from_bytes

import pytest
from hypothesis import given

from bot.channels.base import Rendered, TransportError
from bot.channels.mail import SmtpMail
from bot.settings import Settings
from tests.fuzzing import STEADY, TEXTS

HEADERS = {"message-id", "date", "from", "to", "subject", "content-type", "content-transfer-encoding", "mime-version"}
MAIL = SmtpMail(Settings(smtp_host="127.0.0.1", smtp_port=9, smtp_tls="none"))


@STEADY
@given(TEXTS)
def test_no_line_of_a_mail_is_made_by_whoever_it_is_for(text):
    """A line break in a name must not become a header, nor an end of the mail."""
    words = text.encode("utf-8", "replace").decode()
    made = message_from_bytes(bytes(MAIL._message("eileen@example.com", Rendered("A message waits", f"Hello {words}"))))
    assert {name.lower() for name in made.keys()} == HEADERS  # noqa: SIM118  # a message is no dictionary
    assert made["to"] == "eileen@example.com"
    assert not made.is_multipart()


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: x@y.example", "a@b.example\nX: 1", "a\x00@b.example", "", "a@b.example, c@d.example\r\n"],
)
async def test_an_address_that_breaks_the_mail_is_refused_for_good(address):
    """An error that is none of a channel's would be taken for one of ours and tried for ever."""
    with pytest.raises(TransportError):
        await MAIL.send(address, Rendered("A message waits", "Please look."))

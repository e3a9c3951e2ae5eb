"""Mail goes only to a server that shows who it is: the line is private, or there is none."""

from __future__ import annotations

import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from bot.channels.base import Rendered, TransportError
from bot.channels.mail import SmtpMail
from bot.settings import Settings
from tests.functional.key import make_key
from tests.functional.server import free_port


class Taker:
    """Takes every mail, and notes who got as far as naming a sender."""

    def __init__(self) -> None:
        self.named, self.taken = [], []

    async def handle_MAIL(self, server, session, envelope, address, mail_options):  # noqa: N802  # the library's name
        self.named.append(address)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the same
        self.taken.append(envelope)
        return "250 OK"


class Private(Controller):
    """A server that offers STARTTLS with a certificate that nobody vouches for."""

    def __init__(self, handler, context, port):
        super().__init__(handler, hostname="127.0.0.1", port=port)
        self.context = context

    def factory(self):
        return SMTP(self.handler, hostname="mail.example", tls_context=self.context)


async def test_no_word_goes_to_a_mail_server_that_cannot_show_who_it_is(tmp_path):
    """Whoever stands between the practice and its mail server would read every code."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    key = make_key(tmp_path, "mail.example")
    context.load_cert_chain(key.certfile, key.keyfile)
    taker = Taker()
    controller = Private(taker, context, free_port())
    controller.start()
    try:
        settings = Settings(smtp_host="127.0.0.1", smtp_port=controller.port, smtp_tls="starttls")
        with pytest.raises(TransportError) as raised:
            await SmtpMail(settings).send("eileen@example.com", Rendered("A code", "12345678"))
    finally:
        controller.stop()
    assert not raised.value.permanent
    assert taker.named == taker.taken == []


async def test_no_word_goes_in_the_clear_where_a_private_line_was_asked_for(tmp_path):
    """Somebody on the way can leave the offer of a private line out of the server's greeting."""
    taker = Taker()
    controller = Private(taker, None, free_port())
    controller.start()
    try:
        settings = Settings(smtp_host="127.0.0.1", smtp_port=controller.port, smtp_tls="starttls")
        with pytest.raises(TransportError):
            await SmtpMail(settings).send("eileen@example.com", Rendered("A code", "12345678"))
    finally:
        controller.stop()
    assert taker.named == taker.taken == []

"""Mail through a real server: what it says decides whether a patient is told again, later, or by phone."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from bot.channels.base import Rendered, TransportError
from bot.channels.mail import SmtpMail
from bot.settings import Settings
from tests.functional.server import free_port
from tests.integration.truth_kit import practice

REF = "K7M-4RXC"
MAIL = Rendered("A message waits", "Please look.")


class Server:
    """Says what the test wants, and keeps what it took."""

    def __init__(self) -> None:
        self.rcpt, self.mail, self.data, self.taken, self.hang_up = "250 OK", "250 OK", "250 OK", [], False

    async def handle_MAIL(self, server, session, envelope, address, mail_options):  # noqa: N802  # the library's name
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802  # the same
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # the same
        self.taken.append(envelope)
        if self.hang_up:
            server.transport.close()
            await asyncio.sleep(0.1)
        return self.data


class Plain(Controller):
    """A server without the library's own check of names, which would ask the network."""

    def factory(self):
        return SMTP(self.handler, hostname="mail.example")


@contextmanager
def serving():
    """A mail server until the block ends."""
    handler = Server()
    controller = Plain(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield handler, Settings(smtp_host="127.0.0.1", smtp_port=controller.port, smtp_tls="none")
    finally:
        controller.stop()


async def trouble(settings):
    """What sending one mail raises."""
    with pytest.raises(TransportError) as raised:
        await SmtpMail(settings).send("eileen@example.com", MAIL)
    return raised.value


async def test_a_mail_goes_out_under_a_number_of_its_own():
    """The same mail sent twice is known as one by whoever gets it."""
    with serving() as (server, settings):
        for _ in range(2):
            await SmtpMail(settings).send("eileen@example.com", MAIL)
    numbers = {line for one in server.taken for line in one.content.splitlines() if line.startswith(b"Message-ID")}
    assert len(server.taken) == 2
    assert len(numbers) == 1


@pytest.mark.parametrize("said", ["550 No such user", "551 User not local", "553 Mailbox name not allowed"])
async def test_a_mailbox_that_is_dead_is_dead_for_good(said):
    """Trying again for an hour would only let the patient wait."""
    with serving() as (server, settings):
        server.rcpt = said
        error = await trouble(settings)
    assert (error.permanent, error.uncertain) == (True, False)


@pytest.mark.parametrize("said", ["450 Busy", "451 Greylisted", "452 Mailbox full"])
async def test_a_mailbox_that_is_busy_is_tried_again(said):
    """Greylisting is how many practices' own providers work."""
    with serving() as (server, settings):
        server.rcpt = said
        error = await trouble(settings)
    assert (error.permanent, error.uncertain) == (False, False)


async def test_what_is_wrong_with_us_makes_no_patient_unreachable():
    """A server that refuses our own sender must not fill the list with people to phone."""
    with serving() as (server, settings):
        server.mail = "550 Sender not allowed"
        error = await trouble(settings)
    assert (error.permanent, error.uncertain) == (False, False)


async def test_a_mail_that_is_refused_for_what_it_is_is_refused_for_good():
    """Sending the same words again meets the same filter."""
    with serving() as (server, settings):
        server.data = "554 Looks like spam"
        assert (await trouble(settings)).permanent


async def test_a_line_that_breaks_after_the_words_were_given_leaves_a_doubt():
    """The server may have taken it: a code must not go out twice, a notice may."""
    with serving() as (server, settings):
        server.hang_up = True
        error = await trouble(settings)
    assert (error.permanent, error.uncertain) == (False, True)


async def test_a_server_that_is_away_is_tried_again():
    """Nothing was sent, surely."""
    settings = Settings(smtp_host="127.0.0.1", smtp_port=free_port(), smtp_tls="none")
    error = await trouble(settings)
    assert (error.permanent, error.uncertain) == (False, False)


async def test_a_dead_mailbox_puts_a_task_to_phone_before_staff(place, tmp_path):
    """From the server's 550 to a name in the list, with the thread and the reason."""
    with serving() as (server, settings):
        server.rcpt = "550 5.1.1 No such user"
        async with practice(place, tmp_path) as desk:
            desk.app.services.transports["mail"] = SmtpMail(settings)
            await desk.thread(REF, chat=False)
            await desk.reply(REF)
            for _ in range(3):
                await desk.flush()
            (task,) = await desk.tasks()
            assert task.fields == {"ref": REF, "why": "mailbox", "way": "mail"}
            assert (await desk.answer(REF)).delivery == "refused"
    assert server.taken == []


async def test_a_working_server_is_told_as_told_and_carries_no_word_of_the_answer(place, tmp_path):
    """Mail is not private: it says that something waits and nothing else."""
    with serving() as (server, settings):
        async with practice(place, tmp_path) as desk:
            desk.app.services.transports["mail"] = SmtpMail(settings)
            await desk.thread(REF, chat=False)
            await desk.reply(REF)
            await desk.flush()
            assert (await desk.answer(REF)).delivery == "notified"
    assert b"Thursday" not in server.taken[0].content
    assert REF.encode() not in server.taken[0].content

"""Mail by SMTP, or into the demo mailbox. A mail's Message-ID is fixed by what it is, so a second copy is known as one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

import aiosmtplib

from bot.channels.base import Rendered, TransportError
from bot.faults import Point, reach
from bot.settings import Settings
from bot.store import Store

TIMEOUT = 20.0


class DemoMail:
    """Keeps mails in the store, where the mailbox page shows them."""

    name = "mail"
    private = True

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.clock = clock

    async def send(self, address: str, reply: Rendered) -> str:
        """Keep one mail."""
        async with self.store.begin() as unit:
            await unit.mails.put(address, reply.key, reply.text, self.clock())
            reach(Point.MAILS)
        return "demo"


class DemoNowhere(DemoMail):
    """Takes a decoy's mail and drops it at the price of keeping it, so that no clock tells it from a real one."""

    name = "nowhere"

    async def send(self, address: str, reply: Rendered) -> str:
        """Drop one mail."""
        async with self.store.begin() as unit:
            await unit.mails.put_nothing(address, reply.key, reply.text, self.clock())
        return "demo"


class SmtpMail:
    """Sends mails through the practice's own server."""

    name = "mail"
    private = True

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def send(self, address: str, reply: Rendered) -> str:
        """Send one mail. Raises TransportError: a refused address is permanent, a broken connection may have got through."""
        try:
            message = self._message(address, reply)
        except (ValueError, IndexError):  # an address with a line break in it, or none: no mail can be made of it
            raise TransportError("recipient_refused", permanent=True) from None
        reach(Point.MAILS)
        tls = self.settings.smtp_tls
        try:
            await aiosmtplib.send(
                message,
                hostname=self.settings.smtp_host,
                port=self.settings.smtp_port,
                username=self.settings.smtp_user or None,
                password=self.settings.smtp_password.reveal() or None,
                use_tls=tls == "tls",
                start_tls=tls == "starttls",
                timeout=TIMEOUT,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _trouble(error) from None
        return str(message["Message-ID"])

    def _message(self, address: str, reply: Rendered) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        digest = hashlib.sha256(f"{address}\0{reply.key}\0{reply.text}".encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{digest}@{self.settings.mail_from.rpartition('@')[2]}>"
        message["Date"] = formatdate()
        message["From"] = self.settings.mail_from
        message["To"] = address
        message["Subject"] = reply.key
        message.set_content(reply.text)
        return message


def _trouble(error: Exception) -> TransportError:
    """What an error means for whoever sends. Only what is said of this address, or of this mail, is for good."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return TransportError("recipient_refused", permanent=all(one.code >= 500 for one in error.recipients))
        case aiosmtplib.SMTPDataError():
            return TransportError(f"smtp_{error.code}", permanent=error.code >= 500)
        case aiosmtplib.SMTPResponseException():  # Our greeting, sign-in or sender: that is for us to mend.
            return TransportError(f"smtp_{error.code}")
        case aiosmtplib.SMTPServerDisconnected() | aiosmtplib.SMTPReadTimeoutError():
            return TransportError(type(error).__name__, uncertain=True)
        case OSError():
            return TransportError(type(error).__name__)
        case _:
            return TransportError(type(error).__name__, uncertain=True)


class Nowhere:
    """Takes a decoy's mail and drops it, so that known and unknown people cause the same work."""

    name = "nowhere"
    private = True

    async def send(self, address: str, reply: Rendered) -> str:
        """Drop it."""
        del address, reply
        return "dropped"

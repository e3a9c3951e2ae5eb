"""What is known of each kind of thing that is sent: whether it is sent again, who waits for it, and what it reads."""

from __future__ import annotations

from datetime import timedelta

from bot import notices
from bot.channels.base import Rendered, RenderedButton
from bot.store import OutRow

SENT_AGAIN = {
    "guidance": True,
    "reply": True,
    "receipt": True,
    "notice": True,
    "news": True,
    "mail": True,
    "linked": True,
    "staff": True,
    "code": False,
    "take_down": True,  # deleted already: the channel says so, and that is that
    "held": True,  # tells the patient once, however often it is tried
}
"""Whether an uncertain send is repeated: a second receipt is harmless, a second code is not."""
AWAITED = ("guidance", "reply", "receipt")
"""Kinds that somebody waits for who has just written. All of them may be sent again: what a turn takes along for sending and then
never begins to send looks like a send that was cut off."""
UNASKED = (notices.NOTICE, notices.NEWS)
"""Kinds that nobody waits for at the other end: they go at the pace at which many people may be told of something."""
BACK_OFF = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 20, 60, 300, 900, 3600))


def unpack(row: OutRow) -> Rendered:
    """The reply as it was put into the outbox; a mail's subject travels as its key."""
    payload = row.payload
    if row.kind == "take_down":
        return Rendered(str(payload["message"]), "")
    if row.channel == "desk":
        return Rendered(str(payload["seq"]), "")
    if row.channel in ("mail", "nowhere"):
        return Rendered(str(payload["subject"]), str(payload["text"]))
    buttons = tuple(RenderedButton(**button) for button in payload["buttons"])
    return Rendered(payload["key"], payload["text"], buttons, payload["private"], row.kind in UNASKED)

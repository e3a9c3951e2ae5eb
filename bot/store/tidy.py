"""Drops what has served its purpose: answered events, sent mail, old counters, dead links and sign-ins.

Nothing that a person wrote or may still read is dropped here; how long those are kept is the practice's own decision.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, select, text

from bot.faults import Point, reach
from bot.store.launches import LAUNCHES
from bot.store.portal_tables import PORTAL_TOKENS
from bot.store.presence import PRESENCE
from bot.store.staff_tables import HALVES, QUESTIONS, SESSIONS
from bot.store.tables import CHALLENGES, INBOX, LIMITS, LINKS, MAILS, OUTBOX
from bot.store.work import Work

ANSWERED = timedelta(days=30)
"""A repeat of an event is known for so long; Telegram repeats within a day."""
SENT = timedelta(days=30)
COUNTED = timedelta(days=8)
DEAD = timedelta(days=1)
MAILS_KEPT = 1000


async def tidy(work: Work, now: datetime) -> int:
    """Drop what is due; return how many rows went."""
    last = select(MAILS.c.id).order_by(MAILS.c.id.desc()).offset(MAILS_KEPT).limit(1).scalar_subquery()
    due = (
        delete(INBOX).where(text("inbox.status = 'done'"), INBOX.c.received_at < now - ANSWERED),
        delete(OUTBOX).where(and_(OUTBOX.c.done_at.is_not(None), OUTBOX.c.done_at < now - SENT)),
        delete(LIMITS).where(LIMITS.c.at < now - COUNTED),
        delete(LINKS).where(LINKS.c.expires < now - DEAD),
        delete(LAUNCHES).where(LAUNCHES.c.expires < now - DEAD),
        delete(PORTAL_TOKENS).where(PORTAL_TOKENS.c.expires < now - DEAD),
        delete(CHALLENGES).where(CHALLENGES.c.expires < now - DEAD),
        delete(SESSIONS).where(SESSIONS.c.seen_at < now - DEAD),
        delete(HALVES).where(HALVES.c.opened_at < now - DEAD),
        delete(PRESENCE).where(PRESENCE.c.seen_at < now - DEAD),
        delete(QUESTIONS).where(QUESTIONS.c.expires < now - DEAD),
        delete(MAILS).where(MAILS.c.id <= last),
    )
    count = 0
    for statement in due:
        count += (await work.run(statement)).rowcount
        reach(Point.TIDIES)
    return count

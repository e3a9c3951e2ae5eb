"""Small things to remember: how far Telegram was read, whether the demo people are loaded. And the demo mailbox."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.store.records import Mail
from bot.store.tables import MAILS, NOTES
from bot.store.work import PRACTICE, Work


class Notes:
    """Values by name. Nothing about a patient belongs here: they are readable."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def get(self, name: str) -> str | None:
        """A value; None when there is none."""
        row = await self._work.first(select(NOTES.c.value).where(NOTES.c.name == name))
        return str(row[0]) if row else None

    async def set(self, name: str, value: str) -> None:
        """Keep a value in place of the old one."""
        insert = self._work.insert(NOTES).values(name=name, value=value)
        await self._work.run(insert.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    async def swap(self, name: str, before: str | None, value: str) -> bool:
        """Keep a value in place of the one that was read; False when another program was quicker."""
        if before is None:
            return await self._work.add_once(NOTES, {"name": name, "value": value})
        here = (NOTES.c.name == name, NOTES.c.value == before)
        return await self._work.changed(update(NOTES).where(*here).values(value=value))

    async def forget(self, name: str) -> None:
        """Keep no value any more."""
        await self._work.run(delete(NOTES).where(NOTES.c.name == name))


class Mails:
    """The demo mailbox, sealed like everything else that a person might read."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def put(self, to: str, subject: str, text: str, at: datetime) -> None:
        """Keep one mail."""
        row = uuid.uuid4().hex
        sealed = await self._work.seal(PRACTICE, MAILS, "mail", row, {"to": to, "subject": subject, "text": text})
        await self._work.run(MAILS.insert().values(row=row, at=at, mail_sealed=sealed))

    async def put_nothing(self, to: str, subject: str, text: str, at: datetime) -> None:
        """Do the work of keeping one mail, and keep none."""
        row = uuid.uuid4().hex
        sealed = await self._work.seal(PRACTICE, MAILS, "mail", row, {"to": to, "subject": subject, "text": text})
        insert = MAILS.insert().values(row=row, at=at, mail_sealed=sealed).returning(MAILS.c.id)
        number = (await self._work.run(insert)).scalar_one()
        await self._work.run(delete(MAILS).where(MAILS.c.id == number))

    async def list(self, limit: int) -> tuple[Mail, ...]:
        """The last mails, newest first."""
        mails = []
        for row in await self._work.all(select(MAILS).order_by(MAILS.c.id.desc()).limit(limit)):
            opened = await self._work.open(PRACTICE, MAILS, "mail", row.row, row.mail_sealed)
            mails.append(Mail(opened["to"], opened["subject"], opened["text"], row.at))
        return tuple(mails)

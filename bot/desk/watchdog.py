"""Nothing lies unowned past its time: the role is reminded by mail, or who has it, and then the lead. Each once.

What goes out is decided by `policies/watchdog.py`; here it is written down in the same transaction as the mails it causes,
so that a restart in the middle neither loses nor repeats any.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import structlog

from bot.services import Services
from bot.store import Unit
from policies.opening import is_open
from policies.watchdog import LEAD, Late, Reachable, steps_due, whom

log = structlog.get_logger("frontdoor.watchdog")

NAMED = 20
"""Requests that one mail names; how many more there are is said."""
Told = dict[tuple[str, Reachable], list[Late]]


class Watchdog:
    """Looks at what is late. `tick` does what is due now; the timer calls it every minute."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._unheard: set[tuple[str, str]] = set()

    async def tick(self) -> int:
        """Remind whoever is to be reminded now; return how many mails were made."""
        if not is_open(self.services.content.practice.hours, self.services.local_now()):
            return 0
        async with self.services.store.look() as unit:
            if not await unit.reminders.late(self.services.clock(), 1):
                return 0
        async with self.services.store.begin() as unit:
            told = await self._steps(unit)
            for (step, person), late in told.items():
                await self._mail(unit, step, person, late)
        if told:
            self.services.signals.wake("outbox")
        return len(told)

    async def _steps(self, unit: Unit) -> Told:
        """Take every step that is due, and say whom it is to be mailed to."""
        now, hours = self.services.local_now(), self.services.content.practice.hours
        late = await unit.reminders.late(self.services.clock())
        done, people = await unit.reminders.done(late), await reachable(unit)
        told: Told = defaultdict(list)
        for one in late:
            left = [step for step in steps_due(one, hours, now) if step not in done.get((one.ref, one.due), ())]
            for step in await self._heard(unit, one, left, people):
                for person in whom(one, step, people):
                    told[step, person].append(one)
        return told

    async def _heard(self, unit: Unit, late: Late, left: list[str], people: tuple[Reachable, ...]) -> list[str]:
        """The steps that were taken now. A step that reaches nobody is the lead's at once; one that reaches no lead waits."""
        taken: list[str] = []
        wanted = [step if whom(late, step, people) else LEAD for step in left]
        for step in dict.fromkeys(wanted):
            to = whom(late, step, people)
            if not to:
                self._say_unheard(late, step)
            elif await unit.reminders.take(late, step, self.services.clock(), len(to)):
                detail = {"to": [one.id for one in to], "due": late.due.isoformat()}
                await unit.audit.append(f"reminder.{step}", "timer", late.ref, detail)
                taken.append(step)
        return taken

    def _say_unheard(self, late: Late, step: str) -> None:
        """Nobody can be mailed: said in the log once, and on the page of reminders as long as it is so."""
        if (late.ref, step) not in self._unheard:
            self._unheard.add((late.ref, step))
            log.warning("watchdog.nobody", ref=late.ref, kind=late.kind, reason=step)

    async def _mail(self, unit: Unit, step: str, person: Reachable, late: list[Late]) -> None:
        """One mail to one person about all that has come to this step now, without a word about any patient."""
        lines = "\n".join(self._line(one) for one in late[:NAMED])
        more = len(late) - NAMED
        say = self.services.content.say
        lines += f"\n{say('mail.reminder.more', n=str(more))}" if more > 0 else ""
        mail: dict[str, Any] = {
            "subject": say(f"mail.reminder.{step}.subject", n=str(len(late))),
            "text": say(f"mail.reminder.{step}.body", items=lines),
        }
        first, now = late[0], self.services.clock()
        key = f"reminder:{step}:{person.id}:{first.ref}:{first.due.isoformat()}"
        await unit.outbox.put(key, None, "mail", person.address, "staff", mail, now)

    def _line(self, late: Late) -> str:
        content = self.services.content
        due = content.wording("en").moment(late.due.astimezone(content.practice.zone))
        link = f"{self.services.base_url}/staff/items/{late.ref}"
        kind = content.say(f"staff.kind.{late.kind}")
        return content.say("mail.reminder.item", kind=kind, ref=late.ref, due=due, link=link)


async def reachable(unit: Unit) -> tuple[Reachable, ...]:
    """Everybody who can be mailed: active, with an address that no mail server has refused."""
    return tuple(
        Reachable(one.id, one.name, one.role, one.address)
        for one in await unit.addresses.list()
        if one.address and one.refused_at is None
    )

"""The patient's own pages without a database: whoever is set to VERIFIED has the matters that a test put there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels.base import RenderedButton
from bot.patient_views import Device, Devices, Inbox, Matter, MatterLine, MatterPage, NotConfirmed
from policies import limits

REFS = ("K7M-4RXX", "C7R-4MKN", "P9X-TNK3")


class FakeOwn:
    """Part of the fake office. `short`: after so many seconds what was confirmed ends."""

    short: int | None = None

    def __init__(self, content):
        self.content = content
        self.matters: dict[str, dict] = {}
        self.linked: dict[str, tuple[Device, ...]] = {}
        self.chosen: dict[str, tuple[str, bool]] = {}

    def say(self, key, lang="en", /, **params):
        return self.content.say(key, lang, **params)

    def languages(self):
        return self.content.languages

    async def speak(self, channel, address, lang):
        if address in self.entries:
            self.set(address, lang=lang)

    def _confirmed(self, address):
        if self.around.get(address, {}).get("level") != "VERIFIED":
            raise NotConfirmed
        return self.now() + (limits.VERIFIED_IDLE if self.short is None else timedelta(seconds=self.short))

    async def inbox(self, channel, address):
        ends = self._confirmed(address)
        rows = [page.row for page in self.matters.get(address, {}).values()]
        return Inbox(tuple(sorted(rows, key=lambda row: row.at, reverse=True))), ends

    async def matter(self, channel, address, ref):
        ends = self._confirmed(address)
        return self.matters.get(address, {}).get(ref), ends

    async def matter_seen(self, channel, address, ref, lines):
        self.seen.append((f"{address}:{ref}", lines))

    async def devices(self, channel, address):
        ends = self._confirmed(address)
        rows = self.linked.get(address, ())
        ways, night = self.chosen.get(address, ("both", False))
        return Devices(tuple(rows), ways, night), ends

    async def unlink(self, channel, address, name):
        self._confirmed(address)
        rows = self.linked.get(address, ())
        self.linked[address] = tuple(one for one in rows if one.id != name)
        return len(self.linked[address]) < len(rows)

    async def stop_sharing(self, channel, address, name):
        self._confirmed(address)
        rows = self.linked.get(address, ())
        there = any(one.id == name and one.shared for one in rows)
        self.linked[address] = tuple(replace(one, shared=False) if one.id == name else one for one in rows)
        return there

    async def choose(self, channel, address, ways, *, night):
        self._confirmed(address)
        self.chosen[address] = (ways, night)

    def put_matter(self, address, ref, state="open", *, lines=(), minutes=10, **more):
        """Put one matter there."""
        at = self.now() - timedelta(minutes=minutes)
        row = {name: more.pop(name) for name in ("kind", "about") if name in more}
        unread = sum(line.unread for line in lines)
        matter = Matter(ref, row.get("kind", "refill"), state, at, at - timedelta(days=1), row.get("about", ""), unread)
        page = MatterPage(
            matter, (("Which medicine", "sertraline 50 mg"), ("Pharmacy", "CVS Katonah")), tuple(lines), ()
        )
        self.matters.setdefault(address, {})[ref] = replace(page, **more)

    def line(self, seq, author, text, *, unread=False, by="Nora"):
        """One line of a matter."""
        return MatterLine(seq, author, by if author == "staff" else "", text, self.now(), unread)


def furnish_own(office, address, hostile=()):
    """A patient with one matter of each look."""
    office.set(address, level="VERIFIED")
    words = ["Your refill is ready at the pharmacy.\nPlease bring your card.", *hostile]
    lines = [office.line(1, "patient", "When can I pick it up?")]
    lines += [office.line(n, "staff", text, unread=True) for n, text in enumerate(words, start=2)]
    add = RenderedButton(f"add.{REFS[0]}", f"Add to {REFS[0]}")
    office.put_matter(address, REFS[0], "answered", lines=lines, buttons=(add,), minutes=5)
    times = (RenderedButton(f"proposal.accept.{REFS[1]}.1", "Tuesday, December 1, 9:30 am"),)
    times += (RenderedButton(f"proposal.decline.{REFS[1]}", "None of these"),)
    office.put_matter(
        address,
        REFS[1],
        "visit_booked",
        kind="appointment",
        about="Lucia Vega-Montgomery",
        buttons=times,
        visit="Tuesday, December 1, 9:30 am",
        minutes=90,
    )
    office.put_matter(address, REFS[2], "open", kind="message", minutes=4000)
    day = timedelta(days=1)
    now = office.now()
    office.linked[address] = (
        Device(f"{1:024x}", "web", True, now - day, now),
        Device(f"{2:024x}", "telegram", False, now - 9 * day, now - 2 * day, muted=True, shared=True),
        Device(f"{3:024x}", "inside", False, now - 2 * day, now - 2 * day),
        Device(f"{4:024x}", "web", False, now - 29 * day),
    )

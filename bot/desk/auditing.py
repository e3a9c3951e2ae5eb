"""The audit for leads: who read or did what, in words; and whether the chain is whole. Looking is itself in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.desk.part import Part
from bot.desk.rights import only_with
from bot.queue.refs import read_ref
from bot.staff_views import AuditAsk, AuditPage, AuditRow, ChainView
from bot.store import AuditLine, AuditWish
from bot.views import StaffView

READ = "audit.read"
A_PAGE = 50
A_PATIENT = "p:"
EVENT = "staff.audit.event."
WORDED = {
    "role": "staff.role.",
    "before": "staff.role.",
    "kind": "staff.kind.",
    "fields": "staff.search.field.",
    "form": "staff.record.word.",
    "verb": f"{EVENT}item.",
}
"""Details whose values have words of their own, and below which key."""
OTHERS = ("patient", "staff", "operator", "bot", "timer", "outbox", "practice", "unknown")
"""Who besides members of staff stands in the audit as somebody who did something."""


class Auditing(Part):
    """What leads see of the audit."""

    async def audit(self, staff: StaffView, ask: AuditAsk, before: int | None = None) -> AuditPage:
        """A page of what fits. Looking is itself in the audit."""
        only_with(staff, READ)
        wish = self._wish(ask)
        async with self.services.store.begin() as unit:
            detail = {"person": ask.person, "action": ask.action, "ref": ask.ref}
            await unit.audit.append("audit.read", staff.id, "audit", {k: v for k, v in detail.items() if v})
            people = {one.id: one.name for one in await unit.staff.list()}
        async with self.services.store.look() as unit:
            lines = await unit.audit.find(wish, A_PAGE + 1, before)
        names = people | {one: self.services.content.say(f"staff.audit.who.{one}") for one in OTHERS}
        rows = tuple(self._in_words(line, names) for line in lines[:A_PAGE])
        older = rows[-1].seq if len(lines) > A_PAGE else None
        return AuditPage(rows, older, tuple(names.items()), self._actions())

    async def check_audit(self, staff: StaffView) -> ChainView:
        """Check the whole chain and its signed checkpoints."""
        only_with(staff, READ)
        async with self.services.store.look() as unit:
            report = await unit.audit.verify()
        async with self.services.store.begin() as unit:
            detail = {"lines": report.entries, "problems": len(report.problems)}
            await unit.audit.append("audit.verified", staff.id, "audit", detail)
        return ChainView(report.entries, report.checkpoints, report.ok, report.broken_at, report.problems)

    def _wish(self, ask: AuditAsk) -> AuditWish:
        until = self.services.midnight(ask.until + timedelta(days=1)) if ask.until else None
        since = self.services.midnight(ask.since) if ask.since else None
        return AuditWish(ask.person or None, ask.action or None, read_ref(ask.ref) or ask.ref or None, since, until)

    def _actions(self) -> tuple[tuple[str, str], ...]:
        texts = self.services.content.texts["en"]
        keys = [key for key in texts if key.startswith(EVENT)]
        return tuple((key.removeprefix(EVENT), texts[key].text) for key in keys)

    def _in_words(self, line: AuditLine, names: Mapping[str, str]) -> AuditRow:
        say, has = self.services.content.say, self.services.content.has
        key = f"staff.audit.event.{line.event}"
        what = say(key) if has(key) else line.event
        alone = line.subject in (line.actor, line.event.partition(".")[0])
        about = "" if alone else self._told_of(line.subject, names)
        item = line.subject if read_ref(line.subject) == line.subject else ""
        detail = tuple((self._label(name), self._value(name, value, names)) for name, value in line.detail.items())
        return AuditRow(line.seq, line.at, names.get(line.actor, line.actor), what, about, item, detail)

    def _told_of(self, subject: str, names: Mapping[str, str]) -> str:
        """Whom or what a line is about; a patient, of whom the audit keeps no name, is told as one."""
        return names["patient"] if subject.startswith(A_PATIENT) else names.get(subject) or self._named(subject)

    def _named(self, subject: str) -> str:
        """A piece of the practice's own content by its title; anything else by its reference."""
        piece, content = subject.partition("@")[0], self.services.content
        keys = (f"button.{piece}", f"staff.practice.piece.{piece.removeprefix('hours.')}")
        return next((content.say(key) for key in keys if "." in piece and content.has(key)), subject)

    def _label(self, name: str) -> str:
        key = f"staff.audit.detail.{name}"
        return self.services.content.say(key) if self.services.content.has(key) else name

    def _value(self, name: str, value: object, names: Mapping[str, str]) -> str:
        """A value in words where it is one of those that the desk has words for."""
        if isinstance(value, list):
            return ", ".join(self._value(name, one, names) for one in value)
        kind, _, whom = str(value).rpartition(":") if name == "to" else ("", "", str(value))
        key = f"staff.role.{whom}" if kind == "role" else f"{WORDED[name]}{whom}" if name in WORDED else ""
        return self.services.content.say(key) if self.services.content.has(key) else names.get(whom, whom)

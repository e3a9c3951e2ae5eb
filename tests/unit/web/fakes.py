"""An office and a desk without a database: they keep everything in memory and answer by simple rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.channels.base import Inbound, Receipt, RenderedButton
from bot.staff_views import Entry, Means
from bot.views import (
    DeskError,
    EntryView,
    ItemPage,
    ItemView,
    MailView,
    ResetEntry,
    ResetForm,
    ResetResult,
    StaffView,
    ThreadLine,
    Transcript,
)
from bot.web.app import WebSettings, build
from tests.unit.web.fake_guidance import CONTENT, GUIDANCE
from tests.unit.web.fake_overview import FakeOverview
from tests.unit.web.fake_own import FakeOwn
from tests.unit.web.fake_work import FILE, FakeWork

NOW = datetime(2026, 11, 23, 15, 10, tzinfo=UTC)
BASE = "http://testserver"
GOOD_LINK = "goodlinkgoodlinkgoodlink"
GOOD_LAUNCH = "query_id=AAF&user=%7B%22id%22%3A4711%7D&auth_date=1795532161&hash=5947"
GOOD_RESET, WHOLE_RESET = "R" * 43, "W" * 43


class FakeOffice(FakeOwn):
    """The patient's side. `broken` makes it lose everything, as a full disk would."""

    def __init__(self, now=lambda: NOW, content=CONTENT):
        super().__init__(content)
        self.now = now
        self.received: list[Inbound] = []
        self.entries: dict[str, list[EntryView]] = {}
        self.around: dict[str, dict[str, object]] = {}
        self.listeners: dict[str, set[asyncio.Event]] = {}
        self.links = {GOOD_LINK}
        self.launches = {GOOD_LAUNCH}
        self.opened: list[str] = []
        self.reset_with: list[ResetEntry] = []
        self.mails: tuple[MailView, ...] = ()
        self.seen: list[tuple[str, tuple[int, ...]]] = []
        self.visits: set[tuple[str, str]] = set()
        self.broken = False
        self.unreadable = False
        self.beat = 15.0

    async def receive(self, event):
        guidance = GUIDANCE if "chest pain" in event.text else None
        if self.broken:
            return Receipt(stored=False, guidance=guidance)
        if any(one.event_id == event.event_id for one in self.received):
            return Receipt(stored=True, repeated=True, guidance=guidance)
        self.received.append(event)
        self._answer(event, guidance)
        return Receipt(stored=True, guidance=guidance)

    def _answer(self, event, guidance):
        if event.kind == "text":
            self.add(event.address, "said", "", event.text, event_id=event.event_id)
        if guidance:
            self.add(event.address, "reply", guidance.key, guidance.text, guidance.buttons)
        elif event.button == "go_on":
            self.add(event.address, "reply", "shared.going_on", self.say("shared.going_on"))
        elif event.button == "sign_out":
            self.set(event.address, level="ANONYMOUS", hide=True)
            self.add(event.address, "reply", "shared.signed_out", self.say("shared.signed_out"))
        elif event.button == "inbox":
            self.set(event.address, level="VERIFIED", hide=False, waiting=0)
        elif event.button == "menu":
            names = ("flow.appointment", "flow.refill", "faq")
            buttons = tuple(RenderedButton(name, self.say(f"button.{name}")) for name in names)
            self.add(event.address, "reply", "shared.menu", self.say("shared.menu"), buttons)
        else:
            self.add(event.address, "reply", "chat.greet", f"You wrote: {event.text or event.button}")
        self.wake(f"web:{event.address}")

    def add(self, address, kind, key, text, buttons=(), event_id=None, at=None, private=False):
        entries = self.entries.setdefault(address, [])
        entry = EntryView(len(entries) + 1, kind, key, text, tuple(buttons), at or self.now(), event_id, hidden=private)
        entries.append(entry)
        return entry

    def set(self, address, **values):
        self.around.setdefault(address, {}).update(values)
        self.wake(f"web:{address}")

    async def settled(self, channel, address, seconds):
        return True

    async def transcript(self, channel, address, after=0):
        if self.unreadable:
            raise OSError("disk")
        around = {"level": "ANONYMOUS", "speaker": "bot", "waiting": 0, "hide": True, **self.around.get(address, {})}
        entries = self.entries.get(address, [])
        shown = [replace(e, hidden=e.hidden and bool(around["hide"])) for e in entries]
        shown = [replace(e, text="", buttons=()) if e.hidden else e for e in shown]
        alarm = next((e for e in reversed(shown) if e.key.startswith("guidance.")), None)
        if alarm and any(e.key == "shared.going_on" and e.seq > alarm.seq for e in shown):
            alarm = None
        return Transcript(
            tuple(e for e in shown if e.seq > after),
            len(entries),
            around["level"],
            around["speaker"],
            around["waiting"],
            alarm,
            around.get("lang", "en") if entries else None,
            tuple(around.get("seen", ())),
        )

    async def looked_at(self, channel, address, entries):
        self.seen.append((address, entries))

    def wake(self, topic):
        for one in self.listeners.get(topic, ()):
            one.set()

    async def changes(self, topic) -> AsyncIterator[None]:
        event = asyncio.Event()
        self.listeners.setdefault(topic, set()).add(event)
        try:
            while True:
                yield
                await event.wait()
                event.clear()
        finally:
            self.listeners[topic].discard(event)

    async def link_is_good(self, token):
        return token in self.links

    async def open_link(self, token, address):
        if token not in self.links:
            return False
        self.links.discard(token)
        self.opened.append(address)
        self.add(address, "reply", "shared.welcome_back", self.say("shared.welcome_back"))
        return True

    async def open_app(self, launch, address):
        if launch not in self.launches:
            return False
        self.launches.discard(launch)
        self.opened.append(address)
        self.add(address, "reply", "shared.welcome_back", self.say("shared.welcome_back"))
        return True

    async def reset_form(self, token):
        return ResetForm(token == WHOLE_RESET, "mvega79") if token in (GOOD_RESET, WHOLE_RESET) else None

    async def reset(self, token, entry):
        self.reset_with.append(entry)
        if any("chest pain" in text for _, text in entry.questions) and not entry.calm:
            return ResetResult("flagged", guidance=GUIDANCE)
        if await self.reset_form(token) is None:
            return ResetResult("dead")
        if len(entry.password) < 15:
            errors = (("password", "portal.error.password.too_short"), ("question2", "portal.error.question"))
            return ResetResult("again", errors)
        return ResetResult("done")

    async def visit_file(self, channel, address, ref):
        verified = self.around.get(address, {}).get("level") == "VERIFIED"
        return FILE if verified and (address, ref) in self.visits else None

    async def mailbox(self):
        return self.mails


class FakeDesk(FakeWork, FakeOverview):
    """The staff's side: one nurse, Nora, and whatever items a test puts there."""

    def __init__(self, office=None, now=lambda: NOW):
        self.office = office
        self.now = now
        self.sessions: dict[str, StaffView] = {}
        self.items: dict[str, ItemPage] = {}
        self.acts: list[tuple[str, str, str, str]] = []

    async def sign_in(self, name, password, caller):
        if (name, password) != ("nora", "a long demo password"):
            return None
        token = f"{len(self.sessions):043d}"
        self.sessions[token] = StaffView("s1", "Nora Quill", "nurse", f"csrf-{token}", fresh=True)
        return Entry("open", token)

    async def who(self, token):
        return self.sessions.get(token)

    async def sign_out(self, token):
        self.sessions.pop(token, None)

    async def at_the_door(self):
        return Means()

    async def a_password_is_enough(self):
        return True

    async def issue_token(self, staff, ref):
        page = await self.item(staff, ref)
        if page.row.kind != "recovery":
            raise DeskError("staff.error.no_account")
        return "K7QM-2X9P-4RTD"

    async def item(self, staff, ref, before=None):
        if ref not in self.items:
            raise DeskError("staff.error.no_such_item")
        return self.items[ref]

    async def act(self, staff, ref, verb, text="", key=""):
        page = await self.item(staff, ref)
        self.acts.append((ref, verb, text, key))
        if verb not in page.moves:
            raise DeskError("staff.error.not_holder", by=page.row.assignee)
        if verb in ("reply", "note"):
            if not text.strip():
                raise DeskError("staff.error.empty")
            line = ThreadLine(
                "staff" if verb == "reply" else "note",
                staff.name,
                text,
                self.now(),
                "queued" if verb == "reply" else None,
            )
            self.items[ref] = replace(page, thread=(*page.thread, line))
        else:
            self.put(ref, **self._moved(verb, staff, text))
        if self.office:
            self.office.wake("queue")

    def _moved(self, verb, staff, text):
        return {
            "take": {"status": "taken", "assignee": staff.name},
            "release": {"status": "open", "assignee": None},
            "close": {"status": "closed", "outcome": text},
            "reopen": {"status": "open", "assignee": None},
        }[verb]

    def put(self, ref, *, about=None, fields=(), thread=None, outcome=None, **row):
        """Put an item there, or change one."""
        old = self.items.get(ref)
        base = (
            old.row
            if old
            else ItemView(
                ref,
                "appointment",
                "routine",
                "open",
                None,
                self.now() - timedelta(minutes=20),
                self.now() + timedelta(hours=4),
                False,
                "VERIFIED",
                "MV, 40\u201349",
            )
        )
        view = replace(base, **row)
        late = view.target_at is not None and view.status in ("open", "taken")
        view = replace(view, left=view.target_at - self.now() if late else None)
        mine = view.assignee == "Nora Quill"
        moves = {"open": ("take", "note"), "taken": ("reply", "note", "close", "release") if mine else ("note",)}.get(
            view.status, ("note", "reopen")
        )
        self.items[ref] = ItemPage(
            view,
            about or (old.about if old else {}),
            tuple(fields) or (old.fields if old else ()),
            thread if thread is not None else (old.thread if old else ()),
            outcome,
            mine,
            moves,
        )


def application(office=None, desk=None, **settings):
    """The pages over an office and a desk."""
    office = office or FakeOffice()
    plain = {
        "base_url": BASE,
        "practice_name": "Westchester Health",
        "office_tel": "+19142321919",
        "secure_cookies": False,
        "demo_mailbox": True,
        "clock": office.now,
    }
    return build(office, desk or FakeDesk(office), WebSettings(**{**plain, **settings}))

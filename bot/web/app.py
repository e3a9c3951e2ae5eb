"""All routes in one table, closed unless listed as open: what is not in `OPEN` needs a signed-in member of staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.access import Refused
from bot.web.account import FRESH as FRESH_ACCOUNT
from bot.web.account import Account
from bot.web.answers import Answers
from bot.web.assets import static
from bot.web.audit import Audit
from bot.web.board import Board
from bot.web.chat import Chat
from bot.web.deeds import Deeds
from bot.web.devices import DevicePages
from bot.web.door import Door
from bot.web.embed import Embed
from bot.web.forms import read_body
from bot.web.guard import Guard
from bot.web.halfway import STEPS, HalfWays
from bot.web.inbox import InboxPages
from bot.web.inside import Inside
from bot.web.install import Install
from bot.web.items import Items
from bot.web.landing import Landing
from bot.web.many import Many
from bot.web.own_content import OwnContentPages
from bot.web.pages import Pages
from bot.web.people import People
from bot.web.portal import Portal
from bot.web.presence import Presence
from bot.web.prove import Prove
from bot.web.record import Record
from bot.web.reminders import Reminders
from bot.web.reset import Reset
from bot.web.search import Search
from bot.web.settings import WebSettings
from bot.web.visits import Visits
from bot.web.worklist import Queue
from bot.workviews import WholeDesk, WorkOffice

__all__ = ["OPEN", "WebSettings", "build"]

Handler = Callable[[Request], Awaitable[Response]]
Row = tuple[str, str, str, Handler]

OPEN = frozenset(
    {
        "chat",
        "chat_say",
        "chat_press",
        "chat_language",
        "chat_stream",
        "chat_entries",
        "chat_seen",
        "chat_seen_whole",
        "inbox",  # guarded by the window, and by who is confirmed in it
        "inbox_matter",
        "inbox_seen",
        "inbox_seen_whole",
        "devices",
        "devices_unlink",
        "devices_sharing",
        "devices_choose",
        "chat_visit",  # guarded by the window, and by who is confirmed in it
        "link",
        "link_open",
        "app",  # guarded by Telegram's signature
        "app_open",
        "manifest",
        "embed",  # guarded by the list of sites that may frame it
        "embed_script",
        "mailbox",
        "reset",  # guarded by its token
        "reset_keep",
        "reset_done",
        "health",
        "static",
        "staff_door",
        "staff_sign_in",
        "staff_passkey_question",
        "staff_passkey",
        "webhook",
    }
)
"""Names of the routes that need no sign-in."""
HALF_WAY = frozenset({"staff_step", "staff_step_app_page", *(f"staff_step_{name}" for name in STEPS)})
"""Names of the routes that are guarded by a half session, which opens nothing else."""
FRESH = frozenset(f"staff_account_{name}" for name in FRESH_ACCOUNT)
FRESH_PARTS = ("staff_people", "staff_person", "staff_audit", "staff_record", "staff_board_sheet")
"""Routes for which it must have been shown a short while ago who this is: by name, and by how the name begins."""


MAX_UPDATE = 1_000_000
"""Bytes of one call of another channel's server."""


class Webhook(Protocol):
    """A channel that is called by its own server, on a path of its own."""

    @property
    def webhook_path(self) -> str | None:
        """Where it is called by POST; None when it fetches by itself."""
        ...

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take one call; the status to answer."""
        ...


PARTS = (Prove, Account, People, Audit, OwnContentPages, Search, Board, Record, Reminders)
"""Pages behind the sign-in, each with its routes."""
OWN = (Inside, Embed, Install, InboxPages, DevicePages)
"""Pages of a patient beside the chat, each with its routes."""


def build(office: WorkOffice, desk: WholeDesk, settings: WebSettings, webhook: Webhook | None = None) -> Starlette:
    """The web application of one practice."""
    pages = Pages(office, settings)
    items = Items(desk, pages)
    door = Door(desk, pages, Landing(items, OwnContentPages(desk, pages)))
    rows = (
        _webhook(webhook)
        + _patient(Chat(office, pages), Portal(office, pages))
        + [row for part in OWN for row in part(office, pages).routes()]
        + _reset(Reset(office, pages))
        + door.routes()
        + HalfWays(desk, pages, door).routes()
        + [row for part in PARTS for row in part(desk, pages).routes()]
        + _staff(door)
        + _presence(Presence(items))
        + _work(Queue(office, desk, pages), items, Deeds(items), Answers(items))
        + _visits(Visits(office, desk, pages))
    )
    routes = [
        Route(path, handler if _open(name) else door.only(handler, fresh=_fresh(name)), name=name, methods=[method])
        for name, method, path, handler in rows
    ]
    handlers = {404: pages.missing, 405: pages.missing, Refused: pages.refused}
    guard = Middleware(Guard, settings=settings, broken=pages.broken)
    app = Starlette(routes=routes, exception_handlers=handlers, middleware=[guard])
    app.router.redirect_slashes = False  # A wrong address is not corrected: that would tell which ones exist.
    return app


def _patient(chat: Chat, portal: Portal) -> list[Row]:
    return [
        ("chat", "GET", "/", chat.home),
        ("chat_say", "POST", "/chat/say", chat.say),
        ("chat_press", "POST", "/chat/press", chat.press),
        ("chat_language", "POST", "/chat/language", chat.speak),
        ("chat_entries", "GET", "/chat/entries", chat.entries),
        ("chat_seen", "POST", "/chat/seen", chat.seen),
        ("chat_seen_whole", "GET", "/chat/seen/{last}", chat.seen_whole),
        ("chat_stream", "GET", "/chat/stream", chat.stream),
        ("link", "GET", "/s/{token}", portal.link),
        ("link_open", "POST", "/s/{token}", portal.open),
        ("mailbox", "GET", "/mailbox", portal.mailbox),
        ("health", "GET", "/health", health),
        ("static", "GET", "/static/{name}", static),
    ]


def _reset(reset: Reset) -> list[Row]:
    return [
        ("reset", "GET", "/portal/reset/{token}", reset.form),
        ("reset_keep", "POST", "/portal/reset/{token}", reset.keep),
        ("reset_done", "GET", "/portal/done", reset.done),
    ]


def _open(name: str) -> bool:
    return name in OPEN or name in HALF_WAY


def _fresh(name: str) -> bool:
    return name in FRESH or name.startswith(FRESH_PARTS)


def _staff(door: Door) -> list[Row]:
    return [
        ("staff_sign_out", "POST", "/staff/sign-out", door.sign_out),
        ("staff_pulse", "GET", "/staff/pulse", pulse),
    ]


def _work(queue: Queue, items: Items, deeds: Deeds, answers: Answers) -> list[Row]:
    many = Many(queue)
    return [
        ("staff_queue", "GET", "/staff", queue.page),
        ("staff_many", "POST", "/staff/many", many.act),
        ("staff_many_again", "GET", "/staff/many", many.look),
        ("staff_stream", "GET", "/staff/stream", queue.stream),
        ("staff_item", "GET", "/staff/items/{ref}", items.page),
        ("staff_token", "POST", "/staff/items/{ref}/token", items.token),
        ("staff_transfer", "POST", "/staff/items/{ref}/transfer", deeds.transfer),
        ("staff_undo", "POST", "/staff/items/{ref}/undo", deeds.undo),
        ("staff_take_back", "POST", "/staff/items/{ref}/take-back", deeds.take_back),
        ("staff_canned", "POST", "/staff/items/{ref}/canned", deeds.canned),
        ("staff_propose", "POST", "/staff/items/{ref}/propose", answers.propose),
        ("staff_book", "POST", "/staff/items/{ref}/book", answers.book),
        ("staff_decide", "POST", "/staff/items/{ref}/decide", answers.decide),
        ("staff_act", "POST", "/staff/items/{ref}/{verb}", items.act),
    ]


def _presence(presence: Presence) -> list[Row]:
    return [
        ("staff_people_here", "GET", "/staff/items/{ref}/people", presence.people),
        ("staff_typing", "POST", "/staff/items/{ref}/typing", presence.typing),
    ]


def _visits(visits: Visits) -> list[Row]:
    return [
        ("chat_visit", "GET", "/chat/visit/{ref}.ics", visits.for_patient),
        ("staff_visit", "GET", "/staff/items/{ref}/visit.ics", visits.for_staff),
    ]


def _webhook(channel: Webhook | None) -> list[Row]:
    """Where a channel calls. It stands first: it is called more often than all others together."""
    if channel is None or channel.webhook_path is None:
        return []

    async def called(request: Request) -> Response:
        body = await read_body(request, MAX_UPDATE)
        return Response(status_code=await channel.handle_webhook(request.headers, body))

    return [("webhook", "POST", channel.webhook_path, called)]


async def pulse(_request: Request) -> Response:
    """Somebody is working at a page of the desk: the sign-in goes on."""
    return Response(status_code=204)


async def health(_request: Request) -> Response:
    """Whether the process answers."""
    return PlainTextResponse("ok\n")

"""Walks the route table of the real application: every path with every method, with what no page of ours would send."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
from sqlalchemy import text

from bot.bootstrap import add_telegram, build
from bot.settings import Secret, Settings
from bot.store import Staff
from bot.store.tables import METADATA
from bot.web.access import csrf_of
from bot.web.app import WebSettings
from bot.web.app import build as build_pages
from bot.web.guard import HEADERS, HSTS
from tests.integration.store_kit import EILEEN, NOW, Clock, Place, item
from tests.integration.truth_kit import EVERYBODY, REF, Nobody

BASE = "https://desk.example"
WORD = "a-long-random-word"
WINDOW = "w" * 43
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
MARK = "zq7\"'><img src=x onerror=alert(1)>{{7*7}}"
ODD = (
    "",
    MARK,
    "a\x00b",
    "\u202e\u0301\U0001f600\ufeff",
    "a\r\nSet-Cookie: planted=1\r\n\r\n<b>",
    "../../../../etc/passwd",
    "%252e%252e%2f%00",
    "9" * 400,
    "-1",
    "\u00b2\u0663",
    "x" * 6_000,
    "' OR 1=1 --",
)
KINDS = (
    ("application/x-www-form-urlencoded", b"csrf=1&csrf=2&csrf=&text=%ff%fe&text[]=1&=&&&;="),
    ("application/x-www-form-urlencoded; charset=utf-7", b"text=+ADw-b+AD4-"),
    ("application/json", b'{"csrf": null, "csrf": ["x"], "text": 1e999}'),
    ("application/json", b"[" * 50_000),
    ("application/json", b'{"text": "\\ud800\\u0000", "__proto__": "x"}'),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"; filename="a.php"\r\n\r\n',
    ),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("application/octet-stream", bytes(range(256)) * 8),
    ("", b""),
    ("\u00e4", b"\x00"),
)
TEMPLATES = Path(__file__).resolve().parents[2] / "bot" / "web"
NAME = re.compile(r'(?:name="|fields\.get\("|query_params\.get\(")([a-z_]{1,20})"')
SOURCES = [file for file in TEMPLATES.rglob("*") if file.suffix in (".html", ".py")]
NAMES = sorted({name for file in SOURCES for name in NAME.findall(file.read_text(encoding="utf-8"))} - {"csrf"})
"""Every name that a form or an address of ours may carry."""
FLAGS = ("httponly", "secure", "path=/")


@dataclass
class Site:
    """The real application with its real pages, and who may knock."""

    app: object
    pages: object
    clock: Clock

    async def browser(self, member: str | None) -> httpx.AsyncClient:
        """A browser of somebody signed in, who has just shown who they are; without anybody, a stranger's."""
        cookies = {"__Host-window": WINDOW}
        if member:
            async with self.app.services.store.begin() as unit:
                token = await unit.staff.open_session(member, self.clock(), how="passkey", proved_at=self.clock())
            cookies = dict.fromkeys(("__Host-desk", "__Host-window", "__Host-door", "__Host-half"), token)
        wire = httpx.ASGITransport(self.pages, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=wire, base_url=BASE, cookies=cookies) as tried:
            assert (await tried.get("/staff")).status_code == (200 if member else 303)
        return httpx.AsyncClient(transport=wire, base_url=BASE, cookies=cookies)

    async def sums(self) -> dict[str, str]:
        """A sum over all rows of each table."""
        found = {}
        async with self.app.services.store.engine.connect() as line:
            for table in METADATA.sorted_tables:
                rows = sorted(repr(tuple(row)) for row in await line.execute(text(f"SELECT * FROM {table.name}")))  # noqa: S608  # names of our own
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found


@asynccontextmanager
async def site(place: Place, folder: Path) -> AsyncIterator[Site]:
    """One practice, open to the network, with a bot that nobody answers."""
    clock = Clock()
    settings = Settings(
        var=folder, database_url="" if place.url.startswith("sqlite") else place.url, base_url=BASE,
        telegram_token=Secret("7000000001:AAHfakefakefakefakefakefakefakefake42"), telegram_api="http://127.0.0.1:9",
        telegram_webhook_url=f"{BASE}/telegram/k7Xq", telegram_webhook_secret=Secret(WORD),
    )  # fmt: skip
    app = await build(settings, reader=Nobody(), clock=clock)
    channel = add_telegram(app)
    async with app.services.store.begin() as unit:
        for one in EVERYBODY:
            await unit.staff.put(Staff(one.id, one.name, one.role, "", active=True))
        await unit.people.put_patient(EILEEN)
        talk = await unit.conversations.find_or_create("web", "somebody", NOW)
        await unit.queue.add(item(talk, REF, patient_id=EILEEN.id))
    web = WebSettings(BASE, "A practice", "+15550100199", secure_cookies=True, demo_mailbox=True, clock=clock)
    try:
        yield Site(app, build_pages(app.office, app.desk, web, webhook=channel), clock)
    finally:
        await channel.close()
        await app.services.store.close()


def paths(pattern: str) -> Iterator[str]:
    """Addresses of a route: one that is there, and ones with everything odd in its places."""
    places = re.findall(r"\{(\w+)(?::\w+)?\}", pattern)
    real = {"ref": REF, "name": "base.css", "verb": "take", "id": "s-nora", "last": "1"}
    for odd in (None, *ODD) if places else (None,):
        address = pattern
        for one in places:
            value = real.get(one, "1") if odd is None else odd
            address = re.sub(rf"\{{{one}(:\w+)?\}}", lambda _, value=value: quote(value, safe=""), address)
        yield address


def queries() -> Iterator[str]:
    """What stands behind the question mark: every name that is known, with everything odd, twice, and without end."""
    yield ""
    for number, odd in enumerate(ODD):
        some = NAMES[number % 3 :: 3][: 30_000 // (3 * len(odd) + 20)]  # a longer address no server takes
        yield "&".join(f"{name}={quote(odd, safe='')}" for name in some)
    yield "&".join(f"{name}=1&{name}=2&{name}[]=3" for name in NAMES)
    yield "a=1&" * 2_000
    yield "%ff%fe=%c0%80&&=&;"


def bodies(token: str) -> Iterator[tuple[str, bytes]]:
    """Forms with the right token and everything odd in every field; then what is no form at all."""
    for number, odd in enumerate(ODD):
        for names in list(batched_names())[number % 2 :: 2]:
            fields = [("csrf", csrf_of(token)), *((name, odd) for name in names)]
            body = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields)
            yield KINDS[0][0], body.encode()
    yield KINDS[0][0], f"csrf={csrf_of(token)}&csrf={csrf_of(token)}&text=1&text=2".encode()
    yield KINDS[0][0], b"a" * 2_000_000
    yield from KINDS


def batched_names() -> Iterator[list[str]]:
    """As many names as one form may have."""
    yield from (NAMES[start : start + 11] for start in range(0, len(NAMES), 11))


FOR_OTHER_SITES = ("Cache-Control", "Cross-Origin-Resource-Policy")
"""What the one script that other sites load says of itself in its own way. It is the same for everybody."""


def check(answer: httpx.Response, *, asked: str) -> None:
    """What holds for every answer, whatever was asked."""
    assert answer.status_code < 500, (asked, answer.status_code)
    others = FOR_OTHER_SITES if asked.split(" ")[1].partition("?")[0] == "/embed.js" else ()
    for name, value in {**HEADERS, "Strict-Transport-Security": HSTS}.items():
        if name != "Content-Security-Policy" and name not in others:
            assert answer.headers.get(name) == value, (asked, name)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'"), asked
    assert "access-control-allow-origin" not in answer.headers, asked
    for name, value in answer.headers.multi_items():
        assert not re.search(r"[\r\n\x00]", value), (asked, name)
        if name == "set-cookie":
            assert value.startswith("__Host-"), (asked, value)
            assert all(flag in value.lower() for flag in (*FLAGS, "samesite=")), (asked, value)
    if answer.content:
        kind = answer.headers["content-type"]
        assert "charset=utf-8" in kind or kind.startswith(
            ("application/json", "application/manifest+json", "image/")
        ), (asked, kind)
    assert 'zq7"' not in answer.text, asked
    assert "<img src=x" not in answer.text, asked
    assert "Traceback" not in answer.text, asked

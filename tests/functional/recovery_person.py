"""Somebody who cannot sign in, in the chat and on the reset page, over the real application without a socket."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from bot.web.app import WebSettings, build
from nlu.understanding import Reader
from tests.functional.practice import Practice, practice

BASE = "http://127.0.0.1:8080"
LINK = re.compile(r"/portal/reset/[A-Za-z0-9_-]{43}")
FACTS = {
    "username": ("I forgot my username", "last_name", "email", "dob"),
    "password": ("I forgot my password", "username"),
    "token": ("I have a reset token", "token", "email"),
    "all": ("I forgot my username and my password", "first_name", "last_name", "email", "dob", "zip"),
}
"""How each path begins, and what it asks for."""
MARISOL = {
    "first_name": "Marisol",
    "last_name": "Vega",
    "email": "marisol.vega@example.com",
    "dob": "8/12/1979",
    "zip": "10549",
    "username": "mvega79",
    "token": "K7QM-2X9P-4RTD",
}
GRACE = {
    **MARISOL,
    "first_name": "Grace",
    "last_name": "Kim",
    "email": "grace.kim@example.com",
    "dob": "9/23/1990",
    "username": "gracek90",
}
NOBODY = {
    **MARISOL,
    "first_name": "Pauline",
    "last_name": "Cast",
    "email": "pauline.cast@example.com",
    "dob": "3/4/1966",
    "username": "pauline",
}
PHRASE = "kettle over seven hills"
FORM = {
    "password": PHRASE,
    "again": PHRASE,
    "question1": "1",
    "answer1": "Biscuit",
    "question2": "5",
    "answer2": "a green Saab",
    "question3": "9",
    "answer3": "plum dumplings",
}


class Portal:
    """The practice, with what people do on its reset page."""

    def __init__(self, one: Practice) -> None:
        self.one = one
        app = one.rehearsal.app
        pages = build(
            app.office, app.desk, WebSettings(BASE, "Westchester Health", "+19142321919", secure_cookies=False)
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url=BASE)

    @property
    def app(self) -> Any:
        """The application itself."""
        return self.one.rehearsal.app

    async def asks(self, path: str, facts: Mapping[str, str], who: str) -> list[Mapping[str, Any]]:
        """One whole recovery in the chat; what came of each message."""
        begin, *slots = FACTS[path]
        return [await self.one.says(text, who) for text in (begin, *(facts[slot] for slot in slots))]

    async def mailed_link(self, path: str = "password", facts: Mapping[str, str] = MARISOL, who: str = "1") -> str:
        """The address in the mail that a recovery sends."""
        return link_of((await self.asks(path, facts, who))[-1]["mail"][0]["text"])

    async def sends(self, link: str, **changed: str) -> httpx.Response:
        """Look at the page and send its form."""
        await self.http.get(link)
        page = await self.http.get("/")
        csrf = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
        return await self.http.post(link, data={"csrf": csrf, **FORM, **changed})

    async def credentials(self, patient: str = "marisol") -> Any:
        """What signs a patient in now."""
        async with self.app.services.store.look() as unit:
            return await unit.portal.credentials(patient)

    async def staff_token(self, facts: Mapping[str, str] = MARISOL, who: str = "help") -> str:
        """A token of the portal team, made from a request for help."""
        for text in ("I can't log in", "Something else"):
            await self.one.does(who, **({"press": text} if text[0] == "S" else {"say": text}))
        for text in (facts["last_name"], facts["email"], facts["dob"]):
            await self.one.says(text, who)
        ref = (await self.one.says("nothing arrives", who))["queue"][-1]["ref"]
        made = await self.one.does(staff="token", **{"as": "Sofia", "ref": ref})
        return str(made["token"])


def link_of(text: str) -> str:
    """The address of the reset page in a mail or a button."""
    found = LINK.search(text)
    assert found, text
    return found[0]


def words(page: httpx.Response) -> str:
    """What stands on a page."""
    body = page.text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


@asynccontextmanager
async def portal(folder: Path, reader: Reader) -> AsyncIterator[Portal]:
    """A practice with the demo people and its pages."""
    async with practice(folder, reader) as one:
        yield Portal(one)

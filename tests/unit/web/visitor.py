"""A browser without a screen: keeps cookies, reads the token off a page, sends forms as a page of ours would."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx

from tests.unit.web.fakes import BASE

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Visitor:
    """One browser, over the application itself."""

    def __init__(self, app):
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=BASE)
        self.csrf = ""

    async def get(self, path, **headers):
        answer = await self.http.get(path, headers=headers)
        found = TOKEN.search(answer.text)
        self.csrf = found[1] if found else self.csrf
        return answer

    async def form(self, path, headers=None, **fields):
        return await self.http.post(path, data={"csrf": self.csrf, **fields}, headers=headers or {})

    async def json(self, path, headers=None, **fields):
        plain = {"accept": "application/json", **(headers or {})}
        return await self.http.post(path, json={"csrf": self.csrf, **fields}, headers=plain)

    async def signed_in(self):
        await self.get("/staff/sign-in")
        await self.form("/staff/sign-in", name="nora", password="a long demo password")
        await self.get("/staff")
        return self


class Words(HTMLParser):
    """The words of a page as a reader meets them, and the names of its tags and attributes."""

    def __init__(self, html):
        super().__init__()
        self.text = ""
        self.tags = []
        self.attributes = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text += data

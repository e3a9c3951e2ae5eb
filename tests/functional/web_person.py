"""A person at the practice's pages, by plain HTTP: no script, forms and links only."""

from __future__ import annotations

import html
import re
import ssl

import httpx


class WebPerson:
    """One browser."""

    def __init__(self, base: str, trusts: ssl.SSLContext | None = None) -> None:
        self.base = base
        self.client = httpx.AsyncClient(
            base_url=base, follow_redirects=True, timeout=30, trust_env=False, verify=trusts or True
        )
        self.page = ""

    async def close(self) -> None:
        """Close the browser."""
        await self.client.aclose()

    async def get(self, path: str) -> int:
        """Open a page; its status."""
        answer = await self.client.get(path)
        self.page = answer.text
        return answer.status_code

    async def post(self, path: str, **fields: str) -> int:
        """Send a form of the page that is open; the status of what comes back."""
        answer = await self.client.post(path, data={"csrf": self.field("csrf"), **fields})
        self.page = answer.text
        return answer.status_code

    def field(self, name: str) -> str:
        """The value of a hidden field on the page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return html.unescape(found.group(1)) if found else ""

    def words(self) -> str:
        """What stands on the page."""
        shown = re.sub(r"<(script|style|template)\b.*?</\1>", " ", self.page, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())

    async def open_link(self, link: str) -> int:
        """Follow a secure link to its end: look at it, then press its one button."""
        path = link.removeprefix(self.base)
        await self.get(path)
        return await self.post(path)

    async def says(self, text: str, event: str = "") -> str:
        """Type into the chat; what stands there afterwards."""
        await self.post("/chat/say", text=text, event=event)
        await self.get("/")
        return self.words()

    async def presses(self, label: str, event: str = "") -> str:
        """Press the newest button with this label; what stands there afterwards."""
        shown = re.findall(r'name="button" value="([^"]*)"[^>]*>(.*?)</button>', self.page)
        found = [value for value, text in shown if html.unescape(re.sub(r"<[^>]*>", "", text)).strip() == label]
        assert found, f"no button {label!r}"
        await self.post("/chat/press", button=html.unescape(found[-1]), event=event)
        await self.get("/")
        return self.words()

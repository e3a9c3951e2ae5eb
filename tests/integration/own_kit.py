"""Somebody at the pages of hours and wording: drafts, publishes, and what patients read then."""

from __future__ import annotations

import re

BASE = "/staff/practice"
FEE, HOURS, DAYS = f"{BASE}/faq/fee", f"{BASE}/hours/office-hours", f"{BASE}/hours/office-holidays"


def field(browser, name: str) -> str:
    """What a hidden field of the page holds."""
    return re.search(rf'name="{name}" value="(\d+)"', browser.page)[1]


async def drafts(browser, words: str, page: str = FEE, **more: str) -> None:
    """Open the page, type, save and check."""
    await browser.get(page)
    fields = {"version": field(browser, "version"), "base": field(browser, "base"), **more}
    await browser.post(f"{page}/save", **({"answer": words} if words else {}), **fields)


async def publishes(browser, words: str, page: str = FEE, **more: str) -> None:
    """Draft and publish."""
    await drafts(browser, words, page, **more)
    await browser.post(f"{page}/publish", version=field(browser, "version"))


def said(desk, key: str = "faq.fee") -> str:
    """What a patient reads."""
    return desk.application.services.content.say(key)


async def kept(desk) -> tuple[int, int]:
    """How many revisions and drafts there are."""
    async with desk.store.look() as unit:
        return await unit.revisions.newest(), len(await unit.drafts.list())

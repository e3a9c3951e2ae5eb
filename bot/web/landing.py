"""The page that somebody comes to who has signed in: the one they wanted, with the form that they had filled in."""

from __future__ import annotations

from starlette.responses import Response

from bot.views import StaffView
from bot.web.answers import kept_of
from bot.web.carried import DRAFTS, SAVE, Carried
from bot.web.items import Items
from bot.web.own_content import BASE, OwnContentPages


class Landing:
    """Shows a form again; nothing that was typed is done or kept before its button is pressed once more."""

    def __init__(self, items: Items, own: OwnContentPages) -> None:
        self.items = items
        self.own = own

    async def __call__(self, staff: StaffView, carried: Carried) -> Response:
        """Answer whoever just came in with a form."""
        if carried.verb == SAVE:
            area, _, slug = carried.back.removeprefix(f"{BASE}/").partition("/")
            return await self.own.typed_before(staff, (area, slug), carried.typed)
        ref = carried.back.rpartition("/")[2]
        if carried.verb in DRAFTS:
            return await self.items.shown(staff, ref, drafts={carried.verb: carried.typed.get("text", "")})
        return await self.items.shown(staff, ref, forms=kept_of(carried.typed, visit=carried.verb != "decide"))

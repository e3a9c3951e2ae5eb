"""What is done with a request beside the plain verbs: handed on, undone, taken back, an answer put in."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import DeskError, StaffView
from bot.web.access import Refused
from bot.web.behind import staff_of
from bot.web.forms import number, read_fields
from bot.web.items import Items, known
from bot.workviews import TakenBack


class Deeds:
    """The routes of these actions."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.desk = items.work

    async def transfer(self, request: Request) -> Response:
        """Hand a request on; if one may not look at it any more, back to the list, with the way to undo it."""
        staff, ref = _asked(request)
        fields = await read_fields(request)
        note = {"transfer": fields.get("text", "")}
        try:
            self.items.check(request, fields)
            known(ref)
            handed = await self.desk.transfer(staff, ref, fields.get("to", "")[:80], note["transfer"])
        except DeskError as refused:
            return await self.items.shown(staff, ref, error=refused, drafts=note)
        except Refused as refused:
            stale = DeskError("staff.error.stale")
            return await self.items.shown(staff, ref, error=stale, drafts=note, status=refused.status)
        if handed.seen:
            return RedirectResponse(f"/staff/items/{ref}?done=transfer", 303)
        return RedirectResponse(f"/staff?{urlencode({'handed': ref, 'moves': handed.moves})}", 303)

    async def undo(self, request: Request) -> Response:
        """Undo one's own last move."""
        staff, ref = _asked(request)
        fields = await self.items.form(request)
        try:
            known(ref)
            await self.desk.undo(staff, ref, number(fields.get("moves")) or 0)
        except DeskError as refused:
            return await self.items.shown(staff, ref, error=refused)
        return RedirectResponse(f"/staff/items/{ref}?done=undo", 303)

    async def take_back(self, request: Request) -> Response:
        """Take a reply back before it goes; its words are in the box again."""
        staff, ref = _asked(request)
        fields = await self.items.form(request)
        try:
            known(ref)
            back = await self.desk.take_back(staff, ref, number(fields.get("seq")) or 0)
        except DeskError as refused:
            return await self.items.shown(staff, ref, error=refused)
        if back.move == "replied":
            return await self.items.shown(staff, ref, drafts={"reply": back.text}, done="take_back")
        return await self.items.shown(staff, ref, forms=_form_of(back), done="take_back")

    async def canned(self, request: Request) -> Response:
        """Put an answer into the box, below what is there: what a script does at once, for browsers without."""
        staff, ref = _asked(request)
        fields = await self.items.form(request)
        try:
            known(ref)
            around = await self.desk.around(staff, ref)
        except DeskError as refused:
            return await self.items.shown(staff, ref, error=refused)
        words = next((one.text for one in around.canned if one.id == fields.get("canned")), "")
        draft = "\n\n".join(part for part in (fields.get("text", "").strip(), words) if part)
        return await self.items.shown(staff, ref, drafts={"reply": draft})


def _asked(request: Request) -> tuple[StaffView, str]:
    return staff_of(request), request.path_params["ref"]


def _form_of(back: TakenBack) -> dict[str, dict[str, str]]:
    """An answer that was taken back, as the form that it was made with."""
    if back.move in ("approved", "declined"):
        return {"decide": {"words": back.text}}
    rows = {
        f"{name}{number}": part
        for number, at in enumerate(back.times, start=1)
        for name, part in zip(("day", "time"), at[:16].split("T"), strict=True)
    }
    return {"visit": {**rows, "minutes": str(back.minutes), "note": back.text}}

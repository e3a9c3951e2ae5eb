"""Answers that are more than words, by plain forms: times proposed, a visit booked, a refill approved, declined or passed on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import DeskError, StaffView
from bot.web.access import Refused
from bot.web.behind import staff_of
from bot.web.forms import number, read_fields
from bot.web.items import Items, known

ROWS = ("1", "2", "3")
"""Times that one form can hold."""
VISIT = (*(f"{name}{row}" for row in ROWS for name in ("day", "time")), "minutes", "note")
Deed = Callable[[StaffView, str, Mapping[str, str]], Awaitable[str]]


class Answers:
    """The routes of these answers. What was typed is kept when it is refused."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.desk = items.work

    async def propose(self, request: Request) -> Response:
        """Propose up to three times."""
        return await self._do(request, self._propose, visit=True)

    async def book(self, request: Request) -> Response:
        """Book the first time of the form, or the one that the patient took."""
        return await self._do(request, self._book, visit=True)

    async def decide(self, request: Request) -> Response:
        """Approve a refill, decline it, or pass it on, by the button that was pressed."""
        return await self._do(request, self._decide, visit=False)

    async def _propose(self, staff: StaffView, ref: str, fields: Mapping[str, str]) -> str:
        times = [one for row in ROWS if (one := _time(fields, row))]
        await self.desk.propose(staff, ref, times, _minutes(fields), fields.get("note", ""), _key(fields))
        return "propose"

    async def _book(self, staff: StaffView, ref: str, fields: Mapping[str, str]) -> str:
        at = fields.get("taken", "")[:40] or _time(fields, "1")
        if any(_time(fields, row) for row in ROWS[1:]):
            raise DeskError("staff.error.one_time")
        await self.desk.book(staff, ref, at, _minutes(fields), fields.get("note", ""), _key(fields))
        return "book"

    async def _decide(self, staff: StaffView, ref: str, fields: Mapping[str, str]) -> str:
        words, verdict = fields.get("text", ""), fields.get("verdict", "")
        if verdict in ("approve", "decline"):
            await self.desk.decide(staff, ref, approve=verdict == "approve", words=words, key=_key(fields))
            return verdict
        if not words.strip():
            raise DeskError("staff.error.no_reason")
        handed = await self.desk.transfer(staff, ref, verdict[:80], words)
        return "transfer" if handed.seen else f"handed {handed.moves}"

    async def _do(self, request: Request, deed: Deed, *, visit: bool) -> Response:
        staff = staff_of(request)
        ref, fields = request.path_params["ref"], await read_fields(request)
        kept = kept_of(fields, visit=visit)
        try:
            self.items.check(request, fields)
            known(ref)
            done = await deed(staff, ref, fields)
        except DeskError as refused:
            return await self.items.shown(staff, ref, error=refused, forms=kept)
        except Refused as refused:
            stale = DeskError("staff.error.stale")
            return await self.items.shown(staff, ref, error=stale, forms=kept, status=refused.status)
        if done.startswith("handed "):
            return RedirectResponse(f"/staff?handed={ref}&moves={done.removeprefix('handed ')}", 303)
        return RedirectResponse(f"/staff/items/{ref}?done={done}", 303)


def kept_of(fields: Mapping[str, str], *, visit: bool) -> dict[str, dict[str, str]]:
    """What was typed into one of these forms, so that it stands there again."""
    if visit:
        return {"visit": {name: fields.get(name, "")[:2_000] for name in VISIT}}
    return {"decide": {"words": fields.get("text", "")}}


def _time(fields: Mapping[str, str], row: str) -> str:
    """A day and a time as one; one of them alone is left as it is, to be refused in words."""
    day, time = (fields.get(f"{name}{row}", "").strip()[:20] for name in ("day", "time"))
    return f"{day}T{time}" if day or time else ""


def _minutes(fields: Mapping[str, str]) -> int:
    return number(fields.get("minutes"), 3) or 0


def _key(fields: Mapping[str, str]) -> str:
    return fields.get("key", "")[:60]

"""Several requests of the list by one press: a plain form to one route, and the list again with what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.views import DeskError
from bot.web.access import Refused, check_form
from bot.web.behind import staff_of
from bot.web.forms import MAX_FORM, number, read_fields
from bot.web.items import REF
from bot.web.worklist import Queue, asked_by
from bot.workviews import Did, Ticked, Wish
from policies import limits

TICK = "item."
"""How the field of a ticked row is named, before its reference; its value is how many moves the request had made."""
MOST_FIELDS = limits.MANY_AT_ONCE + 20


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a press: what was done, what was not and why."""

    verb: str
    did: tuple[Did, ...]

    @property
    def done(self) -> tuple[Did, ...]:
        """Those that were done."""
        return tuple(one for one in self.did if not one.why)

    @property
    def undone(self) -> tuple[Did, ...]:
        """Those that were not."""
        return tuple(one for one in self.did if one.why)


class Many:
    """The route of it."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.pages = queue.pages

    async def look(self, _request: Request) -> Response:
        """A browser that asks for the page once more is led to the list."""
        return RedirectResponse("/staff", 303)

    async def act(self, request: Request) -> Response:
        """Do it with each that is ticked. Refused as a whole: the list again with the reason, and every tick where it was."""
        staff = staff_of(request)
        fields = await read_fields(request, MAX_FORM, MOST_FIELDS)
        ticked = [one for name, value in fields.items() if (one := _ticked(name, value))]
        wish = Wish(fields.get("verb", ""), _words(fields), fields.get("to", "")[:80])
        try:
            check_form(request, self.pages.settings, staff.csrf, fields.get("csrf", ""))
            did = await self.queue.desk.many(staff, ticked, wish)
        except DeskError as refused:
            return await self._shown(request, fields, problem=refused, ticked=ticked, status=409)
        except Refused as refused:
            stale = DeskError("staff.many.error.stale")
            return await self._shown(request, fields, problem=stale, ticked=ticked, status=refused.status)
        told = Told(wish.verb, did)
        return await self._shown(request, fields, told=told, status=200 if told.done else 409)

    async def _shown(
        self,
        request: Request,
        fields: Mapping[str, str],
        *,
        status: int,
        told: Told | None = None,
        problem: DeskError | None = None,
        ticked: list[Ticked] | None = None,
    ) -> Response:
        say = self.pages.say
        more: dict[str, Any] = {
            "told": told,
            "reasons": {one.ref: say(one.why, **one.params) for one in told.undone} if told else {},
            "problem": say(problem.key, **problem.params) if problem else "",
            "ticked": {one.ref for one in ticked or ()},
            "chosen": {name: fields.get(name, "") if problem else "" for name in ("to", "note")},
        }
        return await self.queue.shown(staff_of(request), asked_by(fields), status, **more)


def _ticked(name: str, value: str) -> Ticked | None:
    ref = name.removeprefix(TICK)
    moves = number(value)
    return None if ref == name or not REF.match(ref) or moves is None else Ticked(ref, moves)


def _words(fields: Mapping[str, str]) -> str:
    """The outcome of what is closed, or the note that goes with what is handed on."""
    return fields.get("outcome" if fields.get("verb") == "close" else "note", "")

"""One patient's record, handed out: as a page to be printed, or as a file; for a reason that is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.overviews import Cell, RecordAsk, RecordPage
from bot.views import DeskError
from bot.web.behind import NOT_YOURS, Behind, staff_of
from bot.web.board import day
from bot.web.door import Row
from bot.web.sheets import as_file
from policies import roles

BASE = "/staff/record"
LONGEST = 600
FIELDS = ("ref", "name", "dob", "reason")


class Record(Behind):
    """The routes of records."""

    def routes(self) -> list[Row]:
        """Behind the sign-in, and only for who looks after the desk."""
        return [("staff_record", "GET", BASE, self.page), ("staff_record_make", "POST", BASE, self.make)]

    async def page(self, request: Request) -> Response:
        """The form: whose record, and why."""
        if not roles.may(staff_of(request).role, "record.export"):
            return self.barred(staff_of(request), DeskError(NOT_YOURS))
        return self._form(request, {"ref": request.query_params.get("ref", "")[:40]})

    async def make(self, request: Request) -> Response:
        """Hand it out. Refused: the form again, with what was typed."""
        fields = await self.form(request)
        typed = {name: " ".join(fields.get(name, "").split())[:LONGEST] for name in FIELDS}
        ask = RecordAsk(typed["reason"], typed["ref"], typed["name"], day(typed["dob"]))
        form = "json" if fields.get("form") == "json" else "page"
        try:
            record = await self.desk.record(staff_of(request), ask, form)
        except DeskError as refused:
            if refused.key == NOT_YOURS:
                return self.barred(staff_of(request), refused)
            return self._form(request, typed, refused)
        if form == "json":
            made = self._local(record.made_at).date().isoformat()
            return as_file(self.file(record), "application/json", f"record-{made}.json")
        return self.pages.page(
            "disclosure.html", staff=staff_of(request), record=record, told=self.told, whole_day=self.whole_day
        )

    def _form(self, request: Request, typed: Mapping[str, str], refused: DeskError | None = None) -> Response:
        return self.pages.page(
            "record.html",
            409 if refused else 200,
            staff=staff_of(request),
            typed={**dict.fromkeys(FIELDS, ""), **typed},
            problem=self.words(refused),
        )

    def told(self, cell: Cell) -> str:
        """A cell as it is printed: times with their date and year, so that paper stays right."""
        if not isinstance(cell, datetime):
            return "" if cell is None else str(cell)
        at = self._local(cell)
        return self.pages.say("calendar.moment", date=self.whole_day(at), time=self.pages.times.time(at))

    def whole_day(self, day: date) -> str:
        """A day with its year."""
        say = self.pages.say
        return say("calendar.date_year", month=say(f"calendar.month.{day.month}"), day=str(day.day), year=str(day.year))

    def file(self, record: RecordPage) -> bytes:
        """The record as a file that another program can read: sections by name, rows by the names of their columns."""
        sections = {
            one.name: [dict(zip(one.columns, map(self._plain, row), strict=True)) for row in one.rows]
            for one in record.sections
        }
        whole = {
            "practice": self.pages.settings.practice_name,
            "patient": record.patient,
            "date_of_birth": record.dob.isoformat(),
            "made_at": self._plain(record.made_at),
            "made_by": record.made_by,
            "reason": record.reason,
            "sections": sections,
        }
        return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")

    def _plain(self, cell: Cell) -> Any:  # noqa: ANN401  # a value of JSON
        return self._local(cell).isoformat() if isinstance(cell, datetime) else cell

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.pages.settings.zone)

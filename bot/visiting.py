"""The visit that a request has come to, as a file for a calendar: for staff on the request's page, for the patient in the chat."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from bot.queue.calendar_file import Visit, calendar_file
from bot.queue.item import Item, Kind
from bot.services import Services

USUAL_MINUTES = 20


def visit_of(item: Item) -> Visit | None:
    """The visit of a request: the time that the patient took, or that staff booked; None while there is neither."""
    at = item.fields.get("visit_at")
    if item.kind is not Kind.APPOINTMENT or not isinstance(at, str):
        return None
    minutes = item.fields.get("visit_minutes")
    long = minutes if isinstance(minutes, int) else USUAL_MINUTES
    return Visit(item.ref, datetime.fromisoformat(at), long, item.fields.get("proposal_answer") == "booked", item.moves)


def file_of(services: Services, item: Item, lang: str = "en") -> str | None:
    """The file. It says when and where to call, never what for, and not with whom."""
    visit = visit_of(item)
    if visit is None:
        return None
    say = services.content.say
    summary = say("calendar.file.booked" if visit.booked else "calendar.file.proposed", lang)
    host = urlsplit(services.base_url).hostname or "localhost"
    return calendar_file(visit, summary, say("calendar.file.text", lang, ref=item.ref), host, services.clock())

"""The kinds of content that a practice changes on a page. A new kind is one file here and one line in `AREAS`."""

from bot.content.areas.answers import ANSWERS
from bot.content.areas.area import Area
from bot.content.areas.hours import HOURS
from bot.content.areas.ready import READY

AREAS: dict[str, Area] = {area.name: area for area in (HOURS, ANSWERS, READY)}

__all__ = ["AREAS"]

"""What is carried through signing in: the page that was wanted, and a draft that was being typed when the time ran out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

HOME = "/staff"
NEXT = re.compile(
    r"/staff(?:/[A-Za-z0-9-]{1,40}){0,3}\Z|/staff/(?:audit|board|record|search)\?[\w=&%.+:-]{1,300}\Z", re.ASCII
)
"""Pages of the desk. An address may come with a trap, so nothing else is gone to."""
DRAFTS = ("reply", "note", "transfer")
"""Actions whose words are kept when they are refused."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Where to, and the draft: which action it was for, and its words."""

    wanted: str = ""
    verb: str = ""
    draft: str = ""

    @property
    def back(self) -> str:
        """The page that was wanted, if it is one of the desk."""
        return self.wanted if NEXT.match(self.wanted) else HOME

    @property
    def query(self) -> str:
        """The page that was wanted, as part of an address."""
        return urlencode({"next": self.back}, safe="/")


def wanted_of(path: str, query: str) -> Carried:
    """The page of an address, with its filters where it has some that may be gone back to."""
    whole = f"{path}?{query}" if query else path
    return Carried(whole if NEXT.match(whole) else path)


def carried_by(fields: Mapping[str, str]) -> Carried:
    """What a form carries along."""
    verb = fields.get("verb", "")
    return Carried(fields.get("next", ""), verb, fields.get("draft", "") if verb in DRAFTS else "")

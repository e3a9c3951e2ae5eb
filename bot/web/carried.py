"""What is carried through signing in: the page that was wanted, and a form that was filled in when the time ran out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

HOME = "/staff"
NEXT = re.compile(
    r"/staff(?:/[A-Za-z0-9-]{1,60}){0,3}\Z|/staff/(?:audit|board|record|search)\?[\w=&%.+:-]{1,300}\Z", re.ASCII
)
"""Pages of the desk. An address may come with a trap, so nothing else is gone to."""
DRAFTS = ("reply", "note", "transfer")
"""Actions on a request with words, which are kept when they are refused."""
FORMS = ("propose", "book", "decide")
"""Answers that are more than words."""
SAVE = "save"
"""Keeping a piece of the practice's own content."""
MOST = 2_000
"""Fields of the largest form; more are no form of ours."""
NOT_TYPED = ("csrf", "key")
"""What a page puts into a form for one time."""
PLACES = (("/staff/items/", (*DRAFTS, *FORMS)), ("/staff/practice/", (SAVE,)))


@dataclass(frozen=True, slots=True)
class Carried:
    """Where to, and what was typed: which action it was for, and the fields of its form."""

    wanted: str = ""
    verb: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def back(self) -> str:
        """The page that was wanted, if it is one of the desk."""
        return self.wanted if NEXT.match(self.wanted) else HOME

    @property
    def query(self) -> str:
        """The page that was wanted, as part of an address."""
        return urlencode({"next": self.back}, safe="/")

    @property
    def draft(self) -> str:
        """What was typed, as one field of the forms on the way; empty if there is nothing that has a place."""
        return urlencode(self.typed) if any(self.typed.values()) and has_place(self.back, self.verb) else ""


def has_place(page: str, verb: str) -> bool:
    """Whether a page has a form for an action, so that what was typed can stand in it again."""
    return any(page.startswith(place) and verb in verbs for place, verbs in PLACES)


def wanted_of(path: str, query: str) -> Carried:
    """The page of an address, with its filters where it has some that may be gone back to."""
    whole = f"{path}?{query}" if query else path
    return Carried(whole if NEXT.match(whole) else path)


def carried_from(path: str, fields: Mapping[str, str]) -> Carried:
    """A form that came to the address of its action when nobody was signed in any more."""
    page, _, verb = path.rpartition("/")
    typed = {name: value for name, value in fields.items() if name not in NOT_TYPED}
    return Carried(page, verb, typed) if NEXT.match(page) and has_place(page, verb) else Carried()


def carried_by(fields: Mapping[str, str]) -> Carried:
    """What a form on the way carries along."""
    try:
        typed = dict(parse_qsl(fields.get("draft", ""), keep_blank_values=True, max_num_fields=MOST))
    except ValueError:
        typed = {}
    return Carried(fields.get("next", ""), fields.get("verb", ""), typed)

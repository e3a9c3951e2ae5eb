"""How the practice's own content is shown to whoever changes it: as the patient reads it, with who changed what and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from bot.content import PLACE
from bot.content.areas import AREAS
from bot.content.areas.hours import still_to_come
from bot.pieces import Piece, Value
from bot.publishing import Publishing
from bot.services import Services
from bot.staff_views import DraftView, OwnContentView, PieceRow, PieceView, RevisionView
from bot.store import Draft, Revision
from bot.views import StaffView

HISTORY = 30
LONGEST_FACT = 90
OF_A_REPLY = ("first_name", "ref", "by")
"""What fills itself in a ready reply, beside the facts."""


class PieceViews:
    """Makes the views of pieces, drafts and revisions."""

    def __init__(self, services: Services, publishing: Publishing) -> None:
        self.services = services
        self.publishing = publishing

    async def everything(self, staff: StaffView) -> OwnContentView:
        """Every piece, by area, and what is in use."""
        async with self.services.store.look() as unit:
            rows = await unit.revisions.current(await unit.revisions.newest())
            drafts, people = await unit.drafts.list(), await unit.staff.list()
        names, present = {one.id: one.name for one in people}, {row.piece: row for row in rows}
        shown = [
            self._row(piece, present.get(piece.id), drafts, staff, names) for piece in self.publishing.shipped.values()
        ]
        groups = tuple((area, _in_order(area, shown)) for area in AREAS)
        edition = self.services.edition
        return OwnContentView(
            tuple(group for group in groups if group[1]), edition.number, edition.mark[:8], edition.broken
        )

    async def one(self, staff: StaffView, piece: Piece) -> PieceView:
        """One piece with its draft and its history."""
        async with self.services.store.look() as unit:
            history = await unit.revisions.of(piece.id, HISTORY)
            drafts = [one for one in await unit.drafts.list() if one.piece == piece.id]
            names = {one.id: one.name for one in await unit.staff.list()}
        present = history[0] if history else None
        own = next((one for one in drafts if one.staff_id == staff.id), None)
        value = still_to_come(self.publishing.value(piece, present), self._today())
        return PieceView(
            self._row(piece, present, drafts, staff, names),
            piece.name,
            piece.lang,
            value,
            self._shown(piece, value),
            self._shown(piece, still_to_come(piece.value, self._today())),
            self._extra(piece),
            self._draft(piece, own, present) if own else None,
            tuple(self._revision(one, names, now=one is present) for one in history),
            self._facts(piece),
        )

    async def revisions(self, limit: int, before: int | None) -> tuple[RevisionView, ...]:
        """What was published, newest first."""
        async with self.services.store.look() as unit:
            found = await unit.revisions.list(limit, before)
            now = {row.number for row in await unit.revisions.current(await unit.revisions.newest())}
            names = {one.id: one.name for one in await unit.staff.list()}
        return tuple(self._revision(one, names, now=one.number in now) for one in found)

    def _row(
        self,
        piece: Piece,
        present: Revision | None,
        drafts: Iterable[Draft],
        staff: StaffView,
        names: Mapping[str, str],
    ) -> PieceRow:
        mine = any((one.piece, one.staff_id) == (piece.id, staff.id) for one in drafts)
        others: tuple[tuple[str, datetime], ...] = tuple(
            (names.get(one.staff_id, one.staff_id), one.at)
            for one in drafts
            if one.piece == piece.id and one.staff_id != staff.id
        )
        title = self.title(piece, piece.value if present is None else present.value or piece.value)
        number, at = (0, None) if present is None else (present.number, present.at)
        who = "" if present is None else self._who(present.by, names)
        read_by = self._read_by(piece, present)
        late = read_by is not None and read_by < self._today()
        return PieceRow(piece.area, piece.slug, title, number, who, at, read_by, late, mine, others)

    def _read_by(self, piece: Piece, present: Revision | None) -> date | None:
        zone = self.services.content.practice.zone
        own = present is not None and present.value is not None
        return piece.read_again_by(present.at.astimezone(zone).date() if present is not None and own else None)

    def title(self, piece: Piece, value: Value) -> str:
        """What a piece is called at the desk: an answer by its button, a ready reply by its own title."""
        content = self.services.content
        if piece.area == "canned":
            return str(value.get("title", piece.name))
        if piece.area == "hours":
            return content.say(f"staff.practice.piece.{piece.name}")
        question = piece.id.partition("@")[0]
        return content.say(f"button.{question}", piece.lang)

    def _who(self, by: str, names: Mapping[str, str]) -> str:
        return names.get(by) or self.services.content.say("staff.audit.who.operator")

    def _today(self) -> date:
        return self.services.local_now().date()

    def _shown(self, piece: Piece, value: Value) -> str:
        """As the patient reads it; nothing where it cannot be read. A place that nothing fills stays to be seen."""
        area, content = AREAS[piece.area], self.services.content
        if area.faults(piece, value):
            return ""
        facts = dict(self._facts(piece))
        words = area.said(piece, value, content.wording(piece.lang))
        return PLACE.sub(lambda match: facts.get(match[1]) or match[0], words)

    def _facts(self, piece: Piece) -> tuple[tuple[str, str], ...]:
        if piece.area == "hours":
            return ()
        content = self.services.content
        own = [(name, content.say(f"staff.practice.sample.{name}")) for name in OF_A_REPLY if piece.area == "canned"]
        said = [(name, content.practice.say(name, piece.lang) or "") for name in sorted(content.practice.values)]
        return (*own, *((name, words) for name, words in said if 0 < len(words) <= LONGEST_FACT))

    def _extra(self, piece: Piece) -> tuple[str, ...]:
        content = self.services.content
        if piece.area == "canned":
            return tuple(content.say(f"staff.kind.{kind}") for kind in piece.extra)
        return tuple(content.say(f"button.{name}", piece.lang) for name in piece.extra)

    def _draft(self, piece: Piece, draft: Draft, present: Revision | None) -> DraftView:
        behind = present is not None and present.number != draft.base
        shown = self._shown(piece, draft.value)
        return DraftView(draft.value, draft.version, draft.at, draft.faults, shown, behind)

    def _revision(self, row: Revision, names: Mapping[str, str], *, now: bool) -> RevisionView:
        piece = self.publishing.shipped.get(row.piece)
        who = self._who(row.by, names)
        if piece is None:  # A release took it away; what was published of it stays in the list.
            return RevisionView(
                row.number, "", "", row.piece, who, row.at, row.put_back, row.mark[:8], "", row.whole, now
            )
        value = row.value or piece.value
        shown = self._shown(piece, value) if row.whole else ""
        title = self.title(piece, value)
        told = (row.number, piece.area, piece.slug, title, who, row.at, row.put_back, row.mark[:8], shown)
        return RevisionView(*told, row.whole, now)


def _in_order(area: str, rows: Iterable[PieceRow]) -> tuple[PieceRow, ...]:
    """The rows of an area: hours in the order of the file, everything else as a reader looks for it."""
    some = [row for row in rows if row.area == area]
    return tuple(some if area == "hours" else sorted(some, key=lambda row: row.title.casefold()))

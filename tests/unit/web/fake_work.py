"""The worklist of a desk in memory: every row there is, by simple rules."""

from __future__ import annotations

from bot.workviews import Asked, QueuePage

FITS = {
    "open": lambda row, _me: row.status in ("open", "taken"),
    "mine": lambda row, me: row.status == "taken" and row.assignee == me,
    "unassigned": lambda row, _me: row.status == "open",
    "overdue": lambda row, _me: row.overdue,
    "urgent": lambda row, _me: row.kind == "red_flag" and row.status in ("open", "taken"),
    "closed": lambda row, _me: row.status in ("closed", "withdrawn"),
}
KINDS = ("message", "appointment", "refill", "recovery", "callback", "red_flag")


class FakeWork:
    """What `bot.workviews.WorkDesk` adds to a desk."""

    page = 50

    async def worklist(self, staff, asked: Asked):
        every = [page.row for page in self.items.values()]
        rows = [row for row in every if FITS[asked.show](row, staff.name) and asked.kind in (None, row.kind)]
        counts = {
            show: sum(fits(row, staff.name) and asked.kind in (None, row.kind) for row in every)
            for show, fits in FITS.items()
        }
        kinds = {kind: sum(FITS[asked.show](row, staff.name) and row.kind == kind for row in every) for kind in KINDS}
        begin = int(asked.after or asked.before or 0)
        ends = begin + self.page
        return QueuePage(
            tuple(rows[begin:ends]),
            counts,
            kinds,
            str(ends) if len(rows) > ends else "",
            str(max(0, begin - self.page)) if begin else "",
        )

    async def changed(self, staff, ref=""):
        return str(self.items.get(ref) if ref else list(self.items.values()))

"""The staff's side: sign-in, the worklist, and every action on an item; one file a concern."""

from bot.desk.account import OwnAccount
from bot.desk.acts import Hands
from bot.desk.auditing import Auditing
from bot.desk.board import Board
from bot.desk.enrolling import Enrolment
from bot.desk.people import PeopleDesk
from bot.desk.record import Record
from bot.desk.reminding import Reminding
from bot.desk.rows import Rows
from bot.desk.search import Search
from bot.desk.signing import SignIn
from bot.desk.steps import HalfWays
from bot.services import Services


class StaffDesk(
    SignIn, HalfWays, Enrolment, OwnAccount, PeopleDesk, Auditing, Rows, Hands, Reminding, Board, Search, Record
):
    """Implements `bot.views.Desk` and the protocols of `bot.staff_views`."""

    def __init__(self, services: Services) -> None:
        SignIn.__init__(self, services)
        HalfWays.__init__(self, services)
        Enrolment.__init__(self, services)
        OwnAccount.__init__(self, services)
        PeopleDesk.__init__(self, services)
        Auditing.__init__(self, services)
        Rows.__init__(self, services)
        Hands.__init__(self, services)
        Reminding.__init__(self, services)
        Board.__init__(self, services)
        Search.__init__(self, services)
        Record.__init__(self, services)


__all__ = ["StaffDesk"]

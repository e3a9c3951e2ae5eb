"""The staff's side: sign-in, the worklist, and every action on an item; one file a concern."""

from bot.desk.account import OwnAccount
from bot.desk.acts import Hands
from bot.desk.auditing import Auditing
from bot.desk.enrolling import Enrolment
from bot.desk.own_content import OwnContentDesk
from bot.desk.people import PeopleDesk
from bot.desk.rows import Rows
from bot.desk.signing import SignIn
from bot.desk.steps import HalfWays
from bot.services import Services


class StaffDesk(SignIn, HalfWays, Enrolment, OwnAccount, PeopleDesk, Auditing, OwnContentDesk, Rows, Hands):
    """Implements `bot.views.Desk` and the protocols of `bot.staff_views`."""

    def __init__(self, services: Services) -> None:
        SignIn.__init__(self, services)
        HalfWays.__init__(self, services)
        Enrolment.__init__(self, services)
        OwnAccount.__init__(self, services)
        PeopleDesk.__init__(self, services)
        Auditing.__init__(self, services)
        OwnContentDesk.__init__(self, services)
        Rows.__init__(self, services)
        Hands.__init__(self, services)


__all__ = ["StaffDesk"]

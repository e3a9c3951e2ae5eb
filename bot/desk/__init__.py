"""The staff's side: sign-in, the worklist, and every action on an item; one file a concern."""

from bot.desk.account import OwnAccount
from bot.desk.around import Surroundings
from bot.desk.auditing import Auditing
from bot.desk.board import Board
from bot.desk.deciding import Deciding
from bot.desk.enrolling import Enrolment
from bot.desk.many import Many
from bot.desk.own_content import OwnContentDesk
from bot.desk.passing import Passing
from bot.desk.people import PeopleDesk
from bot.desk.record import Record
from bot.desk.reminding import Reminding
from bot.desk.rows import Rows
from bot.desk.search import Search
from bot.desk.signing import SignIn
from bot.desk.steps import HalfWays
from bot.desk.taking_back import TakingBack
from bot.desk.watching import Watching
from bot.desk.worklist import Listing


class StaffDesk(
    SignIn,
    HalfWays,
    Enrolment,
    OwnAccount,
    PeopleDesk,
    Auditing,
    OwnContentDesk,
    Listing,
    Rows,
    Surroundings,
    Many,
    Deciding,
    Passing,
    TakingBack,
    Watching,
    Reminding,
    Board,
    Search,
    Record,
):
    """Implements `bot.workviews.WholeDesk`."""


__all__ = ["StaffDesk"]

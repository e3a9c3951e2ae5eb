"""What the staff's own pages may ask and what they get: signing in, one's own account, people, the audit.

`bot.desk` implements the protocols; the web only shows.
"""

from bot.staff_views.own_content import FAULTS, DraftView, OwnContent, OwnContentView, PieceRow, PieceView, RevisionView
from bot.staff_views.protocols import Account, AuditBook, Door, Enrolling, People, StaffSide, Steps
from bot.staff_views.records import (
    AccountView,
    AppSetup,
    AuditAsk,
    AuditPage,
    AuditRow,
    Caller,
    ChainView,
    Entry,
    HalfWay,
    MadePasskey,
    Means,
    MemberView,
    NewPassword,
    PasskeyView,
    SessionView,
)

__all__ = [
    "FAULTS",
    "Account",
    "AccountView",
    "AppSetup",
    "AuditAsk",
    "AuditBook",
    "AuditPage",
    "AuditRow",
    "Caller",
    "ChainView",
    "Door",
    "DraftView",
    "Enrolling",
    "Entry",
    "HalfWay",
    "MadePasskey",
    "Means",
    "MemberView",
    "NewPassword",
    "OwnContent",
    "OwnContentView",
    "PasskeyView",
    "People",
    "PieceRow",
    "PieceView",
    "RevisionView",
    "SessionView",
    "StaffSide",
    "Steps",
]

"""What the staff's own pages may ask and what they get: signing in, one's own account, people, the audit.

`bot.desk` implements the protocols; the web only shows.
"""

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
    "Enrolling",
    "Entry",
    "HalfWay",
    "MadePasskey",
    "Means",
    "MemberView",
    "NewPassword",
    "PasskeyView",
    "People",
    "SessionView",
    "StaffSide",
    "Steps",
]

"""Which passwords the desk takes: the same rules as the portal's, with the words that are known of a member of staff."""

from __future__ import annotations

from bot.services import Services
from bot.store import Staff
from bot.views import DeskError
from policies import passwords


async def refuse_password(services: Services, staff: Staff, new: str, again: str) -> None:
    """Raise DeskError with what is wrong with a new password."""
    practice = str(services.content.practice.values["practice.name"])
    about = (*practice.split(), *staff.name.split())
    why = passwords.refusal(new, username=staff.name, about=about, common=services.common_passwords)
    if why is not None:
        raise DeskError(f"staff.password.{why}")
    if passwords.normal(new) != passwords.normal(again):
        raise DeskError("staff.password.again")
    if await services.passwords.verify(staff.password_phc, passwords.normal(new)):
        raise DeskError("staff.password.same")

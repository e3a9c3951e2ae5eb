"""Where a member of staff is reminded by mail, set by the operator: `frontdoor staff-mail NAME ADDRESS`."""

from __future__ import annotations

from bot.bootstrap import utc_now
from bot.desk.reminding import is_address
from bot.settings import Settings, SettingsError
from bot.store import Store


async def run_staff_mail(settings: Settings, name: str, address: str) -> int:
    """Set an address, or take it away when it is left out. Raises SettingsError with one sentence."""
    if address and not is_address(address):
        raise SettingsError(
            f"{address!r} does not look like an e-mail address: check it, or leave it out to mail nobody."
        )
    store = await Store.open(settings.store_url, settings.keys_dir)
    try:
        async with store.begin() as unit:
            staff = await unit.staff.by_name(name)
            if staff is None:
                raise SettingsError(f"There is no member of staff named {name}: `frontdoor staff add` makes one.")
            if address:
                await unit.addresses.put(staff.id, address, utc_now())
            else:
                await unit.addresses.remove(staff.id)
            await unit.audit.append("staff.address_changed", "operator", staff.id, {"set": bool(address)})
    finally:
        await store.close()
    print(f"{staff.name}: {'reminders go to ' + address if address else 'no reminders'}.")
    return 0

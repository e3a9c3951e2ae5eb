"""`frontdoor staff`: who works here, for whoever runs the machine. The rules are the page's own (`bot.desk.staffing`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.bootstrap import utc_now
from bot.content import Content
from bot.desk import staffing
from bot.desk.alerting import alert
from bot.desk.first_password import words
from bot.passwords import Passwords
from bot.settings import Settings, SettingsError
from bot.store import Staff, Store, Unit
from bot.views import DeskError
from policies.passwords import normal

OPERATOR = "operator"
Change = Callable[[Unit, Staff], Awaitable[None]]


async def run_staff(settings: Settings, verb: str, name: str, role: str) -> int:
    """Do one thing and say what was done. Raises SettingsError with one sentence."""
    if not name and verb != "list":
        raise SettingsError(f"Whom? Write `frontdoor staff {verb} NAME`.")
    if not role and verb in ("add", "role"):
        raise SettingsError(f"As what? Write `frontdoor staff {verb} {name!r} --role ROLE`.")
    content = Content.load(settings.data)
    store = await Store.open(settings.store_url, settings.keys_dir)
    try:
        await _done(Console(store, content), verb, name, role)
    except DeskError as refused:
        raise SettingsError(content.say(refused.key, **refused.params)) from None
    finally:
        await store.close()
    return 0


async def _done(console: Console, verb: str, name: str, role: str) -> None:
    match verb:
        case "list":
            await console.list()
        case "add":
            await console.add(name, role)
        case "reset-password":
            await console.reset_password(name)
        case "role":
            await console.change(name, lambda unit, one: staffing.change_role(unit, OPERATOR, one, role))
        case "disable":
            await console.change(name, lambda unit, one: staffing.disable(unit, OPERATOR, one))
        case "enable":
            await console.change(name, lambda unit, one: staffing.enable(unit, OPERATOR, one))
        case _:
            await console.change(name, console.reset_factor)


class Console:
    """The practice's people, at a terminal."""

    def __init__(self, store: Store, content: Content) -> None:
        self.store = store
        self.content = content

    async def add(self, name: str, role: str) -> None:
        """Somebody new."""
        password, kept = await _first_password()
        async with self.store.begin() as unit:
            staff = await staffing.add(unit, OPERATOR, name, role, kept, utc_now())
        self._hand_over(staff, password, staff.password_until or utc_now())

    async def reset_password(self, name: str) -> None:
        """A new first password."""
        password, kept = await _first_password()
        async with self.store.begin() as unit:
            staff = await _named(unit, name)
            until = await staffing.reset_password(unit, OPERATOR, staff, kept, utc_now())
            await alert(self.content, unit, staff.id, "password_reset", utc_now())
        self._hand_over(staff, password, until)

    async def reset_factor(self, unit: Unit, staff: Staff) -> None:
        """No factor any more."""
        await staffing.reset_factor(unit, OPERATOR, staff)
        await alert(self.content, unit, staff.id, "factor_reset", utc_now())

    async def change(self, name: str, change: Change) -> None:
        """Any other change."""
        async with self.store.begin() as unit:
            staff = await _named(unit, name)
            await change(unit, staff)
        print(f"{staff.name}: done.")

    async def list(self) -> None:
        """Everybody, one a line."""
        async with self.store.look() as unit:
            for one in await unit.staff.list():
                ways = await unit.factors.ways(one.id)
                factor = "passkey" if ways.passkeys else "app" if ways.app else "no second factor"
                state = "first password" if one.must_change else "active"
                seen = one.signed_in_at.strftime("%Y-%m-%d %H:%M UTC") if one.signed_in_at else "never"
                told = state if one.active else "disabled"
                print(f"{one.name}\t{one.role}\t{told}\t{factor}\tlast signed in: {seen}")

    def _hand_over(self, staff: Staff, password: str, until: datetime) -> None:
        end = until.astimezone(self.content.practice.zone).strftime("%A, %B %d, %H:%M")
        print(f"{staff.name} ({staff.role}) signs in with this first password: {password}")
        print(
            f"It works until {end}. Hand it over in person or by phone. At the first sign-in a password of their own is asked for."
        )


async def _first_password() -> tuple[str, str]:
    password = words()
    return password, await Passwords().hash(normal(password))


async def _named(unit: Unit, name: str) -> Staff:
    found = await unit.staff.by_name(name)
    if found is None:
        raise DeskError("staff.people.unknown")
    return found

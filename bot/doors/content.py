"""`frontdoor content`: what was published on the page, and putting it back, for whoever runs the machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.bootstrap import build, language_child
from bot.checks import check
from bot.content.overlay import overlaid
from bot.publishing import NotGood, Publishing
from bot.services import Services
from bot.settings import Settings, SettingsError
from bot.views import DeskError

OPERATOR = "operator"
SHOWN = 200
BEGINNING = 60


async def run_content(settings: Settings, verb: str, name: str, to: int | None) -> int:
    """Do one thing and say what was done. Raises SettingsError with one sentence."""
    if verb == "roll-back" and not name:
        raise SettingsError(
            "What? Write `frontdoor content roll-back PIECE`; `frontdoor content revisions` has the names."
        )
    async with _open(settings) as services:
        if verb == "revisions":
            await _list(services)
        elif verb == "roll-back":
            await _roll_back(services, name, to)
        else:
            return await _check(services)
    return 0


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[Services]:
    """The practice as it stands, with nothing started."""
    application = await build(settings, reader=language_child(settings, settings.model_dir))
    try:
        yield application.services
    finally:
        await application.services.store.close()


async def _list(services: Services) -> None:
    async with services.store.look() as unit:
        found = await unit.revisions.list(SHOWN)
        now = {one.number for one in await unit.revisions.current(await unit.revisions.newest())}
        names = {one.id: one.name for one in await unit.staff.list()}
    zone = services.content.practice.zone
    for one in found:
        how = "published" if one.put_back is None else f"put back {one.put_back or 'what was delivered'}"
        state = "in use" if one.number in now else "earlier"
        told = " ".join(str(part) for part in (one.value or {}).values())[:BEGINNING].replace("\n", " ")
        at = one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        by = names.get(one.by, one.by)
        words = told if one.whole else "cannot be read: it was altered outside the program"
        print(f"{one.number}\t{one.mark[:8]}\t{one.piece}\t{state}\t{at}\t{by}\t{how}\t{words}")
    if not found:
        print("Nothing was published: everything stands as it was delivered.")
    if services.edition.broken:
        print(f"Revision {services.edition.broken} cannot be used; {services.edition.number} is in use.")


async def _roll_back(services: Services, name: str, to: int | None) -> None:
    publishing = Publishing(services)
    try:
        piece = publishing.piece(name)
        async with services.store.look() as unit:
            before = await unit.revisions.of(name, 2)
        if not before:
            raise SettingsError(f"{name} stands as it was delivered: there is nothing to roll back.")
        number = to if to is not None else before[1].number if len(before) > 1 else 0
        done = await publishing.put_back(OPERATOR, piece, number, before[0].number)
    except NotGood as refused:
        found = "; ".join(f"{one.where} {one.text or one.check}" for one in refused.faults)
        raise SettingsError(f"The check finds something in what would be put back: {found}") from None
    except DeskError as refused:
        raise SettingsError(services.content.say(refused.key, **refused.params)) from None
    print(
        f"{name}: revision {done.number} puts back {number or 'what was delivered'}. Running programs follow in seconds."
    )


async def _check(services: Services) -> int:
    """The content check over what patients really read: the files with what was published laid over them."""
    changes = await Publishing(services).in_use()
    with overlaid(services.data, changes) as folder:
        report = check(folder, services.local_now().date())
    print("\n".join(report.lines()))
    print(f"Looked at the files with {len(changes)} published changes laid over them.")
    return 0 if report.ok else 1

"""`frontdoor keys`: the wrapping keys of the practice and the copy of people's keys, for whoever runs the machine."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.settings import Settings, SettingsError
from bot.store import Store
from bot.store.key_copies import copy_keys
from bot.store.rotating import Stand, retire, rotate, stand

SAFE = (
    "Now copy {file} to its safe place, over the copy from before, and copy people's keys anew (`frontdoor keys copy`): "
    "a copy of the one without the other opens nothing."
)


async def run_keys(settings: Settings, verb: str, what: str) -> int:
    """Do one thing and say what was done. Raises SettingsError or StoreError with one sentence."""
    folder = settings.keys_dir
    if verb == "copy":
        return await _copy(folder, what)
    number = _number(what) if verb == "retire" else 0
    store = await Store.open(settings.store_url, folder, create=False)
    try:
        if verb == "list":
            _list(await stand(store, folder))
        elif verb == "rotate":
            await _rotate(store, folder)
        else:
            await retire(store, folder, number)
            print(f"Key {number} is gone from the key file. " + SAFE.format(file=folder / "keyring.json"))
    finally:
        await store.close()
    return 0


def _number(what: str) -> int:
    if not what.isdecimal():
        raise SettingsError("Which? Write `frontdoor keys retire NUMBER`; `frontdoor keys list` has the numbers.")
    return int(what)


def _list(stands: Stand) -> None:
    for number, since in stands.since.items():
        use = "in use" if number == stands.current else "earlier"
        made = f"{since:%Y-%m-%d %H:%M} UTC" if since else "with the practice"
        print(f"{number}\t{use}\tmade {made}\twraps {stands.wraps.get(number, 0):,} keys")
    if stands.behind:
        print("A rotation was cut off: `frontdoor keys rotate` finishes it. Everything can be read meanwhile.")


async def _rotate(store: Store, folder: Path) -> None:
    done = await rotate(store, folder)
    if done.resumed:
        print(f"The rotation that was begun is finished: {done.keys:,} keys were left.")
    else:
        print(f"Key {done.current} is in use: {done.keys:,} keys were wrapped anew by it.")
    print(SAFE.format(file=folder / "keyring.json"))
    print(
        "The key before opens earlier copies of people's keys. A day from now it can go: `frontdoor keys retire NUMBER`."
    )


async def _copy(folder: Path, to: str) -> int:
    if not to:
        raise SettingsError("Where to? Write `frontdoor keys copy FOLDER`, apart from the database and its backups.")
    count = await asyncio.to_thread(copy_keys, folder, Path(to))
    print(
        f"{count:,} keys of people and conversations are in {Path(to) / 'keys.db'}; the copy before is gone, as it must be."
    )
    return 0

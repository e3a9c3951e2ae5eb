"""`frontdoor backup`: a copy of the practice while it goes on, a look at one, and putting it back."""

from __future__ import annotations

from pathlib import Path

from bot.bootstrap import utc_now
from bot.settings import Settings, SettingsError
from bot.store import Store
from bot.store.backups import Backup, back_up, look_at, newest
from bot.store.restoring import restore


async def run_backup(settings: Settings, verb: str, folder: Path, keep: int | None, *, over: bool) -> int:
    """Do one thing and say what was done. Raises SettingsError or StoreError with one sentence."""
    if keep is not None and keep < 1:
        raise SettingsError("--keep needs a number from 1 on: so many backups stay.")
    if verb == "make":
        return await _make(settings, folder, keep)
    if verb == "check":
        print(_told("Whole", await look_at(newest(folder))))
        return 0
    return await _restore(settings, newest(folder), over=over)


async def _make(settings: Settings, folder: Path, keep: int | None) -> int:
    store = await Store.open(settings.store_url, settings.keys_dir, create=False)
    try:
        print(_told("Made and read again", await back_up(store, settings.keys_dir, folder, keep)))
    finally:
        await store.close()
    print("It holds no key: copy those apart with `frontdoor keys copy`.")
    return 0


async def _restore(settings: Settings, folder: Path, *, over: bool) -> int:
    restored = await restore(folder, settings.store_url, settings.keys_dir, over=over, clock=utc_now)
    print(_told("Put back", restored.backup))
    for aside in restored.aside:
        print(f"What stood there before is in {aside}: delete it when it is needed no more.")
    for problem in restored.audit.problems:
        print(problem)
    print("The audit is whole." if restored.audit.ok else "The audit is NOT WHOLE: see the lines above.")
    print("What came in after the backup is not in it; what was deleted since then is deleted again at the next start.")
    return 0 if restored.audit.ok else 1


def _told(what: str, backup: Backup) -> str:
    rows, size = sum(backup.rows.values()), backup.bytes / 1e6
    return f"{what}: {backup.folder}, of {backup.made_at:%Y-%m-%d %H:%M} UTC, {rows:,} rows, {size:,.1f} MB."

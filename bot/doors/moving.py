"""`frontdoor move --to postgresql://...`: a practice that has outgrown its file moves to PostgreSQL, and can go back."""

from __future__ import annotations

from pathlib import Path

from bot.bootstrap import utc_now
from bot.settings import Settings, SettingsError, only_sealed_database
from bot.store import Store
from bot.store.carrying import address_without_password, carry, go_back


async def run_move(settings: Settings, to: str, *, back: bool) -> int:
    """Carry everything over, verify the audit there, and say what comes next. Raises SettingsError or StoreError."""
    file = Path(settings.var) / "frontdoor.db"
    if back:
        return _back(file)
    if not to:
        raise SettingsError("Where to? Write `frontdoor move --to postgresql://user@host/name`.")
    only_sealed_database(to, "--to")
    print(f"Moving {file} ...")
    carried = await carry(file, to, settings.keys_dir, clock=utc_now, done=_told)
    whole = await _audit_is_whole(to, settings.keys_dir)
    rows = sum(carried.rows.values())
    print(f"{rows:,} rows {'stood there already' if carried.before else 'moved'}, compared one by one: the same.")
    if not whole:
        print("The audit there is NOT WHOLE: run `frontdoor audit verify` on both before anything else.")
        return 1
    print(_next(to, settings.keys_dir))
    return 0


def _told(table: str, rows: int) -> None:
    if rows:
        print(f"  {table:26}{rows:>12,}")


async def _audit_is_whole(to: str, keys_dir: Path) -> bool:
    store = await Store.open(to, keys_dir, create=False)
    try:
        async with store.look() as unit:
            return (await unit.audit.verify()).ok
    finally:
        await store.close()


def _next(to: str, keys_dir: Path) -> str:
    shown = address_without_password(to)
    return (
        f"Next: set DATABASE_URL={shown} for every program of the practice, keep {keys_dir} where it is, and start it.\n"
        "The file stays as it was left and is refused until `frontdoor move --back`; keep it until the first backup of "
        "the new database, then delete it."
    )


def _back(file: Path) -> int:
    if not go_back(file):
        print("This practice was not moved: nothing to take back.")
        return 0
    print(
        "The file is in use again, as it was left: nothing that came in elsewhere since is in it. Unset DATABASE_URL."
    )
    return 0

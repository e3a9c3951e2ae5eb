"""Loads people and the practice's directory from a file: patients, proxies, providers, pharmacies.

Loading twice changes nothing. YAML as in `docs/doors.md`, or CSV with the same names in its first line
(`bot/people_rows.py`). A row that cannot be used is refused with its line and the reason; then nothing at all is
loaded, unless the good rows are wanted all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot import linking
from bot.conversation import Medicine, PatientId, Person, Provider
from bot.people_rows import Bad, Fields, PeopleFileError, Refused, Row, read_rows
from bot.store import Store, Unit
from bot.store.vault import canonical_email, canonical_name

__all__ = ["PeopleFileError", "Refused", "Report", "load_people"]

BASES = ("personal_representative", "signed_authorization")
ACCOUNTS = ("enrolled", "unenrolled", "other_practice", "none")
OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a file."""

    loaded: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """A pharmacy of the directory."""

    name: str
    place: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Proxy:
    """Somebody who may act for a patient."""

    actor: str
    patient: str
    basis: str
    form: str
    on_file: bool
    until: date | None


Record = Person | Provider | Pharmacy | Proxy


async def load_people(
    store: Store, source: Path | Mapping[str, Any], *, skip_bad: bool = False, today: date | None = None
) -> Report:
    """Load a file, or what was read from one. Raises PeopleFileError when it cannot be read at all."""
    rows, refused = read_rows(source)
    records = _records(rows, refused, today or datetime.now(UTC).date())
    async with store.begin() as unit:
        good = await _with_people_known(unit, records, refused)
        refused.sort(key=lambda one: one.line)
        if refused and not skip_bad:
            return Report(0, tuple(refused))
        await unit.prepare_patients(tuple(one.id for one in good if isinstance(one, Person)))
        for record in good:
            await _put(unit, record, store.clock())
        await unit.audit.append(
            "directory.imported", "operator", "directory", {"loaded": len(good), "refused": len(refused)}
        )
    return Report(len(good), tuple(refused))


def _records(rows: list[Row], refused: list[Refused], today: date) -> list[tuple[int, Record]]:
    """What each row says; patients before those who act for them. A row that contradicts an earlier one is refused."""
    records: list[tuple[int, Record]] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        try:
            record = _READERS[row.kind](row.fields, today)
            row.fields.nothing_else()
            _only_once(record, row.line, seen)
        except Bad as bad:
            refused.append(Refused(row.line, bad.reason))
        else:
            records.append((row.line, record))
    return sorted(records, key=lambda one: isinstance(one[1], Proxy))


def _only_once(record: Record, line: int, seen: dict[tuple[str, str], int]) -> None:
    for what, value in _names(record):
        first = seen.setdefault((what, value), line)
        if first != line:
            raise Bad(f"the same {what} stands in line {first} already")


def _names(record: Record) -> list[tuple[str, str]]:
    match record:
        case Person():
            username = record.account_username
            return [("patient id", record.id), *([("username", username.casefold())] if username else [])]
        case Provider():
            return [("provider", record.name)]
        case Pharmacy():
            return [("pharmacy", f"{record.name} {record.place}")]
        case Proxy():
            return [("proxy", f"{record.actor} for {record.patient}")]


async def _with_people_known(unit: Unit, records: list[tuple[int, Record]], refused: list[Refused]) -> list[Record]:
    """Leave out whoever acts for, or is, somebody that neither this file nor the directory knows."""
    here = {record.id for _, record in records if isinstance(record, Person)}
    good: list[Record] = []
    for line, record in records:
        missing = await _unknown(unit, record, here)
        if missing is None:
            good.append(record)
        else:
            refused.append(Refused(line, f"no patient has the id {missing}, in this file or in the directory"))
    return good


async def _unknown(unit: Unit, record: Record, here: Collection[str]) -> str | None:
    if isinstance(record, Proxy):
        for one in (record.actor, record.patient):
            if one not in here and await unit.people.get(one) is None:
                return one
    return None


async def _put(unit: Unit, record: Record, now: datetime) -> None:
    match record:
        case Person():
            await _put_person(unit, record, now)
        case Provider():
            await unit.people.put_provider(record)
        case Pharmacy():
            await unit.people.put_pharmacy(record.name, record.place, record.phone)
        case Proxy():
            await _put_proxy(unit, record, now)


async def _put_person(unit: Unit, record: Person, now: datetime) -> None:
    """Put a person in. A code goes to the address on file: with another one, nobody is who they were confirmed as."""
    old = await unit.people.get(record.id)
    await unit.people.put_patient(record)
    if old is not None and canonical_email(old.email or "") != canonical_email(record.email or ""):
        await linking.end_all(unit, record.id, "address", now)


async def _put_proxy(unit: Unit, record: Proxy, now: datetime) -> None:
    """Put a paper in. Whoever acts by another paper than before is asked again who they are."""
    changed = await unit.people.put_proxy(
        record.actor,
        record.patient,
        basis=record.basis,
        form=record.form,
        on_file=record.on_file,
        until=record.until,
    )
    if changed:
        await linking.end_all(unit, record.actor, "proxy", now)


def _patient(fields: Fields, today: date) -> Person:
    dob = fields.day("dob", required=True)
    if dob is None or not OLDEST <= dob <= today:
        raise Bad("dob must be a day from 1900 until today")
    last_name = fields.text("last_name", required=True)
    if not canonical_name(last_name):
        raise Bad("last_name has no letters")
    username, status = _account(fields.inner("account"))
    return Person(
        id=PatientId(fields.text("id", required=True)),
        first_name=fields.text("first_name", required=True),
        last_name=last_name,
        dob=dob,
        email=fields.email("email"),
        zip=fields.zip("zip"),
        phone=fields.phone("phone"),
        provider=fields.text("provider") or None,
        pharmacy=fields.text("pharmacy") or None,
        medications=tuple(_medicine(one) for one in fields.many("medications", ("name", "dose", "provider"))),
        account_username=username,
        account_status=status,
    )


def _medicine(fields: Fields) -> Medicine:
    medicine = Medicine(
        fields.text("name", required=True), fields.text("dose") or None, fields.text("provider") or None
    )
    fields.nothing_else()
    return medicine


def _account(fields: Fields) -> tuple[str | None, str]:
    username = fields.text("username") or None
    status = fields.one_of("status", ACCOUNTS, default="enrolled" if username else "none")
    if status == "enrolled" and username is None:
        raise Bad("an enrolled account needs a username")
    fields.nothing_else()
    return username, status


def _provider(fields: Fields, _today: date) -> Provider:
    return Provider(fields.text("name", required=True), fields.yes_or_no("portal", default=True))


def _pharmacy(fields: Fields, _today: date) -> Pharmacy:
    return Pharmacy(fields.text("name", required=True), fields.text("place"), fields.phone("phone"))


def _proxy(fields: Fields, _today: date) -> Proxy:
    actor, patient = fields.text("actor", required=True), fields.text("patient", required=True)
    if actor == patient:
        raise Bad("actor and patient are the same person")
    basis = fields.one_of("basis", BASES)
    return Proxy(
        actor, patient, basis, fields.text("form"), fields.yes_or_no("on_file", default=False), fields.day("until")
    )


_READERS: Mapping[str, Callable[[Fields, date], Record]] = {
    "patients": _patient,
    "providers": _provider,
    "pharmacies": _pharmacy,
    "proxies": _proxy,
}

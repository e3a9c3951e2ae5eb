"""The practice's directory: patients, who may act for whom, providers, pharmacies.

A patient is found by what they say of themselves through keyed hashes; nothing about them is readable in the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row, bindparam, delete, select

from bot.conversation import Medicine, PatientId, Person, Provider, Standing
from bot.store.directory_tables import PHARMACIES, PROVIDERS
from bot.store.errors import ErasedRecord
from bot.store.finding import Finds
from bot.store.tables import CLAIMS, PATIENTS, PROXIES
from bot.store.vault import canonical_email, canonical_name, canonical_username, canonical_zip
from bot.store.work import Work

R = TypeVar("R")
_PROVIDERS = select(PROVIDERS.c.name, PROVIDERS.c.portal).order_by(PROVIDERS.c.id)
_PHARMACIES = select(PHARMACIES.c.name, PHARMACIES.c.place).order_by(PHARMACIES.c.id)
_PATIENT = select(PATIENTS).where(PATIENTS.c.id_hash == bindparam("who"))
_IDENTITIES = select(PATIENTS.c.id_hash, PATIENTS.c.identity_sealed).where(
    PATIENTS.c.id_hash.in_(bindparam("wanted", expanding=True))
)
_CLAIMANTS = (
    select(CLAIMS.c.patient_hash)
    .where(CLAIMS.c.claim_hash.in_(bindparam("claims", expanding=True)))
    .distinct()
    .limit(2)
)
MOST_WORDS = 4
"""Words in a name that is tried in parts; what is longer is no name with a given name before or after it."""


@dataclass(frozen=True, slots=True)
class Face:
    """Enough of a person to tell rows of a list apart, too little to know somebody by."""

    initials: str
    dob: date


class People:
    """Finds people and keeps the directory."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def match(self, last_name: str, dob: date, contact: str) -> PatientId | None:
        """The one patient of whom all three are true; None when it is nobody, or more than one.

        `contact` is an e-mail address or a ZIP code. Every claim costs the same questions, true or not.
        """
        person = await self.claimed(last_name, dob, contact)
        return person.id if person else None

    async def claimed(self, last_name: str, dob: date, contact: str) -> Person | None:
        """The same, with everything on file."""
        kind = "email" if "@" in contact else "zip"
        claims = [self._claim(name, dob, kind, contact) for name in _surnames(last_name)]
        rows = await self._work.all(_CLAIMANTS, {"claims": claims})
        return await self._person(rows[0][0] if len(rows) == 1 else claims[0], evenly=True)

    async def get(self, patient_id: str) -> Person | None:
        """A patient by the practice's own number."""
        return await self._person(self._hash(patient_id))

    async def by_hash(self, who: bytes) -> Person | None:
        """A patient by the keyed hash under which they stand in other tables."""
        return await self._person(who)

    async def faces(self, hashes: Iterable[bytes]) -> dict[bytes, Face]:
        """What a list may show of many people, by their keyed hashes: two questions however many there are."""
        wanted = sorted(set(hashes))
        if not wanted:
            return {}
        await self._work.prepare(f"p:{who.hex()}" for who in wanted)
        faces = {}
        for row in await self._work.all(_IDENTITIES, {"wanted": wanted}):
            who = row.id_hash.hex()
            try:
                identity = await self._work.open(f"p:{who}", PATIENTS, "identity", who, row.identity_sealed)
            except ErasedRecord:
                continue  # Whose key was destroyed has no face any more; the list stays whole.
            initials = f"{identity['first_name'][:1]}{identity['last_name'][:1]}"
            faces[row.id_hash] = Face(initials, date.fromisoformat(identity["dob"]))
        return faces

    async def get_evenly(self, patient_id: str) -> Person | None:
        """The same; it costs as much when there is no such patient."""
        return await self._person(self._hash(patient_id), evenly=True)

    async def by_username(self, username: str) -> Person | None:
        """The patient with this portal username; None when it is nobody, or more than one. Costs the same either way."""
        hashed = self._work.secrets.hash("username", canonical_username(username))
        rows = await self._work.all(select(PATIENTS.c.id_hash).where(PATIENTS.c.username_hash == hashed).limit(2))
        return await self._person(rows[0][0] if len(rows) == 1 else hashed, evenly=True)

    async def standings(self, actor_id: str) -> tuple[Standing, ...]:
        """Everybody a person may act for, in the order of their names."""
        rows = await self._work.all(select(PROXIES).where(PROXIES.c.actor_hash == self._hash(actor_id)))
        standings = [await self._standing(row) for row in rows]
        return tuple(sorted((one for one in standings if one), key=lambda one: (one.patient.full_name, one.patient.id)))

    async def providers(self) -> tuple[Provider, ...]:
        """The practice's clinicians, in the order they were loaded."""
        return await self._listed("providers", self._read_providers)

    async def _read_providers(self) -> tuple[Provider, ...]:
        rows = await self._work.all(_PROVIDERS)
        return tuple(Provider(row.name, row.portal) for row in rows)

    async def pharmacies(self) -> tuple[str, ...]:
        """The pharmacies of the directory as they are called (`CVS Katonah`), in the order they were loaded."""
        return await self._listed("pharmacies", self._read_pharmacies)

    async def _listed(self, name: str, read: Callable[[], Awaitable[tuple[R, ...]]]) -> tuple[R, ...]:
        """A list from memory, unless this unit has changed it and nobody else may see that yet."""
        return await (read() if name in self._work.relisted else self._work.lists.get(name, read))

    async def _read_pharmacies(self) -> tuple[str, ...]:
        rows = await self._work.all(_PHARMACIES)
        return tuple(
            row.name if row.place.casefold() in row.name.casefold() else f"{row.name} {row.place}" for row in rows
        )

    async def put_patient(self, person: Person) -> None:
        """Add a patient, or put new facts in place of the old ones."""
        who, subject = self._hash(person.id), self._work.patient_subject(person.id)
        parts = {"identity": _identity(person), "care": _care(person), "account": _account(person)}
        sealed = {
            f"{part}_sealed": await self._work.seal(subject, PATIENTS, part, who.hex(), value)
            for part, value in parts.items()
        }
        username = person.account_username
        hashed = self._work.secrets.hash("username", canonical_username(username)) if username else None
        insert = self._work.insert(PATIENTS).values(id_hash=who, username_hash=hashed, **sealed)
        changes = {name: insert.excluded[name] for name in ("username_hash", *sealed)}
        await self._work.run(insert.on_conflict_do_update(index_elements=["id_hash"], set_=changes))
        await self._work.run(delete(CLAIMS).where(CLAIMS.c.patient_hash == who))
        claims = [{"claim_hash": claim, "patient_hash": who} for claim in self._claims(person)]
        if claims:
            await self._work.run(CLAIMS.insert(), claims)
        await Finds(self._work).put(person)

    async def put_provider(self, provider: Provider) -> None:
        """Add a clinician, or change whether the portal knows them."""
        self._work.relisted.add("providers")
        insert = self._work.insert(PROVIDERS).values(name=provider.name, portal=provider.portal)
        await self._work.run(insert.on_conflict_do_update(index_elements=["name"], set_={"portal": provider.portal}))

    async def put_pharmacy(self, name: str, place: str = "", phone: str | None = None) -> None:
        """Add a pharmacy, or change its number."""
        self._work.relisted.add("pharmacies")
        insert = self._work.insert(PHARMACIES).values(name=name, place=place, phone=phone)
        await self._work.run(insert.on_conflict_do_update(index_elements=["name", "place"], set_={"phone": phone}))

    async def put_proxy(
        self, actor_id: str, patient_id: str, *, basis: str, form: str, on_file: bool, until: date | None = None
    ) -> bool:
        """Note that one person may act for another, or put new terms in place of the old ones. Whether they are other ones."""
        actor, patient = self._hash(actor_id), self._hash(patient_id)
        terms = {
            "basis": basis,
            "form": form,
            "on_file": on_file,
            "until": until.isoformat() if until else None,
            "patient": patient_id,
        }
        subject, place = self._work.patient_subject(patient_id), f"{actor.hex()}:{patient.hex()}"
        here = (PROXIES.c.actor_hash == actor, PROXIES.c.patient_hash == patient)
        row = await self._work.first(select(PROXIES.c.terms_sealed).where(*here))
        old = await self._work.open(subject, PROXIES, "terms", place, row.terms_sealed) if row else None
        sealed = await self._work.seal(subject, PROXIES, "terms", place, terms)
        insert = self._work.insert(PROXIES).values(actor_hash=actor, patient_hash=patient, terms_sealed=sealed)
        keys = ["actor_hash", "patient_hash"]
        await self._work.run(insert.on_conflict_do_update(index_elements=keys, set_={"terms_sealed": sealed}))
        return old != terms

    def _hash(self, patient_id: str) -> bytes:
        return self._work.secrets.hash("patient", patient_id)

    def _claim(self, last_name: str, dob: date, kind: str, contact: str) -> bytes:
        canonical = canonical_email(contact) if kind == "email" else canonical_zip(contact)
        return self._work.secrets.hash("person", canonical_name(last_name), dob.isoformat(), kind, canonical)

    def _claims(self, person: Person) -> list[bytes]:
        contacts = (("email", person.email), ("zip", person.zip))
        return [self._claim(person.last_name, person.dob, kind, contact) for kind, contact in contacts if contact]

    async def _person(self, who: bytes, *, evenly: bool = False) -> Person | None:
        """A patient by hash. `evenly`: the key is asked for in any case, and a stranger's record sealed where none is opened."""
        subject = f"p:{who.hex()}"
        row = await self._work.first(_PATIENT, {"who": who})
        if evenly:
            await self._work.keys.ask(subject)
        if row is None:
            if evenly:
                self._open_nobody(who.hex())
            return None
        identity, care, account = [
            await self._work.open(subject, PATIENTS, part, who.hex(), getattr(row, f"{part}_sealed"))
            for part in ("identity", "care", "account")
        ]
        return _made(identity, care, account)

    def _open_nobody(self, row: str) -> None:
        """What opening a patient's record costs, on one that is nobody's."""
        for part, record in _NOBODY.items():
            self._work.pretend(PATIENTS, part, row, record)
        _made(**_NOBODY)

    async def _standing(self, row: Row[Any]) -> Standing | None:
        patient = await self._person(row.patient_hash)
        if patient is None:
            return None
        place = f"{row.actor_hash.hex()}:{row.patient_hash.hex()}"
        terms = await self._work.open(self._work.patient_subject(patient.id), PROXIES, "terms", place, row.terms_sealed)
        until = date.fromisoformat(terms["until"]) if terms["until"] else None
        return Standing(patient, terms["basis"], terms["form"], terms["on_file"], until)


def _surnames(said: str) -> list[str]:
    """What somebody's last name may be who was asked for it: all that was said, or that without a given name around it."""
    words = said.split()
    parts = [words[:-1], words[1:], words[:1], words[-1:]] if 1 < len(words) <= MOST_WORDS else []
    return list(dict.fromkeys((said, *(" ".join(part) for part in parts))))


def _identity(person: Person) -> dict[str, Any]:
    names = ("id", "first_name", "last_name", "email", "zip", "phone")
    return {name: getattr(person, name) for name in names} | {"dob": person.dob.isoformat()}


def _care(person: Person) -> dict[str, Any]:
    medications = [[one.name, one.dose, one.provider] for one in person.medications]
    return {"provider": person.provider, "pharmacy": person.pharmacy, "medications": medications}


def _account(person: Person) -> dict[str, Any]:
    return {"account_username": person.account_username, "account_status": person.account_status}


_NOBODY = {
    part: record(Person(PatientId("nobody"), "Nobody", "Nobody", date(1970, 1, 1), "nobody@example.com", "10000"))
    for part, record in (("identity", _identity), ("care", _care), ("account", _account))
}


def _made(identity: dict[str, Any], care: dict[str, Any], account: dict[str, Any]) -> Person:
    medications = tuple(Medicine(*one) for one in care["medications"])
    return Person(
        **{**identity, "dob": date.fromisoformat(identity["dob"]), **care, "medications": medications, **account}
    )

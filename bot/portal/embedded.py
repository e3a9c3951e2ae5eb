"""The portal that comes with the application: accounts of the directory, credentials and tokens in the store.

Every path asks the store the same questions for everybody. A claim that fits nobody gets a token that opens nothing and
a mail that goes nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.conversation import ConversationId, Person
from bot.portal.gateway import Account, Answered, Claim, Letter, NewCredentials
from bot.store import Credentials, Grant, Unit
from bot.store.vault import canonical_email, canonical_name, canonical_username, canonical_zip
from policies import limits

ENROLLED = "enrolled"
TOLD = ("unenrolled", "other_practice")
"""Accounts whose owner is told by mail what to do instead; of any other state: how to sign up."""


class EmbeddedPortal:
    """Implements `bot.portal.gateway.PortalGateway`."""

    async def recover(self, unit: Unit, claim: Claim) -> Answered:
        """Take a claim; the same statements for everybody."""
        if claim.path == "help":
            return Answered(handed=True)
        if claim.path == "token":
            return await self._by_token(unit, claim)
        person = await self._person(unit, claim)
        counted = person.id if person else _stranger(claim)
        allowed = await unit.limits.take(limits.RECOVERY_MAILS, counted, claim.at)
        if claim.path != "username":
            allowed = await self._once_more(unit, claim, counted, allowed=allowed) or allowed
        reached = person if person and person.email and allowed else None
        if claim.path == "username":
            return Answered(_letter(claim.path, reached, ""))
        token = await self._link(unit, claim, counted if allowed else _stranger(claim), _enrolled(reached))
        return Answered(_letter(claim.path, reached, token))

    async def _once_more(self, unit: Unit, claim: Claim, counted: str, *, allowed: bool) -> bool:
        """Over the limit the link that was mailed last works once more; where there is none, a spare mail may go out.

        So nobody who keeps typing another's address can shut the owner out. The same statements in every case.
        """
        nobody = f"nothing:{_stranger(claim)}"
        until, since = claim.at + limits.RESET_LINK_LIFE, claim.at - limits.RESET_LINK_WHOLE
        kept = await unit.portal.prolong(nobody if allowed else counted, claim.at, until, since)
        needed = not allowed and not kept
        return (
            await unit.limits.take((limits.RECOVERY_MAILS_SPARE,), counted if needed else nobody, claim.at) and needed
        )

    async def _person(self, unit: Unit, claim: Claim) -> Person | None:
        facts = claim.facts
        if claim.path == "password":
            return await unit.people.by_username(facts["username"])
        person = await unit.people.claimed(facts["last_name"], date.fromisoformat(facts["dob"]), facts["email"])
        if claim.path == "all" and not _same_whole(person, facts):
            return None
        return person

    async def _link(self, unit: Unit, claim: Claim, counted: str, person: Person | None, kind: str = "link") -> str:
        expires = claim.at + limits.RESET_LINK_LIFE
        grant = Grant(person.id if person else None, claim.path == "all", claim.conversation_id, expires)
        return await unit.portal.issue(kind, counted, grant, claim.at)

    async def _by_token(self, unit: Unit, claim: Claim) -> Answered:
        """A token of the portal team and an address. Right or wrong, a page opens; only there it shows."""
        email = canonical_email(claim.facts["email"])
        free = await unit.limits.may(limits.RESET_TOKENS_PER_ADDRESS, email, claim.at)
        grant = await unit.portal.peek("staff", claim.facts["token"], claim.at)
        stranger = _stranger(claim)
        person = await unit.people.get_evenly(grant.patient_id if grant and grant.patient_id else stranger)
        same = hmac.compare_digest(canonical_email((person and person.email) or "nobody").encode(), email.encode())
        good = _enrolled(person) if free and same else None
        return Answered(token=await self._link(unit, claim, good.id if good else stranger, good, "page"))

    async def opened(self, unit: Unit, token: str, now: datetime) -> Account | None:
        """The account whose credentials a token may replace now. Spends nothing."""
        grant = await unit.portal.peek("link", token, now)
        person = await unit.people.get(grant.patient_id) if grant and grant.patient_id else None
        return Account(person, grant) if grant and person and _enrolled(person) else None

    async def replace(self, unit: Unit, token: str, new: NewCredentials, now: datetime) -> Person | None:
        """Spend the token, keep the new credentials, and let nothing issued earlier open anything."""
        account = await self.opened(unit, token, now)
        if account is None or not await unit.portal.spend("link", token, now):
            return None
        person = account.person
        await unit.portal.put_credentials(person.id, Credentials(new.password_phc, new.answers), now)
        if account.grant.whole and new.username:
            person = replace(person, account_username=new.username)
            await unit.people.put_patient(person)
        await unit.portal.end_all(person.id, now)
        return person

    async def may_be_called(self, unit: Unit, username: str, person: Person) -> bool:
        """Whether nobody else has this username."""
        other = await unit.people.by_username(username)
        mine = canonical_username(person.account_username or "") == canonical_username(username)
        return mine or other is None

    async def issue(self, unit: Unit, person: Person, conversation_id: ConversationId, now: datetime) -> str | None:
        """A token to be read out; None for an account that is not enrolled."""
        if not _enrolled(person):
            return None
        grant = Grant(person.id, False, conversation_id, now + limits.STAFF_TOKEN_LIFE)
        return await unit.portal.issue("staff", person.id, grant, now)


def _enrolled(person: Person | None) -> Person | None:
    return person if person and person.account_status == ENROLLED and person.account_username else None


def _letter(path: str, person: Person | None, token: str) -> Letter:
    """The mail for a path: what was asked for, or why there is nothing to recover."""
    kind = path
    if person and not _enrolled(person):
        kind = person.account_status if person.account_status in TOLD else "none"
    return Letter(kind, person.email if person else None, (person and person.account_username) or "", token)


def _same_whole(person: Person | None, facts: Mapping[str, str]) -> bool:
    """Whether the first name and the ZIP code fit too; the comparison takes the same steps without a person."""
    first_name, zip_code = (person.first_name, person.zip or "") if person else ("Nobody", "")
    on_file = (canonical_name(first_name), canonical_zip(zip_code))
    said = (canonical_name(facts["first_name"]), canonical_zip(facts["zip"]))
    first = hmac.compare_digest(said[0].encode(), on_file[0].encode())
    return hmac.compare_digest(said[1].encode(), on_file[1].encode()) and first and person is not None


def _stranger(claim: Claim) -> str:
    """What stands for a claim that fits nobody, where a patient's number would."""
    said = "|".join(f"{name}={claim.facts[name]}" for name in sorted(claim.facts) if name != "token")
    return f"nobody:{hashlib.sha256(said.casefold().encode('utf-8', 'surrogatepass')).hexdigest()}"

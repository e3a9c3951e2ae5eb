"""Help to sign in again: the four ways of the portal's own sign-in screen, each with exactly the facts it asks for.

What is said never tells whether an account exists; what there is to tell goes to the mail address on file.
"""

from __future__ import annotations

from bot.conversation import Facts
from bot.effects import Button, Effect, Enqueue, Recover, Say
from bot.flows import acting, parsing
from bot.flows.answers import accounts
from bot.flows.spec import Ask, Choice, Condition, Default, Flow, Invalid, Parser, Slots, Value

NEEDS = {
    "username": ("last_name", "email", "dob"),
    "password": ("username",),
    "token": ("token", "email"),
    "all": ("first_name", "last_name", "email", "dob", "zip"),
    "help": ("last_name", "email", "dob", "trouble"),
}
"""What each way asks for. `help` is for what none of the four mends: the portal team looks at it."""


def path(text: str, _facts: Facts, _known: Slots) -> Value:
    """Which of the ways it is, by button or in words."""
    said = text.strip().casefold()
    found = said if said in NEEDS else accounts.lost(text) or accounts.named(text) or accounts.trouble(text)
    if found is None and accounts.is_unknown(text):
        found = "all"  # Whoever cannot tell needs neither of them on that way.
    if found is None:
        raise Invalid("which")
    return found


def paths(_known: Slots, _facts: Facts) -> tuple[Choice, ...]:
    """What people lose, and something else."""
    return tuple(Choice(name, f"recovery.path.{name}") for name in NEEDS)


def other_path(text: str, asked: str, known: Slots) -> tuple[str, str | None] | None:
    """What an answer says about the way itself: *I forgot both* at the question for the username takes another way.

    None when it says nothing of the kind; the way with None when it has to be asked again.
    """
    taken = known.get("path")
    if taken is None or asked == "path":
        return None
    if accounts.is_unknown(text) and asked in ("username", "token"):
        return ("path", "all") if asked == "username" else ("path", None)
    said = accounts.lost(text) if len(text.split()) > 1 or text.strip().casefold() in ("both", "neither") else None
    besides = {said, taken} == {"username", "password"} and (asked == "username" or accounts.says_also(text))
    meant = "all" if besides else said
    return ("path", meant) if meant is not None and meant != taken else None


def meant(path_said: str, slots: Slots) -> str:
    """Which way a first message means: whoever gives the username has not lost both, and a token is there to be used."""
    if "token" in slots:
        return "token"
    return "password" if path_said == "all" and "username" in slots else path_said


def needs(slot: str) -> Condition:
    """Asked where the way that was taken asks for it."""

    def needed(known: Slots, facts: Facts) -> bool:
        return slot in NEEDS.get(str(known.get("path")), ())

    needed.__doc__ = f"For {', '.join(name for name, slots in NEEDS.items() if slot in slots)}."
    return needed


def on_file(name: str) -> Default:
    """What is on file for a verified person, who is not asked what is known; not for somebody who acts for others."""

    def found(_known: Slots, facts: Facts) -> Value | None:
        """What is on file, once it is confirmed who is writing."""
        value = getattr(facts.me, name) if facts.me and not facts.acts_for else None
        return str(value) if value else None

    return found


def ask_portal(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """First have the portal take the claim; then say what comes of it, the same to everybody."""
    if "portal" not in known:
        return (Recover(str(known["path"]), _claimed(known)),)
    answer = str(known["portal"])
    if answer == "handed":
        return _to_staff(known, facts)
    if answer in ("sent", "too_many"):
        return (Say(f"recovery.sent.{known['path']}") if answer == "sent" else Say("recovery.too_many"),)
    reset = (Button("reset", "button.reset", link=answer),)
    return (Say("recovery.sent.token", buttons=reset, private=True, page_only=True),)


def _claimed(known: Slots) -> dict[str, str]:
    return {name: str(known[name]) for name in NEEDS[str(known["path"])]}


def _to_staff(known: Slots, facts: Facts) -> tuple[Effect, ...]:
    """The item for the portal team. A token is a secret and does not stand in it."""
    me = facts.me.id if facts.me else None
    fields = {name: value for name, value in known.items() if name not in ("token", "portal")}
    item = Enqueue(facts.new_ref, "recovery", "today", fields, me, me, "self", facts.level.name)
    return (item, Say("recovery.handed", {"ref": facts.new_ref}, both=True, page_only=True), *acting.read_later(facts))


def never_said(_text: str, _facts: Facts, _known: Slots) -> Value:
    """An effect brings this value; no words do."""
    raise AssertionError("only an effect brings this value")


def _fact(slot: str, parse: Parser, reasons: tuple[str, ...], *, known_as: str = "") -> Ask:
    return Ask(
        slot,
        parse,
        when=needs(slot),
        private=True,
        page_only=True,
        taken_down=True,
        fills=(slot,),
        default=on_file(known_as) if known_as else None,
        reasons=reasons,
    )


RECOVERY = Flow(
    name="recovery",
    version=1,
    review=False,
    turns=other_path,
    asks=(
        Ask("path", path, choices=paths, fills=("path",), reasons=("which",)),
        _fact("first_name", parsing.first_name, parsing.NAME_REASONS, known_as="first_name"),
        _fact("last_name", parsing.last_name, parsing.NAME_REASONS, known_as="last_name"),
        _fact("username", parsing.username, parsing.USERNAME_REASONS, known_as="account_username"),
        _fact("token", parsing.reset_token, parsing.TOKEN_REASONS),
        _fact("email", parsing.email_address, parsing.EMAIL_REASONS, known_as="email"),
        _fact("dob", parsing.date_of_birth, parsing.DOB_REASONS, known_as="dob"),
        _fact("zip", parsing.zip_code, parsing.ZIP_REASONS, known_as="zip"),
        Ask(
            "trouble",
            parsing.reason,
            when=needs("trouble"),
            private=True,
            page_only=True,
            taken_down=True,
            takes_any_text=True,
            mistaken_for=("faq.", "flow.recover"),  # What stands on the page sounds like a question about the portal.
            reasons=parsing.TEXT_REASONS,
        ),
        Ask("portal", never_said, awaited=True),
    ),
    finish=ask_portal,
)

"""What can stand in a key that the source computes, as in `f"media.{kind}"`. A new such key needs one line here.

Without it the check could not tell a text that is missing from one that is never said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from bot.checks.desk_holes import DESK_HOLES
from bot.checks.practice_holes import PRACTICE_HOLES
from bot.checks.world import World
from bot.conversation import Assurance
from bot.desk.alerting import ALERTS
from bot.desk.auditing import OTHERS
from bot.desk.disclosing import COLUMNS, EVENTS, PERSON, SECTIONS, WORDS
from bot.flows.status import SHOWN_KINDS
from bot.queue.delivery import REASONS, WAYS, Step
from bot.queue.item import Kind, Status
from bot.views import QUESTIONS
from bot.workviews import MANY, OUTCOMES
from policies import priority, roles
from policies.disclosure import ENDINGS, Over
from policies.notices import WAYS as WAYS_OF_NOTICES
from policies.triage import ACUTE, Disposition
from policies.watchdog import STEPS

MEDIA = ("voice", "audio", "photo", "video", "document", "sticker", "animation", "location", "contact", "poll", "other")
OUTSIDE_FLOWS = (
    "disposition",
    "rule",
    "said",
    "text",
    "ref",
    "note",
    "provider",
    "callback_number",
    "proposal",
    "proposal_answer",
    "why",
    "way",
    "follows",
    "visit_at",
    "decision",
)
"""Fields of an item that no question of a flow of the same name asks for."""

NOTES = ("controlled", "not_on_list", "controlled_not_on_list")
"""Why a nurse looks at a refill first."""

FIGURE_TIMES = ("open_median", "open_ninth", "clock_median", "clock_ninth")
PLOTS = ("load", "ages", "first", "done", "came_hour", "first_hour", "came_weekday", "first_weekday")
"""What the board draws."""
ACCOUNT_DONE = (
    *("password", "app", "app_removed", "passkey", "passkey_named", "passkey_removed", "session_ended", "recovery"),
)
"""What was just done to one's own account."""

MY_DATA = (
    "full_name",
    "dob",
    "email",
    "zip",
    "phone",
    "provider",
    "pharmacy",
    "medications",
    "acts_for",
    "requests",
)
"""Lines of what is held about somebody."""

Fits = Callable[[World], Iterable[str]]


def _each(*names: str) -> Fits:
    return lambda _world: names


def _below(prefix: str) -> Fits:
    """Whatever there is a text for; `tests/content/test_audit_words.py` sees to it that no event lacks one."""

    def fits(world: World) -> Iterable[str]:
        keys = {key for texts in world.content.texts.values() for key in texts}
        return [key.removeprefix(prefix) for key in sorted(keys) if key.startswith(prefix)]

    return fits


def _numbers(first: int, last: int) -> Fits:
    return lambda _world: map(str, range(first, last + 1))


def _topics(world: World) -> Iterable[str]:
    """Names that stand on buttons of the dialogue: wishes, questions, and what answers and messages list."""
    listed = {name for texts in world.content.texts.values() for text in texts.values() for name in text.buttons}
    return {"faq", *listed, *(name for name in world.intents if name.startswith(("flow.", "faq.")))}


def _guidance(_world: World) -> Iterable[str]:
    for disposition in Disposition:
        if disposition is Disposition.URGENT:
            yield from ("urgent.open", "urgent.closed")
        elif disposition is not Disposition.NONE:
            yield disposition.value


HOLES: Mapping[str, Fits] = MappingProxyType(
    {
        "button.{}": _topics,
        "media.{}": _each(*MEDIA),
        "guidance.{}": _guidance,
        "sharing.over.{}": _each(*Over),
        "staff.record.ended.{}": _each(*ENDINGS),
        "guidance.maybe.{}": _each(*(level.value for level in ACUTE)),
        "thread.{}": _each("released", "closed"),
        "recovery.sent.{}": _each("username", "password", "all"),
        "mail.recovery.{}": _each("username", "password", "all", "unenrolled", "other_practice", "none"),
        "portal.error.password.{}": _each("too_short", "too_long", "username", "about_you", "common"),
        "portal.error.answer.{}": _each("too_short", "too_long", "same"),
        "portal.question.{}": _each(*QUESTIONS),
        "thread.proposal_{}": _each("accepted", "declined"),
        "staff.proposal.{}": _each("accepted", "declined"),
        "status.too_late.{}": _each("taken", "closed"),
        "standing.{}": _each("linked", "unknown"),
        "standing.may.{}": _each("everything", "visits", "nothing"),
        "my_data.label.{}": _each(*MY_DATA),
        "callback.sent.{}": _each("live", "call"),
        "appointment.sent.{}": _each("new", "move", "cancel"),
        "refill.sent.{}": _each("today", "routine", *NOTES),
        "value.note.{}": _each(*NOTES),
        "value.proposal_answer.{}": _each("waiting", "accepted", "declined", "booked"),
        "value.decision.{}": _each("approved", "declined"),
        "status.kind.{}": _each(*(kind.value for kind in Kind if kind is not Kind.RED_FLAG)),
        "value.status.{}": _each(*(status.value for status in Status)),
        "calendar.weekday.{}": _numbers(0, 6),
        "calendar.month.{}": _numbers(1, 12),
        "calendar.part.{}": _each("morning", "afternoon", "evening"),
        "calendar.{}": _each("at", "time_from", "time_to"),
        "telegram.command.{}": _each("start", "menu", "stop", "link"),
        "staff.place.{}": _each(
            *("requests", "search", "board", "record", "reminders"), *("practice", "people", "audit", "account")
        ),
        "staff.password.{}": _each("too_short", "too_long", "username", "about_you", "common"),
        "staff.account.done.{}": _each(*ACCOUNT_DONE),
        "staff.account.how.{}": _each("password", "app", "recovery", "passkey"),
        "staff.people.column.{}": _each("name", "role", "state", "factor", "seen"),
        "staff.people.factor.{}": _each("passkey", "app", "none"),
        "staff.people.done.{}": _each("role", "disable", "enable", "factor"),
        "staff.first_password.{}": _each("added", "reset"),
        "staff.audit.column.{}": _each("at", "who", "what", "about", "detail", "seq"),
        "staff.audit.who.{}": _each(*OTHERS),
        "staff.assurance.{}": _each(*(level.name for level in Assurance)),
        "staff.basis.{}": _each("self", "personal_representative", "signed_authorization"),
        "staff.span.{}": _each("minutes", "hours", "days"),
        "staff.kind.{}": _each("all", *roles.ALL),
        "staff.role.{}": _each(*roles.KINDS),
        "staff.status.{}": _each(*(status.value for status in Status)),
        "staff.priority.{}": _each(*priority.TARGETS),
        "staff.verb.{}": _each("take", "release", "reopen"),
        "staff.done.{}": _each(
            "take",
            "take_red_flag",
            "release",
            "reply",
            "propose",
            "book",
            "approve",
            "decline",
            "note",
            "close",
            "reopen",
            "transfer",
            "undo",
            "take_back",
        ),
        "staff.item.{}": _each("patient", "dob", "asked_by", "basis", "assurance", "phone"),
        "staff.outcome.{}": _each(*OUTCOMES),
        "staff.author.{}": _each("patient", "staff", "note", "bot"),
        "staff.delivery.{}": _each("held", *Step),
        "staff.told.{}": _each("later", "unwanted", *Step),
        "mail.account.{}": _each(*ALERTS),
        "mail.reminder.{}.subject": _each(*STEPS),
        "mail.reminder.{}.body": _each(*STEPS),
        "staff.reminders.step.{}": _each(*STEPS),
        "staff.board.by.{}": _each("all", "kind", "hour", "weekday", "age"),
        "staff.board.age.{}": _each("hour", "four", "day", "three", "week", "more"),
        "staff.board.series.{}": _each("open", "taken", "overdue", "median", "ninth", *FIGURE_TIMES),
        "staff.board.plot.{}.title": _each(*PLOTS),
        "staff.board.plot.{}.text": _each(*PLOTS),
        "staff.board.sheet.{}": _each(
            *("by", "group", "came", "answered", "in_time", "closed", "open", "taken", "overdue"),
            *(f"{name}_{times}" for name in ("first", "done") for times in FIGURE_TIMES),
        ),
        "staff.record.person.{}": _each(*PERSON),
        "staff.record.section.{}": _each(*SECTIONS),
        "staff.record.column.{}": _each(*COLUMNS),
        "value.way.{}": _each(*WAYS),
        "value.why.{}": _each(*REASONS),
        **DESK_HOLES,
        **PRACTICE_HOLES,
        "web.{}": _each("you", "office", "alert", "bot"),
        "web.devices.{}": _each("gone", "not_there", "saved", "not_shared_any_more"),
        "web.devices.kind.{}": _each("web", "inside", "telegram", "terminal"),
        "web.devices.ways.{}": _each(*WAYS_OF_NOTICES),
        "web.inbox.kind.{}": _each(*SHOWN_KINDS),
        "web.inbox.state.{}": _each("answered", "visit_waiting", "visit_booked", *(status.value for status in Status)),
    }
)
"""Which names fit the hole of each computed key."""

OPTIONAL: Mapping[str, Fits] = MappingProxyType(
    {
        "staff.many.did.{}": _each(*MANY),
        "staff.many.why.{}": _below("staff.many.why."),
        "staff.keys.part.{}": _each("list", "item", "anywhere", "wishes"),
        "staff.keys.does.{}": _below("staff.keys.does."),
        "staff.keys.switch.{}": _each("keys", "count", "sound"),
        "staff.field.{}": _each(*OUTSIDE_FLOWS),
        "staff.audit.event.{}": _below("staff.audit.event."),
        "staff.audit.detail.{}": _below("staff.audit.detail."),
        "staff.record.word.{}": _each(*WORDS),
        "staff.record.event.{}": _each(*EVENTS),
    }
)
"""Computed keys for which there may be a text, and where there is none something else is shown."""

COMPUTED_FROM_FLOWS = frozenset(
    {"{}.cancelled", "{}.{}.{}", "{}.{}.ask", "{}.{}.label", "{}.send", "{}.review", "value.{}.{}"}
)
"""Keys of the flow engine; `bot.checks.flow_keys` lists what they become."""

NOT_TEXTS = frozenset(
    {
        "thread.patient",
        "sharing.ended",
        "telegram.put_aside",
        "telegram.alive",
        "telegram.blocked",
        "telegram.unblocked",
        "telegram.offset.{}",
        "telegram.profile.{}",
    }
)
"""Strings that look like keys of texts and name something else: marks in the database, events of the audit."""

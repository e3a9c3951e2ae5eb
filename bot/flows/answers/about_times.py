"""Whether the days and hours of a message are wished for at all, whatever the message was taken for."""

from __future__ import annotations

from itertools import pairwise

from bot.flows.answers.draft import Draft
from nlu.entities.tokens import norm_at
from nlu.entities.when import Month, Week

TIME_SLOTS = frozenset({"date", "time", "time_of_day", "when"})
_NO_TIMES_ASKED = frozenset(
    "dob pharmacy medication dose quantity username token zip email first_name last_name".split()
)
_NEVER = (
    "safety.",
    "flow.recover",
    "flow.request_status",
    "flow.secure_message",
    "chat.greet",
    "chat.thanks",
    "chat.goodbye",
)
_SELDOM = ("faq.", "oos.", "chat.bot_question", "chat.help")
_QUESTION = frozenset(
    "what when who where why how which do does did is are was can could will would should may if".split()
)


def about_times(draft: Draft) -> bool:
    """Whether a day in this message can be a wish at all."""
    if draft.asked & TIME_SLOTS or draft.intent == "flow.appointment":
        return True
    if draft.asked:
        return not draft.asked <= _NO_TIMES_ASKED
    intent = draft.intent or ""
    if intent.startswith(_NEVER):
        return names_a_visit(draft)
    wished = (_little_else, _any_opening, _call_back, _fits)
    return not intent.startswith(_SELDOM) or any(told(draft) for told in wished)


def _little_else(draft: Draft) -> bool:
    """Whether a message taken for a question is hardly more than days and hours, or asks whether a day and hour would do."""
    tokens, reading = draft.reading.tokens, draft.reading
    if not tokens:
        return False
    said = sum(mention.end - mention.first for mention in reading.of("date", "time", "day_part"))
    if tokens[0].norm in _QUESTION or any(token.norm == "?" for token in tokens):
        return said * 10 >= len(tokens) * 3 and _would_do(draft)
    return said * 10 >= len(tokens) * 3 or bool(reading.of("provider"))


def _would_do(draft: Draft) -> bool:
    """Whether a question is for a day and an hour, or whether a day is free, and not about opening hours or deadlines."""
    words = {token.norm for token in draft.reading.tokens}
    hour = bool(draft.reading.of("time", "day_part"))
    day = any(not isinstance(mention.value, (Week, Month)) for mention in draft.reading.of("date"))
    return day and (hour or bool(words & _FREE)) and not words & _ABOUT_OPENING


_FREE = frozenset("possible available free doable openings spot spots slot slots squeeze okay ok".split())
_ABOUT_OPENING = frozenset(
    """open opens opened opening close closes closed closing hours hour answer answers phones phone lab labs delivered delivery weather pharmacy
    call calls due expire expires bill billing invoice game party flight vote holiday results result ready email message reply""".split()
)


_MISTAKEN = ("flow.request_status", "flow.secure_message")  # what a visit told in a few words is at times taken for


def names_a_visit(draft: Draft) -> bool:
    """Whether a kind of visit and a day are named and nothing else is told ("in ten days, medication review")."""
    reading = draft.reading
    if draft.intent not in _MISTAKEN or not reading.of("date") or {token.norm for token in reading.tokens} & _TELLING:
        return False
    return any(draft.lexicon.visit_kinds.match(reading.tokens, at) for at in range(len(reading.tokens)))


_TELLING = frozenset(
    """? when what why did was were had sent send sending request requested asked hear heard status waiting waited confirm confirmed still yet result results
    last since saw told tell ask message note letter received pending approved submitted put question""".split()
)


def _any_opening(draft: Draft) -> bool:
    """Whether somebody asks what is free on a day ("anything left today?", "got anything the week of the 7th?")."""
    tokens = draft.reading.tokens
    days = {mention.first for mention in draft.reading.of("date", "time", "day_part")}
    words = {token.norm for token in tokens}
    if not days or words & _ABOUT_OPENING or words & _NEWS:
        return False
    for at, token in enumerate(tokens):
        if token.norm not in _OPENINGS or norm_at(tokens, at - 1) not in _BEFORE_OPENINGS:
            continue
        index = at + 1
        while index not in days and norm_at(tokens, index) in _BETWEEN and index - at <= _NEAR:
            index += 1
        if index in days:
            return True
    return False


_NEAR = 5
_OPENINGS = frozenset(
    "anything something openings opening slot slots spot spots appointment appointments appt appts times".split()
)
_BEFORE_OPENINGS = frozenset(
    """, . ! ? hi hello hey have has got there is see find need want get me like take any an a open free available or ok okay maybe please you still do
    are your""".split()
) | {""}
_BETWEEN = frozenset(
    "left open available free else at all on for in around by the after before between from sometime possibly say like".split()
)
_NEWS = frozenset(
    "did news mail came come arrive arrived happen happened wrong changed change eat ate heard lab labs test tests results".split()
)


def _fits(draft: Draft) -> bool:
    """Whether a day or hour is said to suit ("Friday's fine", "mornings work best")."""
    tokens = draft.reading.tokens
    if any(token.norm == "?" for token in tokens):
        return False
    for mention in draft.reading.of("date", "time", "day_part"):
        possessive = tokens[mention.end - 1].norm.endswith("'s")
        after = [norm_at(tokens, mention.end + step) for step in range(2)]
        if after[0] in ("works", "work", "suits", "suit") or after[0] in ("is", "would", "are") and after[1] in _SUITS:
            return True
        if possessive and after[0] in _SUITS:
            return True
    return False


_SUITS = frozenset("fine good ok okay best better great perfect suit work".split())


def _call_back(draft: Draft) -> bool:
    """Whether the patient says when to ring ("ring after 5, 845-555-0150"); a question about it asks for our hours."""
    tokens = draft.reading.tokens
    if norm_at(tokens, 0) in _QUESTION or any(token.norm == "?" for token in tokens):
        return False
    for mention in draft.reading.of("time", "day_part", "date"):
        near = range(max(0, mention.first - _NEAR), mention.first)
        if any(tokens[at].norm in _RING and norm_at(tokens, at - 1) in _BEFORE_RING for at in near):
            return True
    return False


_RING = frozenset("ring call phone text reach try".split())
_BEFORE_RING = frozenset(", . ! please pls can could you u just to best better or and me should so".split()) | {""}


def deadlines(draft: Draft) -> frozenset[int]:
    """Where days stand on which something runs out ("my card expires Dec 20"); nobody wishes to come on them."""
    tokens = draft.reading.tokens
    return frozenset(
        mention.first
        for mention in draft.reading.of("date")
        if not _EXPIRES.isdisjoint(words := [norm_at(tokens, mention.first - back) for back in range(1, 4)])
        or any(pair in _RUNS_OUT for pair in pairwise(words))
    )


_EXPIRES = frozenset("expires expire expiring lapses".split())
_RUNS_OUT = frozenset({("out", "runs"), ("out", "run"), ("out", "running"), ("up", "is")})  # read backwards

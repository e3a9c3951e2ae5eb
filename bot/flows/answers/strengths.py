"""The strength of a medicine said without its unit: "metformin 500", "the fifty", "5/325"."""

from __future__ import annotations

from bot.flows.answers.draft import Draft
from nlu.entities.medicine import dose_at
from nlu.entities.numbers import cardinal
from nlu.entities.taken_back import MOST_BETWEEN, takes_back
from nlu.entities.tokens import kept, norm_at


def strength_answer(draft: Draft, start: int) -> None:
    """Read the answer to the question for a strength, from the piece at `start` on."""
    tokens, at = draft.reading.tokens, start
    while at < min(len(tokens), 6) and not _is_strength(draft, at):
        at += 1
    told = dose_at(tokens, at, draft.lexicon) if at < len(tokens) else None
    if told is None:
        _bare_strength(draft, at, "mg")


def _bare_strength(draft: Draft, at: int, unit: str) -> None:
    """Read a strength without its unit ("the fifty", "12.5", "5/325")."""
    tokens = draft.reading.tokens
    read = _decimal(draft, at)
    if read is None:
        return
    text, end = read
    if norm_at(tokens, end) in ("/", "-") and end + 1 < len(tokens) and tokens[end].glued and tokens[end + 1].is_number:
        second = _decimal(draft, end + 1)
        text, end = (f"{text}{tokens[end].norm}{second[0]}", second[1]) if second else (text, end)
    if norm_at(tokens, end) == "'" or (norm_at(tokens, end) == "s" and tokens[end].glued):
        end += 2 if norm_at(tokens, end) == "'" else 1  # "the 20s", "10's"
    said = kept(draft.reading.text, tokens, at, end)
    second_choice = norm_at(tokens, end) == "or" and cardinal(tokens, end + 1, draft.lexicon) is not None
    if second_choice and "dose" in draft.asked:
        draft.put("dose", None, said, "ambiguous")
    elif norm_at(tokens, end) in AFTER_STRENGTH:
        draft.put("dose", f"{text} {unit}", said)


def _decimal(draft: Draft, at: int) -> tuple[str, int] | None:
    """Read a number with its decimals."""
    tokens = draft.reading.tokens
    count = cardinal(tokens, at, draft.lexicon)
    if count is None:
        return None
    if tuple(norm_at(tokens, count.end + step) for step in range(3)) == ("and", "a", "half"):
        return f"{count.value}.5", count.end + 3
    point = norm_at(tokens, count.end) == "." and count.end + 1 < len(tokens)
    if point and tokens[count.end + 1].is_number and tokens[count.end + 1].glued:
        return f"{count.value}.{tokens[count.end + 1].norm}", count.end + 2
    return str(count.value), count.end


AFTER_STRENGTH = frozenset(
    """, . ! ? ; - and please pls plz one ones to from at is it its but sent refill refilled again twice once daily thanks thank tablets tablet strength dose i the for
    every per my or with as per er xr xl send need needs again more renewal renewed renew script refills rx we can is are has by before capsules capsule""".split()
) | {""}  # fmt: skip


_BEFORE_STRENGTH = frozenset("its it's the , - at is pills tablets in".split())


def strength_after_name(draft: Draft) -> None:
    """Read "metformin 500", "its the 500", where a medicine stands just before."""
    names = draft.reading.of("medication")
    if len(names) != 1 or names[0].value is None:
        return
    unit = draft.lexicon.strength_units.get(names[0].value, "mg")
    at = names[0].end
    tokens = draft.reading.tokens
    while at - names[0].end < 3 and norm_at(tokens, at) in _BEFORE_STRENGTH:
        at += 1
    taken = any(m.first <= at < m.end for m in draft.reading.mentions)
    if unit != "none" and not taken and at < len(tokens) and _is_strength(draft, at):
        _bare_strength(draft, _put_right_at(draft, at), unit)


def _put_right_at(draft: Draft, at: int) -> int:
    """Return where the strength stands that is said in place of the one at `at` ("rosuvastatin 10, make it 20")."""
    tokens, first = draft.reading.tokens, cardinal(draft.reading.tokens, at, draft.lexicon)
    begin = first.end if first else at
    for index in range(begin + 1, min(len(tokens), begin + MOST_BETWEEN)):
        if cardinal(tokens, index, draft.lexicon) is not None:
            return index if takes_back([token.norm for token in tokens[begin:index]]) else at
    return at


def _is_strength(draft: Draft, at: int) -> bool:
    """A small figure is as likely a count, unless it has decimals or strength was asked for in figures."""
    tokens = draft.reading.tokens
    count = cardinal(tokens, at, draft.lexicon)
    if count is None:
        return False
    decimals = norm_at(tokens, count.end) == "." or norm_at(tokens, count.end + 2) == "half"
    return count.value >= 5 or decimals or ("dose" in draft.asked and tokens[at].is_number)

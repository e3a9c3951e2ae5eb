"""The strength of a medicine said without its unit: "metformin 500", "the fifty", "5/325"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flows.answers.draft import Draft
from nlu.entities import Lexicon, Mention
from nlu.entities.decimals import below_one, decimals_behind
from nlu.entities.medicine import dose_at
from nlu.entities.numbers import cardinal, digit_run
from nlu.entities.taken_back import MOST_BETWEEN, has_changed, takes_back
from nlu.entities.tokens import Tokens, kept, norm_at


def strength_answer(draft: Draft, start: int) -> None:
    """Read the answer to the question for a strength, from the piece at `start` on."""
    tokens, at = draft.reading.tokens, start
    at -= at > 0 and norm_at(tokens, at - 1) == "." and at < len(tokens) and tokens[at].glued  # ".25"
    while at < min(len(tokens), 6) and not _is_strength(draft, at):
        at += 1
    told = dose_at(tokens, at, draft.lexicon) if at < len(tokens) else None
    if told is None:
        _bare_strength(draft, _put_right_at(draft, at), "mg")


def _bare_strength(draft: Draft, at: int, unit: str) -> None:
    """Read a strength without its unit ("the fifty", "12.5", "5/325")."""
    tokens, read = draft.reading.tokens, _whole_strength(draft, at)
    if read is None:
        return
    text, end = read
    said = kept(draft.reading.text, tokens, at, end)
    second_choice = norm_at(tokens, end) == "or" and cardinal(tokens, end + 1, draft.lexicon) is not None
    if second_choice and "dose" in draft.asked:
        draft.put("dose", None, said, "ambiguous")
    elif norm_at(tokens, end) in AFTER_STRENGTH:
        draft.put("dose", f"{text} {unit}", said)


def _whole_strength(draft: Draft, at: int) -> tuple[str, int] | None:
    """Read a strength with its second part and the s people add ("5/325", "the 20s", "10's")."""
    tokens, read = draft.reading.tokens, decimal_at(draft.reading.tokens, at, draft.lexicon)
    if read is None:
        return None
    text, end = read
    if norm_at(tokens, end) in ("/", "-") and end + 1 < len(tokens) and tokens[end].glued and tokens[end + 1].is_number:
        second = decimal_at(tokens, end + 1, draft.lexicon)
        text, end = (f"{text}{tokens[end].norm}{second[0]}", second[1]) if second else (text, end)
    if norm_at(tokens, end) == "'" or (norm_at(tokens, end) == "s" and tokens[end].glued):
        end = min(end + (2 if norm_at(tokens, end) == "'" else 1), len(tokens))
    return text, end


def decimal_at(tokens: Tokens, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """Read a number with its decimals: 12.5, ".5", "point five", "2 1/2", "two and a half"."""
    if norm_at(tokens, at) in (".", "point"):
        return below_one(tokens, at, lexicon)
    count = cardinal(tokens, at, lexicon)
    if count is None:
        return None
    behind = tuple(norm_at(tokens, count.end + step) for step in range(3))
    if behind in (("and", "a", "half"), ("1", "/", "2")):
        return f"{count.value}.5", count.end + 3
    said = digit_run(tokens, count.end + 1, lexicon, marks="") if behind[0] == "point" else None
    if said and said.text:
        return f"{count.value}.{said.text}", said.end
    decimals = decimals_behind(tokens, count.end, apart=True)
    return f"{count.value}{decimals}", count.end + (2 if decimals else 0)


AFTER_STRENGTH = frozenset(
    """, . ! ? ; - and please pls plz one ones to from at is it its but sent refill refilled again twice once daily thanks thank tablets tablet strength dose i the for
    every per my or with as per er xr xl send need needs again more renewal renewed renew script refills rx we can is are has by before capsules capsule # qty quantity""".split()
) | {""}  # fmt: skip


_BEFORE_STRENGTH = frozenset("its it's the , - at is pills tablets in to i think believe maybe about".split())


def strength_after_name(draft: Draft, names: Sequence[Mention]) -> None:
    """Read "metformin 500", "its the 500", "the 500 metformin" of each medicine, where its strength stands beside it."""
    named = [name for name in names if name.value is not None]
    found = [told for name in named if (told := _strength_beside(draft, name, alone=len(named) == 1))]
    if found:
        values = ", ".join(dict.fromkeys(value for value, _ in found))
        draft.put("dose", values, kept(draft.reading.text, draft.reading.tokens, found[0][1], found[0][1] + 1))


def _strength_beside(draft: Draft, name: Mention, *, alone: bool) -> tuple[str, int] | None:
    """Return the strength beside a medicine with its unit, and where it stands."""
    tokens, unit = draft.reading.tokens, draft.lexicon.strength_units.get(str(name.value), "mg")
    if unit == "none":
        return None
    at = name.end
    while alone and at - name.end < _MOST_LEAD and norm_at(tokens, at) in _BEFORE_STRENGTH:
        at += 1
    if not _free(draft, at) or not _is_strength(draft, at):
        changed = _changed_later(draft, name.end) if alone else 0
        return _bare(draft, changed, unit, beside=True) if changed else _before_name(draft, name, unit)
    told = _bare(draft, _put_right_at(draft, at), unit, beside=at == name.end)
    return told or (_before_name(draft, name, unit) if at == name.end else None)


_MOST_LEAD = 3


def _free(draft: Draft, at: int) -> bool:
    return at < len(draft.reading.tokens) and not any(m.first <= at < m.end for m in draft.reading.mentions)


def _bare(draft: Draft, at: int, unit: str, *, beside: bool) -> tuple[str, int] | None:
    """Read the strength at `at`; right beside a name only a word for what is counted makes it anything else."""
    read = _whole_strength(draft, at)
    if read is None:
        return None
    text, end = read
    after = norm_at(draft.reading.tokens, end)
    by_count = after == "x" and norm_at(draft.reading.tokens, end + 1).isdecimal()  # "prednisone 10 x 30"
    fits = by_count or after in AFTER_STRENGTH or (beside and after not in _COUNTED and not _is_hour(draft, at))
    small = unit == "mcg" and text.startswith("0.")  # "levothyroxine 0.05" is told in milligrams
    return (f"{text} {'mg' if small else unit}", at) if fits else None


def _is_hour(draft: Draft, at: int) -> bool:
    return any(m.first <= at < m.end for m in draft.reading.of("time", "date", "phone", "zip"))


_COUNTED = frozenset(
    """pill pills tab tabs cap caps day days week weeks month months year years hour hours minute minutes times time x refills left remaining ago am pm
    a p : / % # puffs puff units bottles bottle boxes box count people oclock o'clock st nd rd th""".split()
)


def _before_name(draft: Draft, name: Mention, unit: str) -> tuple[str, int] | None:
    """Read "my 81 aspirin", "the 500 metformin"."""
    at = name.first - 1
    led = norm_at(draft.reading.tokens, at - 1) in ("my", "the", "that", "his", "her", "our", "their")
    if not led or not _free(draft, at) or not draft.reading.tokens[at].is_number or not _is_strength(draft, at):
        return None
    return f"{int(draft.reading.tokens[at].norm)} {unit}", at


def _changed_later(draft: Draft, begin: int) -> int:
    """Return where the strength stands that holds now ("used to be 5 now its 10", "they upped it to 300"); 0 where none is told."""
    tokens = draft.reading.tokens
    for at in range(begin + 1, min(len(tokens), begin + MOST_BETWEEN + 1)):
        if _free(draft, at) and _is_strength(draft, at) and has_changed([token.norm for token in tokens[begin:at]]):
            return at
    return 0


def _put_right_at(draft: Draft, at: int) -> int:
    """Return where the strength stands that is said in place of the one at `at` ("rosuvastatin 10, make it 20")."""
    tokens, first = draft.reading.tokens, decimal_at(draft.reading.tokens, at, draft.lexicon)
    begin = first[1] if first else at
    for index in range(begin + 1, min(len(tokens), begin + MOST_BETWEEN + 1)):
        if decimal_at(tokens, index, draft.lexicon) is not None:
            words = [token.norm for token in tokens[begin:index]]
            return index if takes_back(words, bare_no=True) or has_changed(words) else at
    return at


def _is_strength(draft: Draft, at: int) -> bool:
    """A small figure is as likely a count, unless it has decimals or strength was asked for in figures."""
    tokens = draft.reading.tokens
    read = decimal_at(tokens, at, draft.lexicon)
    if read is None:
        return False
    return float(read[0]) >= _LEAST or "." in read[0] or ("dose" in draft.asked and tokens[at].is_number)


_LEAST = 5

"""Where a reason ends that was told in running text."""

from __future__ import annotations

from nlu.entities import Lexicon, Scan
from nlu.entities.tokens import Tokens, norm_at

_ENDS = frozenset(
    """. , ; ! ? ( ) please pls plz thanks thank asap soon since so can could that when if because before after sometime would who which where until till as
    i i'm i've i'd im ive we he she they it it's but today tomorrow tonight next this any whenever maybe dr doctor with w need want wanted wants thx ok okay preferably first
    every lately recently again at its possible theres""".split()
)
ENDS_ANSWER = frozenset(". , ; ! ? ( ) please pls plz thanks thank since".split())
_ONLY_BEFORE_A_DAY = frozenset({"on", "in", "for", "by", "from", "around", "between"})
_MOST_WORDS = 12
_TRAILING = frozenset(
    "lol haha hahaha lmao ugh smh tho though sigh and or with w on in for the a an my to of at by is from please dr see".split()
)
_ANOTHER_WISH = frozenset(
    "i i'd i'm im we need want can would also a to my it please prefer maybe then she he they if".split()
)
_LENGTH = frozenset("a the about over like almost past several few weeks days months me him her next".split())
_COUNTS = frozenset("one two three four five six seven eight nine ten eleven twelve couple".split())
LEADING = frozenset("a an the some this my his her their these those our".split())


def reason_end(
    reading: Scan, begin: int, lexicon: Lexicon, most: int = _MOST_WORDS, ends: frozenset[str] = _ENDS
) -> int:
    """Return where a reason that begins at `begin` ends: at a day, a person, a comma, or a word that starts something else."""
    tokens = reading.tokens
    starts = {m.first: m for m in reading.mentions if m.kind not in ("medication", "dose", "quantity")}
    end = begin
    while end < len(tokens) and end - begin < most:
        word = tokens[end].norm
        habit = ends is ENDS_ANSWER and end in starts and starts[end].kind == "day_part"
        at_night = (norm_at(tokens, end - 1), word) == ("at", "night")
        habit = habit and (
            at_night or norm_at(tokens, end - 1) in ("every", "each")
        )  # "heel hurts every morning first few steps"
        if end in starts and not habit or (word in ends and end > begin and not _joined(tokens, end, lexicon)):
            break
        if word in _ONLY_BEFORE_A_DAY and (
            end + 1 in starts or end + 2 in starts or tokens[min(end + 1, len(tokens) - 1)].is_number
        ):
            break
        if ends is _ENDS and word in ("for", "and", "or") and _new_thought(tokens, end):
            break
        end += 1
    while end > begin and (
        tokens[end - 1].norm in _TRAILING or not (tokens[end - 1].is_word or tokens[end - 1].is_number)
    ):
        end -= 1
    return end


_DOING = frozenset("i he she eating meals walking running working standing sitting exercise sports lifting".split())


def is_code(tokens: Tokens, at: int) -> bool:
    """Whether a figure is written against the word at `at`, which then is no article ("A1c")."""
    return at + 1 < len(tokens) and tokens[at + 1].glued and tokens[at + 1].is_number


def _joined(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """Whether the word at `at` belongs to the reason after all: "problem with my ear", "pain this week" does not."""
    if norm_at(tokens, at) == "when" and norm_at(tokens, at + 1) in ("i", "he", "she", "it"):
        return True
    if norm_at(tokens, at) == "after" and norm_at(tokens, at + 1) in _DOING:
        return True  # "hurting after I eat"
    if norm_at(tokens, at - 1) in ("when", "after") and norm_at(tokens, at) in ("i", "he", "she", "it"):
        return True
    if norm_at(tokens, at) == "," and norm_at(tokens, at + 1) in ("and", "also", "or"):
        return True
    return (
        norm_at(tokens, at) == "with"
        and norm_at(tokens, at + 1) in LEADING
        and norm_at(tokens, at + 2) not in lexicon.titles
    )


def _new_thought(tokens: Tokens, at: int) -> bool:
    """Whether "for", "and" or "or" begins something else: a length of time, another person, another wish."""
    following = norm_at(tokens, at + 1)
    if norm_at(tokens, at) != "for":
        return following in _ANOTHER_WISH
    return following.isdecimal() or following in _COUNTS or following in _LENGTH

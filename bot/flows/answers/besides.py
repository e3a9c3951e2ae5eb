"""What a message says besides names and days: how long a medicine lasts, missed doses, how to be reached, which visit.

Each looks for plain cues and answers None where there is none; nothing is guessed, and the review shows all of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.how_many import whole_days
from bot.flows.spec import Invalid, Value
from bot.steering import plain
from nlu.entities import Lexicon, fold, scan

LONGEST = 1000
_LEFT = re.compile(
    r"\b(?:left|remaining|last(?:s)? me|will last|lasts|run(?:s|ning)? out|ran out|completely out|all out|fresh out|out of|i'?m out|im out|i am out|are out|is out|"
    r"enough for|good for|took (?:my|the) last|last (?:one|pill|dose)|days'? worth|(?:have|got|down to) (?:(?!had|been)\w+ ){0,2}(?:days?|weeks?) of (?:each|both|it|them|pills|tablets))\b"
)
_NOT_LEFT = re.compile(
    r"\brefills? (?:left|remaining)\b|\bno refills?\b|\bout of (?:town|refills?|state|the country|network)\b|\balmost out\b"
)
_MISSED = re.compile(
    r"\b(?:missed|skipped|haven'?t (?:taken|had)|went without|without (?:it|any) for|did not take|didn'?t take|forgot (?:one|it|some|a few|a dose|a pill|my pill|to take))\b"
)
_NONE_MISSED = re.compile(
    r"\b(?:haven'?t|have not|not|never|no|didn'?t) (?:yet )?(?:missed|skipped|miss|skip)\b|\bno missed\b"
)
ALL_OF_THEM = re.compile(
    r"\b(?:all (?:of )?(?:my|them|the|these)|everything|every one|all (?:medicines|medications|meds|prescriptions|pills)|all (?:two|three|four|five)|both|the whole list)\b"
)
_AMOUNT = re.compile(
    r"\b(?:(?:[3-9]\d|1[0-8]\d|28|29)[ -]?(?:days?|pills?|tablets?|tabs?|capsules?)|(?:thirty|sixty|ninety)[ -]days?|(?:one|two|three|six|[1-6])[ -]months?)(?:[ -](?:supply|worth))?\b"
)
_CLAUSE = re.compile(r"[,;.!?\n]| and | but |\u2014| - ")
_ANYONE = re.compile(
    r"\b(?:with|see|seeing|by|for|to) (?:anyone|anybody|any (?:doctor|dr|provider|of them|available)|whoever|whichever|no matter who|the (?:first|next) available)\b|"
    r"\b(?:anyone|anybody|whoever)(?:'s| is)? (?:available|free|is fine|works|open|can)|\b(?:first|next|soonest|any) available (?:doctor|dr|provider|person)\b|"
    r"\bany (?:doctor|dr|provider) (?:is fine|works|will do|is ok)|\bdon'?t care (?:who|which)|\bno preference (?:of|on|for) (?:doctor|provider)"
)
_PHONE = re.compile(
    r"\b(?:call|phone|ring|text) me\b|\breach me (?:by phone|at)\b|\bby (?:phone|text)\b|\bgive me a (?:call|ring)\b"
)
_MAIL = re.compile(r"\b(?:e-?mail me|by e-?mail|send me an e-?mail|reach me by e-?mail)\b")
_NOT_REACH = re.compile(r"\b(?:call|text|e-?mail) me (?:back )?(?:crazy|by)\b|\bdon'?t (?:call|text|e-?mail|phone)\b")
_BY_VIDEO = re.compile(
    r"\b(?:telehealth|video (?:visit|call|appointment)|by video|over video|virtual(?:ly)?|tele ?visit|on zoom)\b"
)
_IN_PERSON = re.compile(r"\b(?:in[ -]person|in[ -]office|face to face|come in to the office)\b")


_TOPICS = (
    (
        "results",
        re.compile(r"\b(?:results?|labs?|lab work|blood ?work|test results?|x-?ray|scan|mri|biopsy|ultrasound)\b"),
    ),
    (
        "medicine",
        re.compile(r"\b(?:medicines?|medications?|meds|prescriptions?|dose|dosage|pills?|side effects?|refills?)\b"),
    ),
    ("forms", re.compile(r"\b(?:forms?|letter|paperwork|note for (?:work|school)|fmla|disability papers?)\b")),
)
_TEAM = re.compile(r"\b(?:care team|the nurses?|my nurse|the office|the staff|front desk|the team)\b")
_LETTER = re.compile(
    r"\b(?:tell|let|ask|inform|remind)\s+(?:my |the |dr\.? |doctor )?[\w'\u00c0-\u024f.-]+(?:\s[\w'\u00c0-\u024f-]+){0,2}?\s+"
    r"(?:that|know|if|whether|about|to|for|why|when|how|what)\b.{12,}",
    re.IGNORECASE | re.DOTALL,
)
FEWEST_ADDED = 2
_ADDED = re.compile(
    r"\b(?:(?:add|note|mention|put)\b[^:]{0,60}?(?:\bthat (?!(?:request|message|refill|visit|appointment|one|to|thread)\b)|: ?)"
    r"|forgot to (?:say|mention|add|tell (?:them|you|her|him))(?: that)? )(.+)",
    re.IGNORECASE | re.DOTALL,
)
_SAYING = re.compile(r"(?:saying|that says|:)\s+(.{12,})", re.IGNORECASE | re.DOTALL)


def topic_in(text: str) -> str | None:
    """What a message to the care team is about, where one topic only is named."""
    found = [topic for topic, words in _TOPICS if words.search(fold(text[:LONGEST]))]
    return found[0] if len(found) == 1 else None


def team_in(text: str) -> bool:
    """Whether the care team is to get it, and nobody by name."""
    return bool(_TEAM.search(fold(text[:LONGEST])))


def letter_in(text: str) -> str | None:
    """The message itself, where the first words already hold it (*please tell Dr. Patel that ...*)."""
    said = _SAYING.search(text)
    if said:
        return said.group(1).strip()
    found = _LETTER.search(text)
    return text.strip() if found else None


def added_in(text: str) -> str | None:
    """What is to be added, where the wish to add already says it (*add a note that I fly on Friday*)."""
    said = _ADDED.search(text[:LONGEST])
    return said.group(1).strip() if said and len(said.group(1).split()) >= FEWEST_ADDED else None


def days_left_in(text: str, context: AnswerContext) -> int | None:
    """How many days a medicine lasts, where the message says so in passing."""
    for clause in _CLAUSE.split(fold(text[:LONGEST])):
        if not _LEFT.search(clause) or _NOT_LEFT.search(clause):
            continue
        try:
            return whole_days(clause, context)
        except Invalid:
            continue
    return None


def missed_in(text: str) -> bool | None:
    """Whether doses were missed, where the message says so in passing."""
    said = fold(text[:LONGEST])
    if _NONE_MISSED.search(said):
        return False
    return True if _MISSED.search(said) else None


def amount_in(text: str) -> str | None:
    """How much is wanted, as packs are usually given: thirty or more, or months."""
    said = fold(text[:LONGEST])
    found = _AMOUNT.search(said)
    return found.group() if found and not _LEFT.search(said) else None


def anyone_in(text: str) -> bool:
    """Whether any clinician will do."""
    return bool(_ANYONE.search(fold(text[:LONGEST])))


def contact_in(text: str, slots: Mapping[str, Value]) -> str | None:
    """How the patient asks to be reached: a number, an address, `phone` or `email`."""
    said = fold(text[:LONGEST])
    if _NOT_REACH.search(said):
        return None
    if _PHONE.search(said):
        return str(slots.get("phone", "phone"))
    if _MAIL.search(said):
        return str(slots.get("email", "email"))
    return None


def visit_type_in(text: str) -> str | None:
    """In person or by video, where it is said."""
    said = fold(text[:LONGEST])
    if _BY_VIDEO.search(said):
        return "video"
    return "in person" if _IN_PERSON.search(said) else None


def purpose_in(text: str, lexicon: Lexicon) -> str | None:
    """What medicines are for, as the message says it ("my water pill, blood thinner"), in its order; the longest such words."""
    said = f" {plain(fold(text[:LONGEST]))} "
    if ALL_OF_THEM.search(said):
        return "all of them"
    found: list[str] = []
    for words in sorted(lexicon.purposes, key=len, reverse=True):
        if f" {words} " in said and not any(lexicon.purposes[words] & lexicon.purposes[other] for other in found):
            found.append(words)
    return ", ".join(sorted(found, key=said.index)) or None


def purposes_beside(text: str, lexicon: Lexicon) -> str | None:
    """What other medicines are for, beside one that is named ("my sertraline *and the blood pressure one*").

    What only says what the named one is for (*lisinopril for my blood pressure*) is no medicine of its own.
    """
    said = plain(fold(text[:LONGEST]))
    found = [words for words in (purpose_in(text, lexicon) or "").split(", ") if words in lexicon.purposes]
    return ", ".join(words for words in found if _stands_alone(said, words)) or None


def medicines_beside(text: str, lexicon: Lexicon) -> str:
    """The same as words to be put behind the names that were read; empty where there is nothing beside them."""
    purposes, one_more = purposes_beside(text, lexicon), one_unnamed(text, lexicon)
    return f", {purposes}" if purposes else f" and the {one_more} one" if one_more else ""


def one_unnamed(text: str, lexicon: Lexicon) -> str | None:
    """What an unnamed further medicine is called (*sertraline and the other one*), where those words name none."""
    for found in _ONE_MORE.finditer(plain(fold(text[:LONGEST]))):
        words = found.group(1).split()
        if not any(word in _SAME_ONE or word[0].isdigit() for word in words) and not scan(found.group(1), lexicon).of(
            "medication", "dose"
        ):
            return found.group(1)
    return None


def _stands_alone(said: str, purpose: str) -> bool:
    """Whether words for a purpose mean a medicine: *the blood pressure one*, *and my water pill*; not *for blood pressure*."""
    before, _, after = f" {said} ".partition(f" {purpose} ")
    led_in = ["", "", *(word for word in before.split()[-4:] if word not in ("my", "the", "a", "her", "his", "their"))]
    is_one = bool(_A_MEDICINE.match(after)) or bool(_A_MEDICINE.search(purpose))
    return is_one or led_in[-1] != "for" or led_in[-2] in _ASKED_FOR


_ASKED_FOR = frozenset(
    "refill refills renewal prescription prescriptions meds medicine medicines more something".split()
)
_ONE_MORE = re.compile(
    r"\b(?:and|plus|also) (?:the|my) ((?:\w+ ){0,2}\w+) (?:one|ones|pill|pills|med|meds|medicine|tablets?)\b"
)
_SAME_ONE = frozenset(
    "generic brand same usual strength dose higher lower stronger weaker mg mcg last first new old".split()
)
_A_MEDICINE = re.compile(
    r"\b(?:ones?|pills?|meds?|medicines?|medications?|tablets?|prescriptions?|inhalers?|drops|shots?)\b"
)


def booked_in(text: str, lexicon: Lexicon) -> str | None:
    """The booked visit that a message speaks of: with whom, on which day, at what time, in the patient's own words."""
    reading = scan(text[:LONGEST], lexicon)
    stop = _new_time_at(text)
    told = [m for m in reading.of("provider", "date", "time", "day_part") if reading.tokens[m.first].start < stop]
    words = list(dict.fromkeys(" ".join(reading.said(mention).split()) for mention in told))
    return ", ".join(words)[:200] or None


def _new_time_at(text: str) -> int:
    """Where the wish for another time begins ("move my visit on Friday | to Monday")."""
    found = re.search(
        r"\b(?:to|for|until|instead|can i come|could i come)\s+(?:the |next |this |another |any |a )?\w+",
        text[20:],
        re.IGNORECASE,
    )
    return found.start() + 20 if found else len(text)

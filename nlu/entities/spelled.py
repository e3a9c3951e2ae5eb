"""How a name is written: as typed where capitals were kept, else with the capitals and apostrophe it lost."""

from __future__ import annotations

from nlu.entities.lexicon import Lexicon
from nlu.entities.tokens import Token, Tokens


def spelled_name(pieces: Tokens, lexicon: Lexicon) -> str:
    """Write a name as it was typed where capitals were kept, else with capitals and a lost apostrophe put back."""
    typed = [
        piece for index, piece in enumerate(pieces) if piece.norm != "." or (index and pieces[index - 1].norm == "st")
    ]
    capitals = [piece.text for piece in typed if piece.is_word and piece.text[:1].isupper()]
    shouted = (
        bool(capitals)
        and all(text.isupper() for text in capitals)
        and sum(len(text) for text in capitals) > len(capitals)
    )
    keep = bool(capitals) and not shouted
    words: list[str] = []
    for index, piece in enumerate(typed):
        joined = index > 0 and ((piece.glued and typed[index - 1].norm != ".") or typed[index - 1].norm in ("-", "'"))
        word = _spelled_word(piece, lexicon, keep=keep)
        if words and (joined or words[-1] == "O'"):
            words[-1] += word
        else:
            words.append(word)
    return " ".join(words)


def _spelled_word(piece: Token, lexicon: Lexicon, *, keep: bool) -> str:
    text = piece.text.translate(_STRAIGHT)
    if text.lower().endswith("'s") and len(text) > 3:
        text = text[:-2]
    if not piece.is_word:
        return text
    if text.lower() == "o" and not keep:
        return "O'"
    if keep and not (text.islower() and piece.norm not in lexicon.particles):
        return text
    if piece.norm in lexicon.particles and piece.norm not in ("st", "saint", "santa", "san", "mac", "mc"):
        return text.lower()
    return capitalized(text.lower(), lexicon)


_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})


def capitalized(word: str, lexicon: Lexicon) -> str:
    """Give a surname in small letters its capitals: o'brien, obrien, d'angelo, mcdonald, smith."""
    if word.startswith("o") and word[1:] in lexicon.o_names:
        return "O'" + word[1:].capitalize()
    if word.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    head, mark, tail = word.partition("'")
    if mark and tail:
        return head.capitalize() + "'" + tail.capitalize()
    return word.capitalize()

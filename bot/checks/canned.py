"""The answers that staff put in with one tap: for kinds that exist, with places that something fills, plain enough for patients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.checks.plainness import for_reading
from bot.checks.reading_level import HARDEST, grade
from bot.checks.report import Finding
from bot.checks.shape import MARKUP
from bot.checks.world import LEADER, World
from bot.content import PLACE
from bot.content.canned import BLANK, PLACES, Canned
from policies import roles

LONGEST, LONGEST_TITLE = 1_500, 60


def check_canned(world: World) -> Iterator[Finding]:
    """Every answer of every language, and that each language has the same ones."""
    leading = {one.id: one for one in world.content.canned.get(LEADER, ())}
    for lang, answers in world.content.canned.items():
        for one in answers:
            yield from _one(world, f"{lang} canned {one.id}", one, lang)
        yield from _same(lang, {one.id: one for one in answers}, leading)


def _one(world: World, where: str, one: Canned, lang: str) -> Iterator[Finding]:
    for kind in sorted(set(one.kinds) - set(roles.ALL)):
        yield Finding("canned", where, f"there are no requests of the kind {kind}: use {', '.join(roles.ALL)}.")
    for name in sorted(set(PLACE.findall(one.text)) - PLACES - world.facts):
        yield Finding("canned", where, f"nothing fills {{{name}}}; use a fact, or {', '.join(sorted(PLACES))}.")
    if len(one.text) > LONGEST or len(one.title) > LONGEST_TITLE:
        yield Finding("canned", where, f"is too long: {LONGEST} characters at most, {LONGEST_TITLE} for its title.")
    if MARKUP.search(one.text) or PLACE.search(one.title):
        yield Finding("canned", where, "holds markup, or a place in its title: plain words only.")
    level = grade(for_reading(world, BLANK.sub("it", one.text))) if lang == LEADER else None
    if level is not None and level > HARDEST:
        yield Finding("canned", where, f"grade {level:.1f}, at most {HARDEST:.0f}: write plainer.")


def _same(lang: str, answers: Mapping[str, Canned], leading: Mapping[str, Canned]) -> Iterator[Finding]:
    for name in sorted(leading.keys() ^ answers.keys()):
        yield Finding("canned", f"{lang} canned {name}", f"stands in one of {LEADER} and {lang} only.")
    for name in sorted(leading.keys() & answers.keys()):
        if leading[name].kinds != answers[name].kinds:
            yield Finding("canned", f"{lang} canned {name}", f"is for other kinds than in {LEADER}.")

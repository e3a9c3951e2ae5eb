"""Every sentence the bot can say is there, and none that it cannot say."""

from __future__ import annotations

import pytest

from bot.checks.holes import MEDIA
from bot.checks.keys import check_keys
from bot.checks.sayable import by_key, sayables
from bot.checks.world import World
from bot.content import Text
from tests.content.changed import about, with_text

EXAMPLES = (
    "appointment.provider.ask",  # a question of a flow
    "appointment.provider.not_set_up",  # a refusal that its parser gives
    "appointment.contact.label",  # a line of its review
    "appointment.review",
    "appointment.cancelled",
    "appointment.sent.move",  # computed from an answer
    "verify.done",  # written out in the source
    "verify.too_many",  # handed to another function before it is said
    "media.sticker",  # computed from what Telegram sends
    "guidance.urgent.closed",
    "button.faq.fee",
    "faq.fee",  # the intent list
    "oos.spam",
    "chat.thanks",
    "calendar.month.12",
    "staff.error.not_holder",
    "web.compose.send",  # a template
)


@pytest.mark.parametrize("key", EXAMPLES)
def test_a_missing_text_is_found(world: World, key: str) -> None:
    """Whichever way a key comes about, a patient must never meet a hole."""
    changed = with_text(world, key, None)
    found = about(check_keys(changed, by_key(sayables(changed))), f"en {key}")
    assert [text for text in found if "no text" in text], found


def test_a_text_that_nothing_says_is_found(world: World) -> None:
    """Words nobody hears are words nobody keeps up to date."""
    changed = with_text(world, "shared.left_over", "Nobody says this.")
    found = about(check_keys(changed, by_key(sayables(changed))), "en shared.left_over")
    assert found == ["keys: nothing says this text: remove it, or mend the name."]


def test_a_choice_whose_machine_word_would_be_shown_is_found(world: World) -> None:
    """The review reads the record back in words, never as the program keeps it."""
    changed = with_text(world, "value.contact.here", None)
    found = about(check_keys(changed, by_key(sayables(changed))), "en value.contact.here")
    assert found == ["keys: the review of appointment would show 'here': add words for it."]


def test_a_second_language_lacks_nothing(world: World) -> None:
    """Whoever writes Spanish must not fall back into English in the middle."""
    changed = with_text(world, "shared.menu", None, lang="es")
    found = about(check_keys(changed, by_key(sayables(changed))), "es shared.menu")
    assert len(found) == 1


def test_a_second_language_brings_the_same_buttons(world: World) -> None:
    """A way on that exists in English exists in every language."""
    leader = world.content.texts["en"]["faq.fee"]
    changed = with_text(world, "faq.fee", Text(leader.text, leader.public, leader.buttons[:1]), lang="es")
    found = about(check_keys(changed, by_key(sayables(changed))), "es faq.fee")
    assert found == ["keys: other buttons than in en: give the same, in that order."]


def test_a_button_that_nothing_answers_to_is_found(world: World) -> None:
    """A tap that does nothing is a dead end."""
    changed = with_text(world, "faq.fee", Text("It is free.", None, ("faq.sign_up", "office", "flow.refund")))
    found = about(check_keys(changed, by_key(sayables(changed))), "en faq.fee")
    assert found == ["keys: nothing answers to the button flow.refund: take it away, or mend the name."]


def test_public_words_stand_in_every_language_or_in_none(world: World) -> None:
    """Private words must not go out to Telegram because a translation was forgotten."""
    leader = world.content.texts["en"]["thread.reply"]
    changed = with_text(world, "thread.reply", Text(leader.text, None, leader.buttons), lang="es")
    found = about(check_keys(changed, by_key(sayables(changed))), "es thread.reply")
    assert found == ["keys: the public words stand in one of en and es only."]


def test_every_kind_of_message_a_channel_can_bring_is_known_here() -> None:
    """A new kind of attachment needs a text of its own before it is let in."""
    from bot.channels.telegram_updates import MEDIA as FROM_TELEGRAM

    assert {name for _field, name in FROM_TELEGRAM} <= set(MEDIA)

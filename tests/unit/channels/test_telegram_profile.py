"""Commands and descriptions: within Telegram's limits, neutral, and sent only when they have changed."""

from pathlib import Path

from bot.channels.telegram_profile import COMMANDS, CONTENT_KEYS, LONGEST, set_profile, wanted
from bot.content import Content

DATA = Path(__file__).resolve().parents[3] / "data"


def test_the_practices_own_words_fit_into_telegrams_limits():
    """A description that is too long would be refused at every start."""
    content = Content.load(DATA)
    calls = dict(wanted(content.say))
    assert all(content.has(key) for key in CONTENT_KEYS)
    for method, limit in LONGEST.items():
        assert all(0 < len(text) <= limit for text in calls[method].values())
    assert all(len(one["description"]) <= 256 for one in calls["setMyCommands"]["commands"])


def test_every_command_means_something_to_the_dialogue():
    """A command in the menu that the bot does not know would be an insult."""
    steering = Content.load(DATA).steering["en"]
    assert all(steering.means(f"/{name}") for name in COMMANDS if name != "start")


async def test_the_profile_is_sent_once_and_again_when_the_words_change(telegram):
    """Telegram limits these calls harshly."""
    assert await set_profile(telegram.api, telegram.ledger, lambda key: key)
    assert telegram.emulator.world.profile["description"] == "telegram.description"
    sent = len(telegram.emulator.calls)
    assert not await set_profile(telegram.api, telegram.ledger, lambda key: key)
    assert len(telegram.emulator.calls) == sent
    assert await set_profile(telegram.api, telegram.ledger, lambda key: f"{key}!")
    assert telegram.emulator.world.profile["description"] == "telegram.description!"

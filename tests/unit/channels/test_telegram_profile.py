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
    assert await set_profile(telegram.api, telegram.ledger, lambda key, _lang: key)
    assert telegram.emulator.world.profile["description"] == "telegram.description"
    sent = len(telegram.emulator.calls)
    assert not await set_profile(telegram.api, telegram.ledger, lambda key, _lang: key)
    assert len(telegram.emulator.calls) == sent
    assert await set_profile(telegram.api, telegram.ledger, lambda key, _lang: f"{key}!")
    assert telegram.emulator.world.profile["description"] == "telegram.description!"


def test_each_language_has_commands_and_descriptions_of_its_own_and_one_is_for_everybody():
    """Telegram shows the language of the app, and ours where there is none for it."""
    calls = wanted(lambda key, lang: f"{key} in {lang}", ("es", "en"))
    told = [(method, params.get("language_code"), str(params)) for method, params in calls]
    assert [(method, code) for method, code, _ in told if method == "setMyDescription"] == [
        ("setMyDescription", None),
        ("setMyDescription", "es"),
    ]
    assert len([method for method, _, _ in told if method == "setMyCommands"]) == 2
    assert all(("in es" in words) == (code == "es") for method, code, words in told if method != "setChatMenuButton")
    assert [method for method, _, _ in told].count("setChatMenuButton") == 1

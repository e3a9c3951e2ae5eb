"""What Telegram checks of a text, a keyboard or a command before it takes it, in Telegram's own words."""

from __future__ import annotations

import ipaddress
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.emulator.world import Refusal

MAX_TEXT = 4096
MAX_BUTTONS = 100
TAGS = frozenset("b strong i em u ins s strike del a code pre span tg-spoiler tg-emoji blockquote".split())


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def text_of(params: dict, field: str = "text", limit: int = MAX_TEXT) -> str:
    """The text as it will stand. Raises Refusal."""
    text = str(params.get(field, ""))
    mode = str(params.get("parse_mode", "")).lower()
    shown = _parsed(text) if mode == "html" else text
    shown = shown.strip()
    if not shown:
        raise Refusal(400, "Bad Request: message text is empty")
    if units(shown) > limit:
        raise Refusal(400, "Bad Request: message is too long")
    return shown


class _Markup(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in TAGS:
            raise Refusal(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refusal(400, "Bad Request: can't parse entities: Unexpected end tag at byte offset 0")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _parsed(text: str) -> str:
    if re.search(r"<(?![a-zA-Z/])", text):
        raise Refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 0')
    parser = _Markup()
    parser.feed(text)
    parser.close()
    if parser.open:
        tag = parser.open[-1]
        raise Refusal(400, f"Bad Request: can't parse entities: Can't find end tag corresponding to start tag {tag}")
    return "".join(parser.words)


def markup_of(params: dict) -> dict | None:
    """The keyboard under a message, checked. Raises Refusal."""
    given = params.get("reply_markup")
    if not given:
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise Refusal(400, "Bad Request: can't parse reply keyboard markup JSON object") from None
    if not isinstance(given, dict):
        raise Refusal(400, "Bad Request: object expected as reply markup")
    rows = given.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refusal(400, 'Bad Request: field "inline_keyboard" should be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise Refusal(400, "Bad Request: reply markup is too long")
    for button in buttons:
        check_button(button)
    return given


def check_button(button: object) -> None:
    """One inline button. Raises Refusal."""
    if not isinstance(button, dict):
        raise Refusal(400, "Bad Request: can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise Refusal(400, 'Bad Request: can\'t parse inline keyboard button: Field "text" must be of type String')
    if "url" in button:
        check_url(str(button["url"]))
    elif "web_app" in button:
        check_web_app(str(button["web_app"].get("url", "")))
    elif "callback_data" in button:
        data = str(button["callback_data"]).encode()
        if not 1 <= len(data) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    else:
        why = "Text buttons are unallowed in the inline keyboard"
        raise Refusal(400, f"Bad Request: can't parse inline keyboard button: {why}")


def check_web_app(url: str) -> None:
    """The address of a Mini App: https, and a host with a name on the open network. Raises Refusal."""
    if not url.startswith("https://"):
        raise Refusal(
            400, f"Bad Request: inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        )
    if "." not in (urlsplit(url).hostname or ""):
        raise Refusal(400, f"Bad Request: inline keyboard button Web App URL '{url}' is invalid: Wrong HTTP URL")


def check_url(url: str) -> None:
    """The address under a button: http, https or tg, and a host on the open network. Raises Refusal."""
    address = urlsplit(url)
    host = address.hostname or ""
    bad = Refusal(400, f"Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if address.scheme == "tg":
        return
    if address.scheme not in ("http", "https"):
        raise Refusal(400, f"Bad Request: inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if host == "localhost" or "." not in host:
        raise bad
    try:
        private = ipaddress.ip_address(host).is_private
    except ValueError:
        return
    if private:
        raise bad


def commands_of(params: dict) -> list[dict]:
    """A list of commands. Raises Refusal."""
    given = params.get("commands", [])
    commands = json.loads(given) if isinstance(given, str) else given
    if len(commands) > 100:
        raise Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(one["description"]) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return commands

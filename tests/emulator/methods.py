"""The methods of the Bot API, each a function of the world and the parameters. Refusals are in Telegram's words."""

from __future__ import annotations

import json
import time

from tests.emulator import checks
from tests.emulator.world import BOT, Chat, Refusal, World

TWO_DAYS = 48 * 3600
QUERY_LIFE = 15.0


def get_me(world: World, _params: dict) -> dict:
    return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}


def _chat(world: World, params: dict) -> Chat:
    try:
        number = int(params["chat_id"])
    except KeyError:
        raise Refusal(400, "Bad Request: chat_id is empty") from None
    except ValueError:
        raise Refusal(400, "Bad Request: chat not found") from None
    chat = world.chat(number)
    if chat.blocked:
        raise Refusal(403, "Forbidden: bot was blocked by the user")
    if chat.left:
        raise Refusal(403, "Forbidden: bot was kicked from the group chat")
    return chat


def send_message(world: World, params: dict) -> dict:
    chat = _chat(world, params)
    text = checks.text_of(params)
    markup = checks.markup_of(params)
    content: dict[str, object] = {"text": text}
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    return world.bot_message(chat, **content)


def _own(world: World, params: dict, doing: str) -> dict:
    chat = _chat(world, params)
    found = chat.messages.get(int(params.get("message_id", 0)))
    if found is None:
        raise Refusal(400, f"Bad Request: message to {doing} not found")
    if found["from"]["id"] != BOT["id"] and doing != "delete":
        raise Refusal(400, "Bad Request: message can't be edited")
    return found


def _edit(message: dict, changes: dict) -> dict:
    if all(message.get(name) == value for name, value in changes.items()):
        raise Refusal(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message",
        )
    message.update(changes, edit_date=int(time.time()))
    return message


def edit_message_text(world: World, params: dict) -> dict:
    message = _own(world, params, "edit")
    return _edit(message, {"text": checks.text_of(params), "reply_markup": checks.markup_of(params)})


def edit_message_reply_markup(world: World, params: dict) -> dict:
    message = _own(world, params, "edit")
    return _edit(message, {"reply_markup": checks.markup_of(params)})


def delete_message(world: World, params: dict) -> bool:
    message = _own(world, params, "delete")
    if time.time() - message["date"] > TWO_DAYS:
        raise Refusal(400, "Bad Request: message can't be deleted")
    del world.chats[message["chat"]["id"]].messages[message["message_id"]]
    return True


def answer_callback_query(world: World, params: dict) -> bool:
    query = world.queries.get(str(params.get("callback_query_id")))
    if query is None or time.time() - query["at"] > QUERY_LIFE:
        raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    if len(str(params.get("text", ""))) > 200:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    query["answered"] = True
    return True


def send_chat_action(world: World, params: dict) -> bool:
    _chat(world, params)
    if params.get("action") not in ("typing", "upload_photo", "upload_document", "choose_sticker", "find_location"):
        raise Refusal(400, "Bad Request: wrong parameter action in request")
    return True


def leave_chat(world: World, params: dict) -> bool:
    chat = _chat(world, params)
    if chat.type == "private":
        raise Refusal(400, "Bad Request: chat not found")
    chat.left = True
    return True


def set_my_commands(world: World, params: dict) -> bool:
    world.profile["commands"] = checks.commands_of(params)
    return True


def set_my_description(world: World, params: dict) -> bool:
    return _profile(world, "description", str(params.get("description", "")), 512)


def set_my_short_description(world: World, params: dict) -> bool:
    return _profile(world, "short_description", str(params.get("short_description", "")), 120)


def _profile(world: World, name: str, text: str, limit: int) -> bool:
    if len(text) > limit:
        raise Refusal(400, "Bad Request: BOT_INFO_TOO_LONG")
    world.profile[name] = text
    return True


def set_chat_menu_button(world: World, params: dict) -> bool:
    given = params.get("menu_button", {})
    button = json.loads(given) if isinstance(given, str) else given
    if button.get("type") not in ("commands", "web_app", "default"):
        raise Refusal(400, "Bad Request: MenuButton has unsupported type")
    world.profile["menu_button"] = button
    return True


def get_file(world: World, params: dict) -> dict:
    name = str(params.get("file_id", ""))
    if name not in world.files:
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    size = len(world.files[name])
    return {"file_id": name, "file_unique_id": f"u{name}", "file_size": size, "file_path": f"media/{name}"}


METHODS = {
    "getme": get_me,
    "sendmessage": send_message,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "leavechat": leave_chat,
    "setmycommands": set_my_commands,
    "setmydescription": set_my_description,
    "setmyshortdescription": set_my_short_description,
    "setchatmenubutton": set_chat_menu_button,
    "getfile": get_file,
}

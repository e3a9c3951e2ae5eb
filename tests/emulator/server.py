"""The emulator itself: a web application that answers `/bot<token>/<method>`, and the handle that tests hold."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.emulator.delivery import Deliverer
from tests.emulator.faults import Fault, Faults
from tests.emulator.methods import METHODS
from tests.emulator.people import Person
from tests.emulator.polling import Poller
from tests.emulator.sockets import on_socket
from tests.emulator.world import BOT_ID, Call, Chat, Refusal, World

TOKEN = f"{BOT_ID}:AAHfakefakefakefakefakefakefakefake42"
HOOK = ("url", "secret_token", "max_connections", "allowed_updates")


class Dropped(Exception):
    """The connection broke without an answer; what a caller in the same process gets."""


def abortable(app: Starlette):
    """The application, with a way for it to break the connection when it is served on a socket."""

    async def run(scope: dict, receive: object, send: object) -> None:
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        await app({**scope, "abort": transport.abort if transport else None}, receive, send)

    return run


class Emulator:
    """Telegram, as far as one bot sees it."""

    def __init__(self, *, first_pause: float = 0.05, network: httpx.AsyncBaseTransport | None = None) -> None:
        self.world = World()
        self.faults = Faults()
        self.poller = Poller(self.world)
        self.deliverer = Deliverer(self.world, first_pause, network)
        self.token = TOKEN
        self.app = abortable(Starlette(routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])]))

    @property
    def calls(self) -> list[Call]:
        """Every call the bot has made, oldest first."""
        return self.world.calls

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def fault(self, **wanted: object) -> Fault:
        """Order a fault."""
        return self.faults.add(Fault(**wanted))

    def person(self, chat_id: int, *, kind: str = "private") -> Person:
        """Somebody in a chat with this number."""
        chat = self.world.chats.setdefault(chat_id, Chat(chat_id, kind))
        return Person(self.world, chat, chat_id if kind == "private" else 555, self.token)

    async def deliver_again(self, update: dict) -> None:
        """Deliver an update a second time, as Telegram does when it is not sure that the first one arrived."""
        await self.world.push_raw(dict(update))

    async def settled(self, seconds: float = 10.0) -> None:
        """Wait until no update waits any more."""
        async with asyncio.timeout(seconds):
            while self.world.updates:  # noqa: ASYNC110  # the queue empties without telling anybody
                await asyncio.sleep(0.01)

    @contextlib.asynccontextmanager
    async def on_socket(self, port: int | None = None) -> AsyncIterator[str]:
        """Serve on a real socket while the block runs; the address of the API."""
        async with on_socket(self.app, port) as base:
            try:
                yield base
            finally:
                self.poller.end("Bad Gateway", 502)

    async def close(self) -> None:
        """End what runs."""
        await self.deliverer.close()

    async def _answer(self, request: Request) -> Response:
        try:
            method, params = request.path_params["method"], await read_params(request)
        except ClientDisconnect:
            return Response()  # The bot died in the middle of its call, which never counts.
        fault = self.faults.next(method, params)
        if fault and fault.when == "before":
            self._log(method, params, "fault")
            return await self._struck(request, fault, None)
        answer = await self._do(request.path_params["token"], method, params)
        return await self._struck(request, fault, answer) if fault else answer

    async def _do(self, token: str, method: str, params: dict) -> Response:
        try:
            if token != self.token:
                raise Refusal(401, "Unauthorized") if token.partition(":")[2] else Refusal(404, "Not Found")
            result = await self._call(method.lower(), params)
        except Refusal as refusal:
            self._log(method, params, "refused")
            return refused(refusal)
        self._log(method, params, "ok")
        return JSONResponse({"ok": True, "result": result})

    async def _call(self, method: str, params: dict) -> object:
        match method:
            case "getupdates":
                return await self.poller.get_updates(params)
            case "setwebhook" | "deletewebhook":
                return await self._set_webhook(params if method == "setwebhook" else {**params, "url": ""})
            case "getwebhookinfo":
                known = {name: value for name, value in self.world.webhook.items() if name != "secret_token"}
                return {"has_custom_certificate": False, "pending_update_count": len(self.world.updates), **known}
            case _ if method in METHODS:
                return METHODS[method](self.world, params)
            case _:
                raise Refusal(404, "Not Found")

    async def _set_webhook(self, params: dict) -> bool:
        if str(params.get("drop_pending_updates", "false")).lower() == "true":
            self.world.updates.clear()
        self.world.webhook = {"url": "", **{name: params[name] for name in HOOK if params.get(name)}}
        if "allowed_updates" in params:
            given = params["allowed_updates"]
            self.world.allowed = json.loads(given) if isinstance(given, str) else given
        if self.world.webhook["url"]:
            self.poller.end()
            self.deliverer.start()
        else:
            await self.deliverer.stop()
        return True

    async def _struck(self, request: Request, fault: Fault, answer: Response | None) -> Response:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.drop:
            return broken(request)
        if fault.raw is not None:
            return Response(fault.raw, media_type="application/json")
        if fault.retry_after is not None:
            return refused(Refusal(429, f"Too Many Requests: retry after {fault.retry_after}", fault.retry_after))
        if fault.status is not None:
            return refused(Refusal(fault.status, fault.description))
        if answer is not None:
            return answer
        return await self._do(request.path_params["token"], request.path_params["method"], await read_params(request))

    def _log(self, method: str, params: dict, outcome: str) -> None:
        if method.lower() != "getupdates":
            self.world.calls.append(Call(method, params, time.time(), outcome))


def broken(request: Request) -> Response:
    """Break the connection; what is returned after that reaches nobody."""
    if request.scope["abort"] is None:
        raise Dropped
    request.scope["abort"]()
    return Response()


def refused(refusal: Refusal) -> Response:
    """An error as the API words it."""
    body: dict[str, object] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return JSONResponse(body, status_code=refusal.code)


async def read_params(request: Request) -> dict:
    """The parameters of a call, however they came: query, form or JSON."""
    params: dict[str, object] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        params.update(await request.json())
    elif kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        params.update(await request.form())
    return params

"""The patient's chat page: shown whole by the server, kept live by a stream, and complete without any script.

What is sent is screened and kept by the office before anything is answered. Guidance on a red flag is shown at once,
also when nothing could be saved.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.channels.base import Inbound, Receipt, Rendered
from bot.views import EntryView, Office, Transcript
from bot.web.access import APP, SPOKEN, Browser, Refused, browser_of, check_form, from_here, keep
from bot.web.forms import MAX_CHAT, MAX_FORM, read_fields, wants_json
from bot.web.languages import remember
from bot.web.pages import Pages
from bot.web.shown import Line, line, open_from
from bot.web.stream import Streams, event
from bot.web.window import Fetch, News, Watch, mark_of, read_mark

log = structlog.get_logger("frontdoor.web")

CHANNEL = "web"
EVENT_ID = re.compile(r"[A-Za-z0-9_-]{8,48}\Z")
LINE = re.compile(r"[1-9]\d{0,8}\Z", re.ASCII)
MOST_SEEN = 200
BUTTON_ID = re.compile(r"[^\x00-\x1f\x7f]{1,128}\Z")
STARTERS = ("flow.appointment", "flow.refill", "flow.secure_message", "flow.recover", "faq", "flow.human")
"""What an empty page offers; each has its words in the content."""
SETTLE_SECONDS = 8.0
NOTHING = Transcript((), 0, "ANONYMOUS", "bot", 0)


class Chat:
    """The routes of the chat page."""

    def __init__(self, office: Office, pages: Pages) -> None:
        self.office = office
        self.pages = pages
        self.streams = Streams()

    async def home(self, request: Request) -> Response:
        """The page with everything said so far."""
        browser = browser_of(request, self.pages.settings)
        response = await self._page(request, browser)
        keep(response, browser.cookie, browser.token, self.pages.settings)
        return response

    async def speak(self, request: Request) -> Response:
        """Go on in another language: in this browser, and in the conversation if there is one."""
        browser, fields = await self._form(request, MAX_CHAT)
        lang, draft = fields.get("lang", ""), fields.get("draft", "")
        if lang not in self.office.languages():
            raise Refused(400, "web.refused.language")
        await self.office.speak(CHANNEL, browser.address, lang)
        await self.office.settled(CHANNEL, browser.address, SETTLE_SECONDS)
        page = await self._page(request, browser, draft=draft, lang=lang) if draft else None
        response = page or RedirectResponse("/#latest", 303)
        keep(response, SPOKEN, lang, self.pages.settings)
        return response

    async def say(self, request: Request) -> Response:
        """Take what the person typed."""
        browser, fields = await self._form(request, MAX_CHAT)
        said = self._inbound(request, browser, fields, "text", text=fields.get("text", ""))
        return await self._take(request, browser, said)

    async def press(self, request: Request) -> Response:
        """Take a pressed button."""
        browser, fields = await self._form(request, MAX_FORM)
        button = fields.get("button", "")
        if not BUTTON_ID.match(button):
            raise Refused(400, "web.refused.button")
        return await self._take(request, browser, self._inbound(request, browser, fields, "press", button=button))

    async def entries(self, request: Request) -> Response:
        """What is new after a mark, for a page whose stream does not come through."""
        browser = browser_of(request, self.pages.settings)
        watch = Watch(self._fetch(browser), read_mark(request.query_params.get("after", "")))
        news = await watch.news()
        found = self._news(request, browser, news) if news else {}
        response = JSONResponse({**found, "csrf": browser.csrf})
        keep(response, browser.cookie, browser.token, self.pages.settings)
        return response

    async def seen(self, request: Request) -> Response:
        """The script says which answers of staff really stood before the person's eyes."""
        browser, fields = await self._form(request, MAX_FORM)
        numbers = [one for one in fields.get("lines", "").split(" ") if LINE.match(one)]
        await self.office.looked_at(CHANNEL, browser.address, tuple(int(one) for one in numbers[:MOST_SEEN]))
        return Response(status_code=204)

    async def seen_whole(self, request: Request) -> Response:
        """A browser without a script has loaded the page to its end, and asks for this picture that is none."""
        browser = browser_of(request, self.pages.settings)
        last = request.path_params["last"]
        if request.method == "GET" and not browser.new and LINE.match(last) and from_here(request, self.pages.settings):
            lines = range(max(1, int(last) - MOST_SEEN + 1), int(last) + 1)
            await self.office.looked_at(CHANNEL, browser.address, tuple(lines))
        return Response(status_code=204)

    async def stream(self, request: Request) -> Response:
        """Whatever is new, as it comes."""
        browser = browser_of(request, self.pages.settings)
        if request.method == "HEAD" or browser.new:
            return Response(status_code=204)
        if self.streams.full(browser.address):
            raise Refused(429, "web.refused.many")
        mark = request.headers.get("last-event-id") or request.query_params.get("after", "")
        watch = Watch(self._fetch(browser), read_mark(mark))

        async def look() -> str | None:
            news = await watch.news()
            return event("news", json.dumps(self._news(request, browser, news)), str(news.mark)) if news else None

        return self.streams.answer(browser.address, self.office.changes(f"{CHANNEL}:{browser.address}"), look)

    async def _form(self, request: Request, limit: int) -> tuple[Browser, Mapping[str, str]]:
        browser = browser_of(request, self.pages.settings)
        fields = await read_fields(request, limit)
        check_form(request, self.pages.settings, browser.csrf, fields.get("csrf", ""))
        return browser, fields

    def _inbound(
        self, request: Request, browser: Browser, fields: Mapping[str, str], kind: str, text: str = "", button: str = ""
    ) -> Inbound:
        """The event. Its identifier carries the window, so that no window can use up another's."""
        given = fields.get("event", "")
        mine = given if EVENT_ID.match(given) else secrets.token_urlsafe(16)
        name = f"{browser.address[:16]}:{mine}{f'.{button}' if button else ''}"
        now, lang = self.pages.settings.clock(), self.pages.at(request).lang
        return Inbound(CHANNEL, browser.address, name, kind, now, text=text, button=button, lang=lang)

    async def _take(self, request: Request, browser: Browser, said: Inbound) -> Response:
        receipt = await self.office.receive(said)
        kept = receipt.stored or receipt.repeated
        if not kept:
            log.error("web.not_kept", kind=said.kind)
        if wants_json(request):
            return self._answer(self.pages.at(request), browser, receipt, kept=kept)
        if not kept:
            return await self._page(request, browser, 503, guidance=receipt.guidance, draft=said.text, lost=True)
        await self.office.settled(CHANNEL, browser.address, SETTLE_SECONDS)
        if receipt.guidance and not (await self._transcript(browser) or NOTHING).alarm:
            return await self._page(request, browser, guidance=receipt.guidance)
        return RedirectResponse("/#latest", 303)

    def _answer(self, pages: Pages, browser: Browser, receipt: Receipt, *, kept: bool) -> Response:
        guidance = _alarm(pages, browser, _pinned(pages, receipt.guidance)) if receipt.guidance else ""
        trouble = "" if kept else pages.part("lost.html")
        return JSONResponse({"stored": kept, "guidance": guidance, "trouble": trouble}, 200 if kept else 503)

    async def _page(
        self,
        request: Request,
        browser: Browser,
        status: int = 200,
        guidance: Rendered | None = None,
        draft: str = "",
        *,
        lost: bool = False,
        lang: str = "",
    ) -> Response:
        found = await self._transcript(browser)
        transcript = found or NOTHING
        pages = self._spoken(transcript, self.pages.spoken(lang) if lang else self.pages.at(request))
        alarm = _pinned(pages, guidance) if guidance else _line(pages, transcript.alarm) if transcript.alarm else None
        response = pages.page(
            "chat.html",
            status,
            csrf=browser.csrf,
            lines=[_line(pages, one) for one in transcript.entries],
            seen=_seen(pages, transcript),
            alarm=alarm,
            draft=draft,
            transcript=transcript,
            open_from=open_from(transcript),
            mark=str(mark_of(transcript)),
            starters=STARTERS,
            lost=lost,
            readable=found is not None,
            inside=browser.cookie == APP,
            fresh=fresh,
        )
        remember(response, request, pages.lang, pages.settings, self.office.languages())
        return response

    def _spoken(self, transcript: Transcript, otherwise: Pages) -> Pages:
        """The pages in the conversation's language, as far as it is still offered."""
        lang = transcript.lang
        return self.pages.spoken(lang) if lang in self.office.languages() and lang else otherwise

    def _news(self, request: Request, browser: Browser, news: News) -> dict[str, object]:
        shown = news.transcript
        pages = self._spoken(shown, self.pages.at(request))
        lines = [_line(pages, one) for one in shown.entries]
        alarm = _line(pages, shown.alarm) if shown.alarm else None
        bar = pages.part("bar.html", transcript=shown, csrf=browser.csrf, fresh=fresh)
        return {
            "mark": str(news.mark),
            "lang": pages.lang,
            "reset": news.reset,
            "seen": _seen(pages, shown),
            "entries": [{"event": one.event, "look": one.look, "html": _entry(pages, browser, one)} for one in lines],
            "alarm": _alarm(pages, browser, alarm),
            "bar": bar,
        }

    def _fetch(self, browser: Browser) -> Fetch:
        async def fetch(after: int) -> Transcript:
            return await self.office.transcript(CHANNEL, browser.address, after)

        return fetch

    async def _transcript(self, browser: Browser) -> Transcript | None:
        """Everything said so far, or None when it cannot be read; the page must work all the same."""
        try:
            return await self.office.transcript(CHANNEL, browser.address)
        except Exception as error:  # noqa: BLE001  # a page without its past can still take a message and show guidance
            log.error("web.transcript_unreadable", error=error)
            return None


def _line(pages: Pages, entry: EntryView) -> Line:
    return line(entry, pages.times.day, pages.times.time)


def _seen(pages: Pages, transcript: Transcript) -> dict[int, str]:
    """What is said under the lines that staff have read."""
    return {seq: pages.say("web.seen", at=pages.times.moment(when)) for seq, when in transcript.seen}


def _pinned(pages: Pages, guidance: Rendered) -> Line:
    now = pages.settings.clock()
    return _line(pages, EntryView(0, "reply", guidance.key, guidance.text, guidance.buttons, now))


def _alarm(pages: Pages, browser: Browser, alarm: Line | None) -> str:
    return pages.part("alarm.html", alarm=alarm, csrf=browser.csrf, fresh=fresh) if alarm else ""


def _entry(pages: Pages, browser: Browser, one: Line) -> str:
    return pages.part("entry.html", line=one, csrf=browser.csrf, fresh=fresh, offered=True, pinned=False, seen={})


def fresh() -> str:
    """An identifier for what a plain form will send, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(12)

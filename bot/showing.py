"""What a window shows of a text: the whole of it, its public words, or the way to where the whole of it may be seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot import sharing
from bot.channels.base import Rendered, RenderedButton
from bot.conversation import Conversation
from bot.effects import CONTINUE_SECURELY, Say
from bot.services import Services
from bot.store import Unit, Window
from policies import disclosure, limits
from policies.disclosure import Fact


@dataclass(frozen=True, slots=True)
class Showing:
    """Puts texts into the shape in which each window of a conversation may show them."""

    services: Services
    unit: Unit
    talk: Conversation
    now: datetime

    def is_whole(self, effect: Say, window: Window) -> bool:
        """Whether a window shows a text in its whole words: a private one always, another where its patient agreed to that."""
        if window.private:
            return True
        fact = disclosure.fact_of(private=effect.private or effect.both, page_only=effect.page_only)
        agreed = sharing.is_agreed(self.services, self.talk, window.channel, self.now)
        return fact is not Fact.OPEN and disclosure.may_show(fact, private=False, agreed=agreed)

    def fit_for(self, effect: Say, window: Window) -> Say:
        """What is said on a window that others may read."""
        if self.is_whole(effect, window):
            return effect
        if (effect.private or effect.both) and not self.services.content.has_public(effect.key):
            return CONTINUE_SECURELY  # Fail closed: what has no public words is not said where others may read.
        if effect.private:
            # Its buttons are as private as its words: the way to where both are is open to all.
            return replace(effect, buttons=CONTINUE_SECURELY.buttons)
        return effect

    async def rendered(self, effect: Say, window: Window) -> Rendered:
        """A text as a window gets it, its buttons with the addresses behind them."""
        shown = self.services.content.render(effect, self.talk.lang, private=self.is_whole(effect, window))
        return replace(shown, buttons=tuple([await self._linked(window, button) for button in shown.buttons]))

    async def _linked(self, window: Window, button: RenderedButton) -> RenderedButton:
        """Give a *continue securely* button our page inside the channel, where it opens pages itself, or else a single-use link."""
        if not (button.link or "").startswith("secure:"):
            return button
        app = self.services.apps.get(window.channel)
        if app is not None and button.link == "secure:":
            return replace(button, link=app, app=True)
        token = await self.unit.links.issue("continue", self.talk.id, self.now, self.now + limits.LINK_LIFE)
        return replace(button, link=f"{self.services.base_url}/s/{token}")

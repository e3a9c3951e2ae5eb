"""What staff write to a patient, as the chat says it: a plain answer, times for a visit, a booked visit, a refill decided."""

from __future__ import annotations

from bot.effects import Button, Say
from bot.queue.item import ThreadEntry
from nlu.understanding import JsonValue

SPOKEN = frozenset(
    ("thread.reply", "thread.proposal", "thread.proposals", "thread.booked", "thread.approved", "thread.declined")
)
"""Texts that are a person's own words, or stand for them."""


def said_by_staff(move: str, ref: str, by: str, text: str, times: tuple[str, ...] = ()) -> Say:
    """An answer as the patient reads it, on a private window only; times come with their buttons, a visit with its file."""
    params: dict[str, JsonValue] = {"by": by, "text": text, "ref": ref, "note": f"\n\n{text}" if text else ""}
    if move == "proposed" and times:
        key = "thread.proposal" if len(times) == 1 else "thread.proposals"
        return Say(
            key, {**params, "times": "|".join(times)}, proposal_buttons(ref, times), private=True, page_only=True
        )
    if move == "booked":
        return Say(
            "thread.booked", {**params, "times": "|".join(times)}, (visit_file(ref),), private=True, page_only=True
        )
    if move == "approved":
        return Say("thread.approved", params, private=True, page_only=True)
    return Say("thread.declined" if move == "declined" else "thread.reply", params, private=True, page_only=True)


def proposal_buttons(ref: str, times: tuple[str, ...]) -> tuple[Button, ...]:
    """The answers to proposed times: yes or no to one, each of several or none of them."""
    if len(times) < 2:
        yes = (Button(f"proposal.accept.{ref}", "button.proposal_accept"),)
        return (*yes, Button(f"proposal.decline.{ref}", "button.proposal_decline"))
    each = tuple(
        Button(f"proposal.accept.{ref}.{number}", "button.proposal_time", {"visit_time": at})
        for number, at in enumerate(times, start=1)
    )
    return (*each, Button(f"proposal.decline.{ref}", "button.proposal_none"))


def visit_file(ref: str) -> Button:
    """The button that gives the visit as a file for a calendar; shown where it is private."""
    return Button(f"visit.{ref}", "button.visit_file", link=f"visit:{ref}")


def reply_said(ref: str, line: ThreadEntry) -> Say:
    """A staff reply as the patient reads it."""
    move = str(line.meta.get("move", "proposed" if line.meta.get("proposal") else "replied"))
    return said_by_staff(move, ref, line.by or "", str(line.meta.get("note", line.text)), times_of(line))


def times_of(line: ThreadEntry) -> tuple[str, ...]:
    """The times of a visit that a line of staff names."""
    return tuple(str(line.meta["times"]).split("|")) if line.meta.get("times") else ()

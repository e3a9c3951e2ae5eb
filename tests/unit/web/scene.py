"""A full day at the practice, for looking at the pages: every kind of line, item and mail there is."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.base import RenderedButton
from bot.queue.delivery import Step, Told
from bot.views import MailView, ThreadLine
from bot.web.access import Browser
from tests.unit.web.fakes import CONTENT, GUIDANCE

SCENES = {name: Browser(name.ljust(43, "x")) for name in ("talk", "alarm", "private", "held", "hostile", "verified")}
"""Chat windows by what they show, each with the cookie that opens it."""

REVIEW = (
    "Please check this. I have not sent it yet.\n\u2022 Request: a new visit\n\u2022 Provider: Dr. Patel\n"
    "\u2022 Reason: a cough that has been going on for two weeks and keeps me up at night\n"
    "\u2022 Days and times: Tuesday or Thursday morning\n\u2022 Reach you: in this chat"
)
REVIEW_BUTTONS = tuple(
    RenderedButton(f"1.{name}", label)
    for name, label in (
        ("accept", "Send"),
        ("change.provider", "Change: Provider"),
        ("change.reason", "Change: Reason"),
        ("change.when", "Change: Days and times"),
        ("back", "Back"),
        ("cancel", "Stop"),
    )
)
HOSTILE = (
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "\"><svg onload=document.title='ran'>",
    "javascript:document.title='ran'",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "</textarea></template><iframe srcdoc=\"<script>parent.document.title='ran'</script>\">",
    "\u202egnirts desrever\u202c and \u2066isolated",
    "a\x00b\x07c\x1b[31md\x7f\x9f",
    "Z" + "\u0351" * 400,
    "\u05e9\u05dc\u05d5\u05dd, this is mixed \u0645\u0631\u062d\u0628\u0627 text",
    "x" * 3000,
)


def furnish(office, desk):
    """Fill the office and the desk."""
    _talk(office, SCENES["talk"].address)
    _talk(office, SCENES["alarm"].address)
    office.add(SCENES["alarm"].address, "said", "", "I get chest pain when I climb the stairs", event_id="x:alarm")
    office.add(SCENES["alarm"].address, "reply", GUIDANCE.key, GUIDANCE.text, GUIDANCE.buttons)
    _private(office, SCENES["private"].address)
    _held(office, SCENES["held"].address)
    _talk(office, SCENES["verified"].address)
    office.set(SCENES["verified"].address, level="VERIFIED")
    office.add(SCENES["verified"].address, "said", "", "Send", event_id="x:send")
    sent = CONTENT.say("appointment.sent.new", ref="WH-7K2M")
    office.add(SCENES["verified"].address, "reply", "appointment.sent.new", sent, (RenderedButton("menu", "Menu"),))
    for number, text in enumerate(HOSTILE):
        office.add(SCENES["hostile"].address, "said", "", text, event_id=f"x:h{number}")
        office.add(SCENES["hostile"].address, "staff", "thread.reply", text, (RenderedButton("a.b", text[:80]),))
    office.add(
        SCENES["hostile"].address,
        "reply",
        "appointment.review",
        "\n".join(f"\u2022 Reason: {text}" for text in HOSTILE[:7]),
    )
    office.mails = (
        MailView(
            "marisol.vega@example.com",
            CONTENT.say("mail.code.subject"),
            CONTENT.say("mail.code.body", code="40718265"),
            office.now(),
        ),
        MailView(
            "eileen.oshaughnessy@example.com",
            CONTENT.say("mail.reply.subject"),
            CONTENT.say("mail.reply.body"),
            office.now() - timedelta(hours=3),
        ),
    )
    _items(desk)


def _talk(office, address):
    past = office.now() - timedelta(days=1, minutes=14)
    office.add(address, "said", "", "what does the portal cost?", event_id="x:1", at=past)
    office.add(address, "reply", "faq.fee", CONTENT.say("faq.fee"), at=past)
    now = office.now() - timedelta(minutes=4)
    office.add(
        address,
        "said",
        "",
        "i need to see dr patel about a cough thats been going on 2 weeks, tues or thurs am",
        event_id="x:2",
        at=now,
    )
    office.add(
        address,
        "reply",
        "appointment.visit_type.ask",
        "Good, I have most of it. How should the office reach you about this?",
        (
            RenderedButton("1.a.contact.here", "In this chat"),
            RenderedButton("1.a.contact.phone", "By phone, at the number on file"),
        ),
        at=now,
    )
    office.add(address, "said", "", "here is fine", event_id="x:3", at=now)
    office.add(address, "reply", "appointment.review", REVIEW, REVIEW_BUTTONS, at=now)


def _private(office, address):
    office.add(address, "said", "", "when do you open", event_id="x:p1")
    office.add(address, "reply", "faq.message_hours", CONTENT.say("faq.message_hours"))
    for number in range(4):
        office.add(
            address,
            "said" if number % 2 == 0 else "reply",
            "verify.dob.ask",
            "private words",
            event_id=f"x:p{number}s",
            private=True,
        )
    office.set(address, waiting=1, level="LINKED")


def _held(office, address):
    office.add(address, "said", "", "is dr. patel in on thursday?", event_id="x:s1")
    office.add(address, "reply", "thread.taken", CONTENT.say("thread.taken", ref="WH-7K2M"))
    words = "Nora Quill from the practice wrote about WH-7K2M:\n\nGood morning! Dr. Patel has Thursday at 9:20."
    office.add(address, "staff", "thread.reply", words)
    office.set(address, speaker="staff", level="VERIFIED")


def _items(desk):
    now = desk.now()
    about = {
        "patient": "Marisol Vega",
        "dob": "August 12, 1979",
        "phone": "914-555-0121",
        "assurance": CONTENT.say("staff.assurance.VERIFIED"),
        "basis": CONTENT.say("staff.basis.self"),
    }
    fields = (
        ("Request", "a new visit"),
        ("Provider", "Dr. Patel"),
        ("Reason", "a cough that has been going on for two weeks"),
        ("Days and times", "Tuesday or Thursday morning"),
        ("Reach you", "in this chat"),
    )
    desk.put(
        "WH-7K2M",
        about=about,
        fields=fields,
        thread=(ThreadLine("patient", None, "Mornings are best for me.", now, None),),
    )
    thread = (
        ThreadLine("patient", None, "Can I get my refill before the holiday?", now - timedelta(hours=2), None),
        ThreadLine("note", "Ruth Amsel", "Called the pharmacy, they wait for us.", now - timedelta(hours=1), None),
        ThreadLine(
            "staff",
            "Nora Quill",
            "Yes. It will be at CVS in Katonah tomorrow after noon.",
            now - timedelta(minutes=30),
            "notified",
            told=(
                Told(Step.INBOX, now - timedelta(minutes=30)),
                Told(Step.NOTIFIED, now - timedelta(minutes=29), "telegram"),
                Told(Step.QUEUED, now - timedelta(minutes=29), "mail"),
            ),
        ),
        ThreadLine(
            "staff",
            "Nora Quill",
            "One more thing: please bring your card.",
            now - timedelta(minutes=9),
            "refused",
            told=(
                Told(Step.INBOX, now - timedelta(minutes=9)),
                Told(Step.REFUSED, now - timedelta(minutes=9), "telegram", "blocked"),
                Told(Step.UNCERTAIN, now - timedelta(minutes=8), "mail"),
            ),
        ),
    )
    desk.put(
        "WH-2QX9",
        kind="refill",
        priority="today",
        status="taken",
        assignee="Nora Quill",
        about={
            **about,
            "patient": "Eileen O\u2019Shaughnessy",
            "asked_by": "Declan O\u2019Shaughnessy",
            "basis": CONTENT.say("staff.basis.signed_authorization"),
        },
        who="EO, 80\u201389",
        fields=(("Medicine", "furosemide 40 mg"), ("Pharmacy", "CVS, Katonah"), ("Days left", "2")),
        thread=thread,
        target_at=now + timedelta(minutes=50),
    )
    desk.put(
        "WH-9RF1",
        kind="red_flag",
        priority="now",
        assurance="ANONYMOUS",
        who="Not known",
        target_at=now - timedelta(minutes=12),
        overdue=True,
        about={"assurance": CONTENT.say("staff.assurance.ANONYMOUS"), "basis": CONTENT.say("staff.basis.self")},
        fields=(("Guidance given", "emergency"), ("Rule that fired", "chest.pressure")),
    )
    desk.put(
        "WH-4TT8",
        kind="message",
        status="taken",
        assignee="Ruth Amsel",
        who="DK, 30\u201339",
        target_at=now + timedelta(days=1, hours=5),
    )
    desk.put(
        "WH-1AB2",
        kind="recovery",
        status="closed",
        outcome="answered",
        assurance="LINKED",
        who="PJ, 60\u201369",
        target_at=None,
    )
    desk.put(
        "WH-HOST",
        kind="message",
        status="taken",
        assignee="Nora Quill",
        who=HOSTILE[0],
        about={"patient": HOSTILE[1], "dob": HOSTILE[6]},
        fields=tuple((text[:60], text) for text in HOSTILE),
        thread=tuple(ThreadLine("patient", None, text, now, None) for text in HOSTILE),
    )

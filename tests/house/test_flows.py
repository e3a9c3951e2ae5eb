"""Every flow is registered, told and drawn; every name of the intent list leads somewhere."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from bot.content import Content
from bot.dialogue.registry import BY_INTENT, ELSEWHERE, FLOWS
from bot.drawing import page
from bot.flows.spec import Flow
from tests.house.source import ROOT, name_of, python_files

INTENTS = """
flow.appointment flow.refill flow.recover.username flow.recover.password flow.recover.token flow.recover.all
flow.recover flow.secure_message flow.request_status flow.human faq.what_is_portal faq.security faq.info_use
faq.fee faq.services faq.urgent_use faq.sign_up faq.temp_credentials faq.share_account_spouse
faq.message_hours faq.lab_results faq.family_access faq.more_info_release faq.contact_support
faq.other_practice_account faq.forgot_credentials_overview faq.re_enroll faq.provider_not_listed
faq.cannot_open_pdf faq.acrobat_javascript faq.ie_download_error faq.appointments_in_inbox faq.consent_forms
faq.forms_fax_mail faq.quick_guide safety.emergency chat.greet chat.thanks chat.goodbye chat.bot_question
chat.help chat.cancel chat.back chat.yes chat.no chat.language oos.medical_advice oos.billing_insurance
oos.other_org oos.other_patient_records oos.practice_other oos.prompt_injection oos.offtopic oos.spam
oos.gibberish oos.abuse
""".split()
"""The names that understanding answers with: the contract with everything that reads `frontdoor understand`."""


def flows_of(path: Path) -> list[Flow]:
    """The flows that a file defines."""
    module = importlib.import_module(name_of(path).removesuffix(".py").replace("/", "."))
    return [value for value in vars(module).values() if isinstance(value, Flow)]


def test_every_flow_is_registered() -> None:
    """A flow that nobody can begin is a flow that nobody checks."""
    defined = {flow.name for path in python_files("bot/flows") for flow in flows_of(path)}
    assert defined == set(FLOWS)


def test_flow_files_define_one_flow_each() -> None:
    """A flow file reads top-down in one screen."""
    assert [name_of(path) for path in python_files("bot/flows") if len(flows_of(path)) > 1] == []


@pytest.mark.parametrize("name", INTENTS)
def test_every_name_of_the_intent_list_leads_somewhere(name: str) -> None:
    """To a flow, to what the practice does instead, or to words."""
    texts = Content.load(ROOT / "data").texts["en"]
    assert name in BY_INTENT or name in ELSEWHERE or name in texts


def test_training_examples_exist_for_exactly_the_intent_list() -> None:
    """A name without examples is never recognised; examples without a name teach nothing."""
    trained = {path.stem for path in (ROOT / "data/nlu/en").glob("*.yml") if "." in path.stem}
    assert trained == set(INTENTS)


def test_every_wish_begins_a_flow_that_exists() -> None:
    """A typing slip in the table would only show when somebody asks."""
    assert set(BY_INTENT.values()) <= set(FLOWS)
    assert not set(BY_INTENT) & ELSEWHERE


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_no_two_questions_of_a_flow_share_a_name(name: str) -> None:
    """The engine derives everything from the slots; two with one name would answer each other."""
    slots = [ask.slot for ask in FLOWS[name].asks]
    assert len(slots) == len(set(slots))


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_each_flow_has_its_page_as_drawn_today(name: str) -> None:
    """`python -m bot.drawing` draws docs/flows/ from the flow itself, so the pages cannot be out of date."""
    assert (ROOT / f"docs/flows/{name}.md").read_text(encoding="utf-8") == page(FLOWS[name])


SAID_AS = {"request_status": "status"}
"""Flows whose texts stand under a shorter name."""


@pytest.mark.parametrize("name", sorted(set(FLOWS) - {"inbox"}))
def test_each_flow_appears_in_a_story(name: str) -> None:
    """A flow that no story plays was never seen whole; the inbox is played where staff answer."""
    stories = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/stories/en").glob("*.yml"))
    assert f"{SAID_AS.get(name, name)}." in stories

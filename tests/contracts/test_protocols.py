"""Whatever stands behind a protocol fits it, the fakes of the tests included."""

from __future__ import annotations

import inspect

import pytest

from bot.channels.base import Intake as IntakeProtocol
from bot.channels.base import Transport
from bot.channels.mail import DemoMail, DemoNowhere, Nowhere, SmtpMail
from bot.channels.telegram_send import TelegramTransport
from bot.channels.terminal import TerminalTransport
from bot.channels.web import WebTransport
from bot.desk import StaffDesk
from bot.desk.holding import HeldReplies
from bot.intake import Intake
from bot.office import FrontOffice
from bot.overviews import Overview
from bot.patient_views import OwnPages
from bot.portal.embedded import EmbeddedPortal
from bot.portal.gateway import PortalGateway
from bot.portal.handoff import HandoffPortal
from bot.staff_views import Account, AuditBook, Door, Enrolling, OwnContent, People, Steps
from bot.views import Desk, Office
from bot.workviews import WorkDesk, WorkOffice
from nlu.client import LanguageChild
from nlu.understanding import Reader
from tests.unit.channels.telegram_fakes import FakeIntake
from tests.unit.web.fakes import FakeDesk, FakeOffice

FITS = [
    (Transport, DemoMail),
    (Transport, SmtpMail),
    (Transport, Nowhere),
    (Transport, DemoNowhere),
    (Transport, TelegramTransport),
    (Transport, TerminalTransport),
    (Transport, WebTransport),
    (IntakeProtocol, Intake),
    (IntakeProtocol, FakeIntake),
    (Office, FrontOffice),
    (Office, FakeOffice),
    (OwnPages, FrontOffice),
    (OwnPages, FakeOffice),
    (Desk, StaffDesk),
    (Desk, FakeDesk),
    (WorkDesk, StaffDesk),
    (WorkDesk, FakeDesk),
    (WorkOffice, FrontOffice),
    (WorkOffice, FakeOffice),
    (Transport, HeldReplies),
    (Door, StaffDesk),
    (Door, FakeDesk),
    (Steps, StaffDesk),
    (Enrolling, StaffDesk),
    (Account, StaffDesk),
    (People, StaffDesk),
    (AuditBook, StaffDesk),
    (Overview, StaffDesk),
    (Overview, FakeDesk),
    (OwnContent, StaffDesk),
    (Reader, LanguageChild),
    (PortalGateway, EmbeddedPortal),
    (PortalGateway, HandoffPortal),
]


def promised(protocol: type) -> dict[str, object]:
    """The methods that a protocol promises."""
    return {name: value for name, value in vars(protocol).items() if inspect.isfunction(value) and name[0] != "_"}


def shape(function: object) -> list[tuple[str, object, object]]:
    """How a method is called: names, kinds and defaults of its parameters."""
    parameters = inspect.signature(function).parameters.values()
    return [(one.name, one.kind, one.default) for one in parameters if one.name != "self"]


@pytest.mark.parametrize(("protocol", "real"), FITS, ids=lambda one: one.__name__)
def test_what_stands_behind_a_protocol_is_called_as_the_protocol_says(protocol: type, real: type) -> None:
    """A fake that is called otherwise than the real thing proves nothing."""
    methods = promised(protocol)
    assert methods
    for name, method in methods.items():
        found = inspect.getattr_static(real, name, None)
        assert found is not None, f"{real.__name__} has no {name}"
        found = found.__func__ if isinstance(found, staticmethod | classmethod) else found
        assert shape(found) == shape(method), name
        assert is_waited_for(found) is is_waited_for(method), name


def is_waited_for(function: object) -> bool:
    """Whether callers write `await`."""
    return inspect.iscoroutinefunction(function)


@pytest.mark.parametrize(
    "transport", [real for protocol, real in FITS if protocol is Transport], ids=lambda one: one.__name__
)
def test_every_transport_says_its_name_and_whether_it_is_private(transport: type) -> None:
    """The outbox decides by it which words may go out; a transport that does not say is not private."""
    assert isinstance(transport.name, str)
    assert transport.private in (True, False)

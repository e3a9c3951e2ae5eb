"""What most tests of the pages start from: an office, a desk, and somebody looking at them."""

from __future__ import annotations

import pytest

from tests.unit.web.fakes import FakeDesk, FakeOffice, application
from tests.unit.web.visitor import Visitor


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def desk(office):
    return FakeDesk(office)


@pytest.fixture
def app(office, desk):
    return application(office, desk)


@pytest.fixture
def visitor(app):
    return Visitor(app)

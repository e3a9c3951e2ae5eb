"""What tests of pages share: one browser a file, the real desk over demo people, the pages over a fake office."""

from __future__ import annotations

import pytest

from tests.functional.pages import browsing, serving
from tests.functional.work_site import work_site


@pytest.fixture(scope="module")
def browser():
    """A real browser."""
    with browsing() as one:
        yield one


@pytest.fixture(scope="module")
def site():
    """One practice with its desk; a file that wants another one makes its own."""
    with work_site() as one:
        yield one


@pytest.fixture(scope="module")
def served():
    """The pages over a fake office and desk."""
    with serving() as one:
        yield one

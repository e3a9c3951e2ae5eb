"""The next step of signing in is derived from what was shown and what is asked; rights beyond a role's kinds are few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from policies import limits, roles
from policies.sign_in import Step, is_fresh, needs_factor, next_step, still_opens

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("has_factor", "proved", "must_change", "required", "step"),
    [
        (True, False, False, True, Step.FACTOR),
        (True, False, True, False, Step.FACTOR),
        (True, True, True, True, Step.PASSWORD),
        (False, False, True, True, Step.PASSWORD),
        (False, False, False, True, Step.ENROL),
        (False, False, False, False, Step.OPEN),
        (True, True, False, True, Step.OPEN),
    ],
)
def test_the_next_step_is_what_is_still_missing(has_factor, proved, must_change, required, step):
    """Read as a table: a factor before a password, a password before a new factor."""
    assert next_step(has_factor=has_factor, proved=proved, must_change=must_change, required=required) is step


def test_nobody_comes_in_who_has_a_factor_and_has_not_shown_it():
    """Over all sixteen cases: the desk opens only to who has shown all that is asked."""
    for has, proved, change, required in product((True, False), repeat=4):
        step = next_step(has_factor=has, proved=proved, must_change=change, required=required)
        asked = (has and not proved) or change or (required and not has)
        assert (step is Step.OPEN) is not asked


def test_what_was_shown_holds_ten_minutes():
    """To the second, so that page and rule agree."""
    assert is_fresh(NOW - limits.STAFF_PROVED, NOW)
    assert not is_fresh(NOW - limits.STAFF_PROVED - timedelta(microseconds=1), NOW)


def test_a_first_password_has_an_end_and_others_have_none():
    """At its very end it is over."""
    assert still_opens(None, NOW)
    assert still_opens(NOW + timedelta(seconds=1), NOW)
    assert not still_opens(NOW, NOW)


@pytest.mark.parametrize(
    ("setting", "demo", "real", "needed"),
    [
        ("required", True, False, False),
        ("required", True, True, True),
        ("required", False, False, True),
        ("optional", False, True, False),
        ("always", True, False, True),
    ],
)
def test_only_a_demonstration_that_is_nothing_else_goes_without(setting, demo, real, needed):
    """A bot, a mail server or real people make it a practice."""
    assert needs_factor(setting=setting, demo=demo, real=real) is needed


def test_rights_beyond_the_kinds_are_few_and_nobody_elses():
    """A right that is not listed, and a role that is not known, have none."""
    assert {right: [role for role in roles.KINDS if roles.may(role, right)] for right in roles.RIGHTS} == {
        "people.read": ["lead", "administrator"],
        "people.change": ["administrator"],
        "audit.read": ["lead", "administrator"],
        "board.read": ["lead", "administrator"],
        "record.export": ["lead", "administrator"],
        "reminders.change": ["lead", "administrator"],
        "content.change": ["lead", "administrator"],
    }
    assert not roles.may("administrator", "everything")
    assert not roles.may("owner", "audit.read")

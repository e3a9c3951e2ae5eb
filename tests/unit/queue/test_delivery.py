"""The steps of a reply on its way to the patient: only ever forward."""

from __future__ import annotations

from itertools import product

import pytest

from bot.queue.delivery import REASONS, Step, is_further, why


@pytest.mark.parametrize(("now", "then"), list(product(Step, Step)))
def test_a_reply_moves_forward_only(now, then):
    """Staff must never see *told* after *read*, or *on its way* after *told*."""
    assert is_further(now.value, then) is (tuple(Step).index(now) < tuple(Step).index(then))


@pytest.mark.parametrize("step", Step)
def test_of_a_line_of_which_nothing_is_known_anything_may_be_noted(step):
    """Lines of the patient have no delivery, and lines of earlier releases may have none."""
    assert is_further(None, step)


def test_a_way_that_failed_is_no_step_back_from_one_that_worked():
    """A patient who blocked the bot and was told by mail has been told."""
    assert is_further(Step.REFUSED, Step.NOTIFIED)
    assert not is_further(Step.NOTIFIED, Step.REFUSED)


@pytest.mark.parametrize(
    ("reason", "way", "told"),
    [
        ("blocked", "telegram", "blocked"),
        ("recipient_refused", "mail", "mailbox"),
        ("smtp_550", "mail", "mailbox"),
        ("smtp_552", "mail", "mailbox"),
        ("smtp_451", "mail", "tired"),
        ("no_transport", "telegram", "off"),
        ("uncertain", "telegram", "tired"),
        ("smtp_550", "telegram", "tired"),
    ],
)
def test_every_reason_of_a_channel_has_its_plain_reason(reason, way, told):
    """Staff read why to phone, not what a server said."""
    assert why(reason, way) == told
    assert told in REASONS

"""The figures decide what is changed, so they must be right themselves."""

import pytest

from nlu.evaluation.figures import Scored, Share, figures
from nlu.evaluation.page import page
from nlu.evaluation.report import report
from nlu.evaluation.slots import slot_figures

SCORED = [
    Scored("one two", "flow.refill", "flow.refill", 0.9, "plain"),
    Scored("three", "flow.refill", "oos.spam", 0.6, "slang"),
    Scored("<b>four</b>", "oos.spam", "oos.abuse", 0.8, "plain"),
    Scored("five", "faq.fee", "faq.fee", 0.7, "plain"),
]


def test_outside_counts_as_kept_out_whatever_its_kind():
    """Taking spam for abuse starts no flow."""
    found = figures(SCORED)
    assert (found.kept_out.hits, found.kept_out.total) == (1, 1)
    assert found.accuracy.value == 0.5


def test_a_wish_taken_for_outside_counts_as_refused():
    """It is the figure that patients feel."""
    assert (figures(SCORED).refused.hits, figures(SCORED).refused.total) == (1, 3)


def test_the_interval_is_wilsons():
    """Checked against the published worked example: 8 of 10 gives 0.490 to 0.943."""
    assert Share(8, 10).interval == pytest.approx((0.490, 0.943), abs=0.001)


def test_macro_f1_counts_every_name_alike():
    """A name with few messages must not vanish in the mean."""
    found = figures(SCORED)
    assert found.macro_f1 == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_the_page_holds_no_message():
    """A test set may hold what somebody really wrote; the page is passed around."""
    drawn = page({"a set": figures(SCORED)})
    assert "four" not in drawn
    assert "<svg" in drawn


def test_the_report_names_the_mistakes():
    """A name that is often taken for another is what to mend next."""
    assert any("flow.refill" in line and "oos.spam" in line for line in report("t", figures(SCORED)))


def test_an_invented_value_is_counted():
    """A made-up date is worse than none."""
    found = slot_figures(
        [{"text": "x", "slots": {"zip": "10549"}}],
        lambda *_said: {"zip": "10549", "date": "2026-01-01"},
        lambda *_said: None,
    )
    assert (found.found.hits, found.invented.hits) == (1, 1)

"""How sure a reading must be before it counts. Probabilities between 0 and 1; measured figures stand in docs/understanding.md."""

from __future__ import annotations

UNDERSTOOD = 0.30
"""Below this the bot says that it did not understand and offers its two best guesses."""
GUESS = 0.12
"""A guess worth a button."""
OUTRANKS = 0.70
"""A question at least this sure is answered before it is tried as an answer to the open question."""
OUTRANKS_FREE_TEXT = 0.85
"""The same while the open question accepts any words: almost anything could be its answer."""
NEW_WISH = 0.60
"""A new request at least this sure, in the middle of a flow, is offered in place of the open one."""
AFTER_MISS = 0.40
"""Once the words were no answer, a question or wish this sure is taken instead."""
INSTEAD = 0.25
"""A wish this sure behind *actually* or *no* is offered in place of the open one."""
SURELY = 0.90
"""A question about the portal at least this sure is not taken for a wish about one's own requests or data."""
DANGER = 0.50
"""The learned name for danger at least this sure, with no rule fired, is asked back with the guidance in view."""
DANGER_ASKED = 0.40
"""Danger this probable, and not enough to raise an alarm, is asked back with the guidance in view."""
DANGER_IN_A_FLOW = 0.50
"""The same in the middle of a task, where short answers mean little on their own."""
NOT_UNDERSTOOD_LIMIT = 3
"""After so many misunderstandings in a row a person is offered first."""

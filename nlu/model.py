"""Errors around the language model that an operator can mend."""

from __future__ import annotations


class ModelError(Exception):
    """The model is missing, damaged or cannot be trained. The text says what to do."""

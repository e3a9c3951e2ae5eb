"""Turns patients' words into values: the slots of a message, and one parser for each kind of question."""

from bot.flows.answers.context import AnswerContext
from bot.flows.answers.parsers import (
    code_digits,
    contact_way,
    date_of_birth,
    email_address,
    first_name,
    last_name,
    medication,
    pharmacy,
    phone_number,
    preferred_times,
    provider,
    reason,
    whole_days,
    yes_or_no,
    zip_code,
)
from bot.flows.answers.reading import SlotReading, read_slots

__all__ = [
    "AnswerContext",
    "SlotReading",
    "code_digits",
    "contact_way",
    "date_of_birth",
    "email_address",
    "first_name",
    "last_name",
    "medication",
    "pharmacy",
    "phone_number",
    "preferred_times",
    "provider",
    "read_slots",
    "reason",
    "whole_days",
    "yes_or_no",
    "zip_code",
]

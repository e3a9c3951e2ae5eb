"""Turns patients' words into values: the slots of a message, and one parser for each kind of question."""

from bot.flows.answers.accounts import reset_token, username
from bot.flows.answers.care import medication, pharmacy, provider, reason
from bot.flows.answers.context import AnswerContext
from bot.flows.answers.how_many import whole_days, yes_or_no
from bot.flows.answers.preferred import preferred_times
from bot.flows.answers.reading import SlotReading, read_slots
from bot.flows.answers.who import (
    code_digits,
    contact_way,
    date_of_birth,
    email_address,
    first_name,
    last_name,
    phone_number,
    zip_code,
)

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
    "reset_token",
    "username",
    "whole_days",
    "yes_or_no",
    "zip_code",
]

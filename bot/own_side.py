"""The patient's own pages, as the office answers for them."""

from __future__ import annotations

from bot.devices import LinkedDevices
from bot.matters import Matters


class OwnSide(Matters, LinkedDevices):
    """Implements `bot.patient_views.OwnPages`."""

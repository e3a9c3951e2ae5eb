"""The `frontdoor content check` command; its checks stand in `bot/checks/`."""

from bot.checks import CheckReport, check, main

__all__ = ["CheckReport", "check", "main"]

"""The databases on which the program is cut off."""

from tests.integration.conftest import place, postgresql

__all__ = ["place", "postgresql"]

"""Sets up logging before Rasa is imported, so that it can never print what a patient wrote, nor report anywhere."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

import structlog


def hush(cache: Path | None = None) -> None:
    """Keep Rasa to warnings without content, its telemetry off, its cache where we say. Call before importing rasa."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    if cache is not None:
        os.environ["RASA_CACHE_DIRECTORY"] = str(cache)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s", force=True)
    logging.getLogger("rasa").setLevel(logging.ERROR)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    warnings.filterwarnings("ignore")  # Deprecations of old libraries, which no operator can mend.

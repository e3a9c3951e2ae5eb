"""The settings of one running practice, read once from the environment. A wrong one is a sentence that says what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ORIGIN = re.compile(r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")
SEALED = ("require", "verify-ca", "verify-full")
"""What PostgreSQL calls a line that is never in the open; the last one also knows whom it speaks to."""
SAFE_PACE, ANSWER_PACE, LARGEST_PACE = 25, 200, 99_999
"""Messages a second: what Telegram takes from every bot; how many answers are sent if nothing is set; what can be set."""
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting cannot be used. The text names it and says what to do."""


class Secret:
    """A value that never prints: not in logs, tracebacks or representations."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret('****')" if self._value else "Secret('')"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default. `docs/operations.md` explains each."""

    host: str = "127.0.0.1"
    port: int = 8080
    base_url: str = "http://127.0.0.1:8080"
    var: Path = ROOT / "var"
    data: Path = ROOT / "data"
    database_url: str = ""
    telegram_token: Secret = field(default_factory=lambda: Secret(""))
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: Secret = field(default_factory=lambda: Secret(""))
    telegram_answers: int = ANSWER_PACE
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: Secret = field(default_factory=lambda: Secret(""))
    smtp_tls: str = "starttls"
    mail_from: str = "frontdoor@localhost"
    model_dir: Path = ROOT / "var" / "model"
    portal: str = "embedded"
    staff_second_factor: str = "required"
    demo: bool = True
    language_child: bool = True
    embed_origins: tuple[str, ...] = ()

    @property
    def keys_dir(self) -> Path:
        """Where the keys are kept, apart from the data."""
        return self.var / "keys"

    @property
    def store_url(self) -> str:
        """The database: the one named, or a SQLite file in `var/`."""
        return self.database_url or f"sqlite:///{self.var / 'frontdoor.db'}"

    @property
    def connected(self) -> bool:
        """Whether patients can be reached: by a bot, or by a mail server."""
        return bool(self.telegram_token) or bool(self.smtp_host)

    @property
    def secure(self) -> bool:
        """Whether patients reach the pages by https, so that cookies may say so."""
        return self.base_url.startswith("https://")


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises SettingsError with one sentence that says what to do."""
    env = os.environ if env is None else env
    host, port = env.get("FRONTDOOR_HOST", "127.0.0.1"), _port(env, "FRONTDOOR_PORT", 8080)
    var = Path(env.get("FRONTDOOR_VAR", str(ROOT / "var")))
    settings = Settings(
        host=host,
        port=port,
        base_url=_url(env.get("FRONTDOOR_BASE_URL", f"http://{host}:{port}").rstrip("/"), "FRONTDOOR_BASE_URL"),
        var=var,
        data=Path(env.get("FRONTDOOR_DATA", str(ROOT / "data"))),
        database_url=env.get("DATABASE_URL", ""),
        telegram_token=Secret(_token(env.get("TELEGRAM_BOT_TOKEN", ""))),
        telegram_api=_url(env.get("TELEGRAM_API_URL", "https://api.telegram.org").rstrip("/"), "TELEGRAM_API_URL"),
        telegram_webhook_url=env.get("TELEGRAM_WEBHOOK_URL", ""),
        telegram_webhook_secret=Secret(env.get("TELEGRAM_WEBHOOK_SECRET", "")),
        smtp_host=env.get("SMTP_HOST", ""),
        smtp_port=_port(env, "SMTP_PORT", 587),
        smtp_user=env.get("SMTP_USER", ""),
        smtp_password=Secret(env.get("SMTP_PASSWORD", "")),
        smtp_tls=_choice(env, "SMTP_TLS", ("starttls", "tls", "none")),
        mail_from=env.get("MAIL_FROM", "frontdoor@localhost"),
        model_dir=Path(env.get("FRONTDOOR_MODEL", str(var / "model"))),
        demo=_switch(env, "FRONTDOOR_DEMO"),
        language_child=_switch(env, "FRONTDOOR_LANGUAGE_CHILD"),
    )
    return _checked(_with_choices(settings, env))


def _with_choices(settings: Settings, env: Mapping[str, str]) -> Settings:
    portal = _choice(env, "FRONTDOOR_PORTAL", ("embedded", "handoff"))
    factor = _choice(env, "FRONTDOOR_STAFF_SECOND_FACTOR", ("required", "optional", "always"))
    origins = _origins(env.get("FRONTDOOR_EMBED_ORIGINS", ""))
    answers = _pace(env, "TELEGRAM_ANSWERS_PER_SECOND", ANSWER_PACE)
    return replace(settings, portal=portal, staff_second_factor=factor, embed_origins=origins, telegram_answers=answers)


def _switch(env: Mapping[str, str], name: str) -> bool:
    return _choice(env, name, ("on", "off")) == "on"


def _checked(settings: Settings) -> Settings:
    if settings.telegram_webhook_url and not settings.telegram_webhook_secret:
        raise SettingsError(
            "TELEGRAM_WEBHOOK_URL is set but TELEGRAM_WEBHOOK_SECRET is not: set it to a long random word."
        )
    if settings.telegram_webhook_url and not settings.telegram_webhook_url.startswith("https://") and settings.secure:
        raise SettingsError("TELEGRAM_WEBHOOK_URL must begin with https://: Telegram calls no other address.")
    _only_sealed_lines(settings)
    if settings.host not in ("127.0.0.1", "localhost", "::1") and settings.demo:
        raise SettingsError(
            "FRONTDOOR_HOST opens the pages to the network while the demo sign-ins are on: set FRONTDOOR_DEMO=off and make your own "
            "people with `frontdoor staff add`, or leave FRONTDOOR_HOST at 127.0.0.1."
        )
    return settings


def _only_sealed_lines(settings: Settings) -> None:
    """Refuse lines to other machines that somebody on the way could read: sealed fields are, names of tables and times are not."""
    if settings.smtp_host and settings.smtp_tls == "none" and not _is_here(settings.smtp_host):
        raise SettingsError(
            "SMTP_TLS=none sends codes in the open to another machine: use starttls or tls, or a mail server on this one."
        )
    only_sealed_database(settings.database_url, "DATABASE_URL")


def only_sealed_database(address: str, name: str) -> None:
    """Refuse an address of a database on another machine without TLS. `name`: what it was given as. Raises SettingsError."""
    hosts, given = _database_hosts(address)
    if any(not _is_here(host) for host in hosts) and given not in SEALED:
        raise SettingsError(
            f"{name} leads to another machine in the open: put ?sslmode=verify-full behind it (and &sslrootcert=... for a "
            "certificate of your own)."
        )


def _database_hosts(address: str) -> tuple[list[str], str]:
    """The machines that an address of PostgreSQL names, in either of its ways, and its `sslmode`."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    named = parts.netloc.rpartition("@")[2].split(",")
    hosts = [_without_port(unquote(one)) for one in (*named, *",".join(asked.get("host", [])).split(","))]
    return [host for host in hosts if host], (asked.get("sslmode") or [""])[0]


def _without_port(host: str) -> str:
    return host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]


def _is_here(host: str) -> bool:
    """Whether a line to it never leaves this machine: a socket in a folder, or the machine itself."""
    return host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not _is_within(text, 1, 65535):
        raise SettingsError(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _pace(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not _is_within(text, SAFE_PACE, LARGEST_PACE):
        raise SettingsError(f"{name} must be a number from {SAFE_PACE} up to {LARGEST_PACE}, not {text!r}.")
    return int(text)


def _is_within(text: str, least: int, most: int) -> bool:
    """Whether a text is a whole number of at most five figures, within these."""
    return text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most


def _url(text: str, name: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise SettingsError(f"{name} must begin with http:// or https://, not {text!r}.")
    return text


def _origins(text: str) -> tuple[str, ...]:
    """Sites by their origin. They go into a header as they stand, so nothing but a plain origin is taken."""
    origins = text.lower().replace(",", " ").split()
    for one in origins:
        if not ORIGIN.fullmatch(one):
            raise SettingsError(
                f"FRONTDOOR_EMBED_ORIGINS: {one!r} is not the origin of a site: write it like https://www.practice.example, "
                "without a path; with several, put a space between."
            )
    return tuple(dict.fromkeys(origins))


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    text = env.get(name, allowed[0]).lower()
    if text not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {text!r}.")
    return text


def _token(text: str) -> str:
    number, _, rest = text.partition(":")
    if text and not (number.isdigit() and len(rest) >= 20):
        raise SettingsError(
            "TELEGRAM_BOT_TOKEN does not look like a bot token: copy it whole from BotFather, digits, colon and all."
        )
    return text

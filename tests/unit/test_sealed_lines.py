"""No line to another machine is in the open, whatever an operator writes."""

from __future__ import annotations

import pytest

from bot.settings import SettingsError, read_settings


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://db.example/frontdoor",
        "postgresql://frontdoor:secret@10.0.0.7:5432/frontdoor",
        "postgresql://db.example/frontdoor?sslmode=prefer",
        "postgresql://db.example/frontdoor?sslmode=disable",
        "postgresql://frontdoor@[2001:db8::7]:5432/frontdoor",
        "postgresql:///frontdoor?host=db.example",
        "postgresql://localhost,db.example/frontdoor",
        "postgresql+psycopg://db.example/frontdoor",
    ],
)
def test_a_database_elsewhere_without_tls_is_refused(address):
    """Names of tables and times are no secret words, but whom a practice answers at night is nobody's business."""
    with pytest.raises(
        SettingsError, match=r"DATABASE_URL leads to another machine in the open: put .sslmode=verify-full"
    ):
        read_settings({"DATABASE_URL": address})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "postgresql:///frontdoor?host=/run/postgresql",
        "postgresql://frontdoor@/frontdoor?host=%2Frun%2Fpostgresql",
        "postgresql://frontdoor@localhost/frontdoor",
        "postgresql://frontdoor@127.0.0.1:5433/frontdoor",
        "postgresql://frontdoor@[::1]/frontdoor",
        "postgresql://frontdoor@db.example/frontdoor?sslmode=verify-full",
        "postgresql://frontdoor@db.example/frontdoor?sslmode=require&connect_timeout=5",
    ],
)
def test_a_database_here_or_behind_tls_is_taken(address):
    """Whoever did it right is not asked again."""
    assert read_settings({"DATABASE_URL": address}).database_url == address


def test_mail_in_the_open_stays_on_this_machine():
    """A code that anybody on the way can read confirms nobody."""
    with pytest.raises(SettingsError, match="SMTP_TLS=none sends codes in the open"):
        read_settings({"SMTP_HOST": "mail.example", "SMTP_TLS": "none"})
    assert read_settings({"SMTP_HOST": "127.0.0.1", "SMTP_TLS": "none"}).smtp_tls == "none"
    assert read_settings({"SMTP_HOST": "mail.example"}).smtp_tls == "starttls"

"""People files: everything in them is loaded, the same however often, from YAML and from CSV."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from bot.conversation import Medicine, Provider
from bot.directory import load_people
from tests.unit.directory.kit import GOOD, TODAY, load, stored

DEMO = Path(__file__).resolve().parents[3] / "data" / "demo" / "people.yml"


async def test_a_file_is_loaded_as_it_is_written(store, tmp_path):
    """A ZIP code with a leading zero and a patient called Null are what YAML would get wrong by itself."""
    report = await load(store, tmp_path, GOOD)
    marisol, jo, providers, pharmacies, standings = await stored(store)
    assert (report.loaded, report.refused) == (6, ())
    assert (marisol.zip, marisol.phone) == ("02134", "914-555-0121")
    assert (marisol.account_username, marisol.account_status) == ("mvega79", "enrolled")
    assert marisol.medications == (Medicine("sertraline", "50 mg", "Dr. Patel"), Medicine("aspirin"))
    assert (jo.last_name, jo.dob, jo.account_status) == ("Null", date(2020, 2, 29), "none")
    assert providers == (Provider("Dr. Patel"), Provider("Dr. Whitfield", portal=False))
    assert pharmacies == ("CVS Katonah",)
    assert [(one.patient.id, one.form, one.on_file, one.until) for one in standings] == [("7", "pediatric", True, None)]


async def test_loading_twice_changes_nothing(store, tmp_path):
    """The practice loads last night's list every morning."""
    await load(store, tmp_path, GOOD)
    before = await stored(store)
    assert (await load(store, tmp_path, GOOD)).loaded == 6
    assert await stored(store) == before
    async with store.look() as unit:
        assert [line.event for line in await unit.audit.list(5)] == ["directory.imported", "directory.imported"]
        assert (await unit.audit.list(1))[0].detail == {"loaded": 6, "refused": 0}


async def test_a_changed_file_updates(store, tmp_path):
    """A new address counts from the next load on."""
    await load(store, tmp_path, GOOD)
    await load(store, tmp_path, GOOD.replace("02134", "10536").replace("portal: no", "portal: yes"))
    marisol, _, providers, _, _ = await stored(store)
    assert (marisol.zip, [one.portal for one in providers]) == ("10536", [True, True])


async def test_what_was_read_already_is_loaded_too(store):
    """Rehearsals may hand over what they read."""
    report = await load_people(
        store, yaml.safe_load(GOOD.replace("02134", '"02134"').replace("Null", "Smith")), today=TODAY
    )
    assert (report.loaded, (await stored(store))[0].zip) == (6, "02134")


async def test_the_fictional_people_can_be_loaded(store):
    """A newcomer's first start must find somebody to be."""
    report = await load_people(store, DEMO)
    assert report.refused == ()
    assert report.loaded > 20


async def test_good_rows_can_be_loaded_without_the_bad(store, tmp_path):
    """On a morning with one bad row, four hundred people still want to be known."""
    report = await load(store, tmp_path, GOOD.replace("zip: 02134", "zip: x"), skip_bad=True)
    assert report.loaded == 4
    assert [one.line for one in report.refused] == [7, 19]  # the patient, and the proxy that needs them
    marisol, jo, *_ = await stored(store)
    assert (marisol, jo.first_name) == (None, "Jo")


async def test_a_proxy_may_name_people_who_are_there_already(store, tmp_path):
    """Forms come in after the patients do."""
    await load(store, tmp_path, GOOD)
    report = await load(
        store, tmp_path, "proxies:\n  - {actor: 7, patient: A, basis: signed_authorization, until: 6/30/2027}"
    )
    assert report.refused == ()
    async with store.look() as unit:
        assert [one.until for one in await unit.people.standings("7")] == [date(2027, 6, 30)]


CSV = """\
kind,id,first_name,last_name,dob,email,zip,medications,username,status,name,portal,actor,patient,basis,on_file
provider,,,,,,,,,,Dr. Patel,true,,,,
patient,A,Marisol,Vega,8/12/1979,m@example.com,02134,sertraline | 50 mg | Dr. Patel; aspirin,mvega79,enrolled,,,,,,
,7,Jo,"Smith, Jr.",2020-02-29,,,,,,,,,,,
proxy,,,,,,,,,,,,A,7,personal_representative,yes
"""


async def test_csv_says_the_same(store, tmp_path):
    """What the practice's own system exports is a table."""
    report = await load(store, tmp_path, "\ufeff" + CSV, "people.csv")
    marisol, jo, providers, _, standings = await stored(store)
    assert (report.loaded, report.refused) == (4, ())
    assert marisol.medications == (Medicine("sertraline", "50 mg", "Dr. Patel"), Medicine("aspirin"))
    assert (marisol.dob, marisol.zip, marisol.account_username) == (date(1979, 8, 12), "02134", "mvega79")
    assert (jo.last_name, providers[0].name, standings[0].on_file) == ("Smith, Jr.", "Dr. Patel", True)

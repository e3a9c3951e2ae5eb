"""People files: everything in them is loaded, or the line that is wrong is named and nothing is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.conversation import Medicine, Provider
from bot.directory import PeopleFileError, load_people
from bot.store import Store

TODAY = date(2026, 11, 23)
DEMO = Path(__file__).resolve().parents[2] / "data" / "demo" / "people.yml"
GOOD = """\
providers:
  - {name: Dr. Patel, portal: true}
  - {name: Dr. Whitfield, portal: no}
pharmacies:
  - {name: CVS, place: Katonah, phone: "914-555-0190"}
patients:
  - id: A
    first_name: Marisol
    last_name: Vega
    dob: 1979-08-12
    email: marisol.vega@example.com
    zip: 02134
    phone: 914-555-0121
    provider: Dr. Patel
    medications: [{name: sertraline, dose: 50 mg, provider: Dr. Patel}, {name: aspirin}]
    account: {username: mvega79, status: enrolled}
  - {id: 7, first_name: Jo, last_name: Null, dob: 2020-02-29}
proxies:
  - {actor: A, patient: 7, basis: personal_representative, form: pediatric, on_file: true}
"""


@pytest.fixture
async def store(tmp_path):
    """An empty practice."""
    opened = await Store.open(f"sqlite:///{tmp_path / 'front.db'}", tmp_path / "keys")
    yield opened
    await opened.close()


async def load(store, tmp_path, text, name="people.yml", **options):
    """Load a file of this content."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return await load_people(store, path, today=TODAY, **options)


async def stored(store):
    """What the directory holds."""
    async with store.look() as unit:
        people = unit.people
        both = await people.get("A"), await people.get("7")
        return *both, await people.providers(), await people.pharmacies(), await people.standings("A")


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
    report = await load_people(store, yaml.safe_load(GOOD.replace("02134", '"02134"').replace("Null", "Smith")), today=TODAY)
    assert (report.loaded, (await stored(store))[0].zip) == (6, "02134")


async def test_the_fictional_people_can_be_loaded(store):
    """A newcomer's first start must find somebody to be."""
    report = await load_people(store, DEMO)
    assert report.refused == ()
    assert report.loaded > 20


BAD_ROWS = {
    "dob: 1979-08-12": {
        "dob: 1979-13-12": "dob must be a day such as 1979-08-12",
        "dob: 12.08.1979": "dob must be a day such as 1979-08-12",
        "dob: 2026-11-24": "dob must be a day from 1900 until today",
        "dob: 1879-08-12": "dob must be a day from 1900 until today",
        "dob: ": "dob is missing",
        "dob: [1979]": "dob must be one text",
    },
    "last_name: Vega": {
        "last_name: ''": "last_name is missing",
        "last_name: '-'": "last_name has no letters",
        "last_nam: Vega": "last_name is missing",
        'last_name: "Ve\\u0007ga"': "last_name is too long or holds signs that cannot be printed",
        f"last_name: {'x' * 501}": "last_name is too long or holds signs that cannot be printed",
        "last_name: Vega\n    nickname: Mari": "nickname is not a field that is known here",
    },
    "email: marisol.vega@example.com": {
        "email: marisol.vega": "email is not an e-mail address",
        "email: a b@example.com": "email is not an e-mail address",
    },
    "zip: 02134": {
        "zip: 2134": "zip must have five digits, with its leading zero if it has one",
        "zip: 10O36": "zip must have five digits, with its leading zero if it has one",
    },
    "phone: 914-555-0121": {"phone: call me": "phone is not a telephone number"},
    "status: enrolled": {
        "status: maybe": "account.status must be one of enrolled, unenrolled, none",
        "password: x": "account.password is not a field that is known here",
    },
    "username: mvega79, ": {"": "an enrolled account needs a username"},
    "account: {username: mvega79, status: enrolled}": {"account: mvega79": "account must have fields of its own"},
    "{name: aspirin}": {
        "{dose: 5 mg}": "medications.name is missing",
        "aspirin": "medications must be a list of rows",
        "{name: aspirin, drug: x}": "medications.drug is not a field that is known here",
    },
}


@pytest.mark.parametrize(("old", "new", "reason"), [(old, new, why) for old, changes in BAD_ROWS.items() for new, why in changes.items()])
async def test_a_bad_patient_is_named_by_line_and_reason_and_nothing_is_loaded(store, tmp_path, old, new, reason):
    """Whoever keeps the file must be able to mend it without guessing; half a list would hide who is missing."""
    assert old in GOOD
    report = await load(store, tmp_path, GOOD.replace(old, new, 1))
    assert report.loaded == 0
    assert (report.refused[0].line, report.refused[0].reason) == (7, reason)
    assert await stored(store) == (None, None, (), (), ())


@pytest.mark.parametrize(
    ("added", "line", "reason"),
    [
        ("  - {actor: A, patient: B, basis: personal_representative}", 20, "no patient has the id B, in this file or in the directory"),
        ("  - {actor: A, patient: A, basis: personal_representative}", 20, "actor and patient are the same person"),
        ("  - {actor: 7, patient: A, basis: friend}", 20, "basis must be one of personal_representative, signed_authorization"),
        ("  - {actor: 7, patient: A, basis: signed_authorization, on_file: soon}", 20, "on_file must be true or false"),
        ("  - {actor: 7, patient: A, basis: signed_authorization, until: June}", 20, "until must be a day such as 1979-08-12"),
        ("  - {actor: A, patient: 7, basis: signed_authorization}", 20, "the same proxy stands in line 19 already"),
        ("  - Marisol", 20, "a row of proxies must have named fields"),
        ("doctors:\n  - {name: Dr. No}", 20, "doctors is not a section: write providers, pharmacies, patients, proxies"),
        ("pharmacists: x", 20, "pharmacists is not a section: write providers, pharmacies, patients, proxies"),
    ],
)
async def test_a_bad_row_of_another_sort_is_named_too(store, tmp_path, added, line, reason):
    """A proxy for nobody, or a section nobody reads, would be noticed only when it is needed."""
    report = await load(store, tmp_path, GOOD + added)
    assert [(one.line, one.reason) for one in report.refused] == [(line, reason)]
    assert report.loaded == 0


@pytest.mark.parametrize(
    ("again", "reason"),
    [
        ("{id: A, first_name: X, last_name: Y, dob: 2000-01-01}", "the same patient id stands in line 2 already"),
        (
            "{id: C, first_name: X, last_name: Y, dob: 2000-01-01, account: {username: MV}}",
            "the same username stands in line 2 already",
        ),
    ],
)
async def test_two_rows_for_one_name_are_refused(store, tmp_path, again, reason):
    """Two people with one id would become one person with half of each."""
    first = "{id: A, first_name: M, last_name: V, dob: 1979-08-12, account: {username: mv}}"
    report = await load(store, tmp_path, f"patients:\n  - {first}\n  - {again}\n")
    assert [(one.line, one.reason) for one in report.refused] == [(3, reason)]


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
    report = await load(store, tmp_path, "proxies:\n  - {actor: 7, patient: A, basis: signed_authorization, until: 6/30/2027}")
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


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("patient,B,Ann,Lee,1990-01-01,x", "email is not an e-mail address"),
        ("nurse,B,Ann,Lee,1990-01-01,", "the row has more or fewer cells than the first line, or an unknown kind"),
        ("patient,B,Ann,Lee", "the row has more or fewer cells than the first line, or an unknown kind"),
        ("patient,B,Ann,Lee,1990-01-01,,,,", "the row has more or fewer cells than the first line, or an unknown kind"),
    ],
)
async def test_a_bad_line_of_csv_is_named(store, tmp_path, row, reason):
    """A comma too many shifts every cell after it: an e-mail address becomes a ZIP code."""
    head = "kind,id,first_name,last_name,dob,email\n"
    report = await load(store, tmp_path, f'{head}patient,A,"Mari\nsol",Vega,1979-08-12,\n{row}\n', "people.csv")
    assert [(one.line, one.reason) for one in report.refused] == [(4, reason)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("people.yml", b"patients: [", "not readable YAML from line"),
        ("people.yml", b"- a\n- b", "must have sections"),
        ("people.yml", b"\xff\xfe", "not UTF-8"),
        ("people.csv", b'id,first_name\n"a', "CSV is not readable at line"),
    ],
)
async def test_a_file_that_is_no_people_file_is_one_sentence(store, tmp_path, name, content, said):
    """The wrong file, or one saved in the wrong way, is the commonest mistake of all."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PeopleFileError, match=said):
        await load_people(store, tmp_path / name)


async def test_a_missing_file_is_one_sentence(store, tmp_path):
    """A typing error in a name."""
    with pytest.raises(PeopleFileError, match="There is no file"):
        await load_people(store, tmp_path / "none.yml")
    with pytest.raises(PeopleFileError, match="cannot be read"):
        await load_people(store, tmp_path)


@pytest.mark.parametrize("text", ["", "patients:", "patients: ~\nproxies: []", "# nothing yet"])
async def test_an_empty_file_loads_nothing(store, tmp_path, text):
    """A practice may begin with its providers only."""
    report = await load(store, tmp_path, text)
    assert (report.loaded, report.refused) == (0, ())


async def test_a_section_that_is_no_list_is_named(store, tmp_path):
    """One patient without the dash before it would otherwise be no patient at all."""
    report = await load(store, tmp_path, "patients:\n  id: A\n")
    assert [(one.line, one.reason) for one in report.refused] == [(2, "a row of patients must have named fields")]


async def test_an_alias_bomb_is_refused_quickly(store, tmp_path):
    """A few lines of YAML can stand for more rows than a computer holds."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    report = await load(store, tmp_path, bomb + "patients:\n  - {id: A, first_name: *i, last_name: x, dob: 2000-01-01}\n")
    assert report.loaded == 0
    assert "first_name must be one text" in {one.reason for one in report.refused}

"""People files: the line that is wrong is named with its reason, and nothing is loaded."""

from __future__ import annotations

import pytest

from bot.directory import PeopleFileError, load_people
from tests.unit.directory.kit import GOOD, load, stored

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
        "status: maybe": "account.status must be one of enrolled, unenrolled, other_practice, none",
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


@pytest.mark.parametrize(
    ("old", "new", "reason"), [(old, new, why) for old, changes in BAD_ROWS.items() for new, why in changes.items()]
)
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
        (
            "  - {actor: A, patient: B, basis: personal_representative}",
            20,
            "no patient has the id B, in this file or in the directory",
        ),
        ("  - {actor: A, patient: A, basis: personal_representative}", 20, "actor and patient are the same person"),
        (
            "  - {actor: 7, patient: A, basis: friend}",
            20,
            "basis must be one of personal_representative, signed_authorization",
        ),
        ("  - {actor: 7, patient: A, basis: signed_authorization, on_file: soon}", 20, "on_file must be true or false"),
        (
            "  - {actor: 7, patient: A, basis: signed_authorization, until: June}",
            20,
            "until must be a day such as 1979-08-12",
        ),
        ("  - {actor: A, patient: 7, basis: signed_authorization}", 20, "the same proxy stands in line 19 already"),
        ("  - Marisol", 20, "a row of proxies must have named fields"),
        (
            "doctors:\n  - {name: Dr. No}",
            20,
            "doctors is not a section: write providers, pharmacies, patients, proxies",
        ),
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
    report = await load(
        store, tmp_path, bomb + "patients:\n  - {id: A, first_name: *i, last_name: x, dob: 2000-01-01}\n"
    )
    assert report.loaded == 0
    assert "first_name must be one text" in {one.reason for one in report.refused}

"""How tests with made-up input run: the same examples every time, so that what fails once fails for everybody."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

STEADY = settings(
    derandomize=True,  # a test that fails at random is looked at by nobody
    database=None,
    deadline=None,  # the machine may be busy
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
FEW = settings(STEADY, max_examples=40)
"""For what costs more than a millisecond or two."""

ODD = "\x00\u202e\u200b\u0301\u00b2\u0663\ufeff\U0001f600\ud800'\"<>{}[]()&%=;,.:/\\|-+@# \n\t"
SAID = """twelfth march 1980
next tuesday at half past two dr smith 5 mg not my son's zip 10549
ada at gmail dot com cvs from 3 to until none b as in boy""".split()
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=ODD + "aA1", max_size=60),
    st.lists(st.one_of(st.sampled_from(SAID), st.text(alphabet=ODD + "e1", max_size=4)), max_size=25).map(" ".join),
)
"""What people type, what they might, and what nobody would."""
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)


def trees(names: st.SearchStrategy[str], leaves: st.SearchStrategy[object] = LEAVES) -> st.SearchStrategy[object]:
    """Whatever JSON or YAML can hold, with names that are looked for."""

    def grown(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        return st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=6))

    return st.recursive(leaves, grown, max_leaves=20)

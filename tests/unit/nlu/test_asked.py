"""The question just asked is evidence, and must not become deafness."""

from nlu.reading.asked import weighed

UNSURE = {"chat.yes": 0.3, "flow.refill": 0.5, "oos.gibberish": 0.2}


def test_after_a_question_a_yes_is_likelier():
    """*Sure thing* after a question is an answer."""
    assert max(weighed(UNSURE, "ask:missed_dose"), key=weighed(UNSURE, "ask:missed_dose").__getitem__) == "chat.yes"


def test_without_a_question_nothing_changes():
    """The first message of a conversation answers nothing."""
    assert weighed(UNSURE, None) == UNSURE


def test_a_clear_new_wish_wins_over_the_question():
    """A patient may change their mind in the middle of a flow."""
    read = weighed({"chat.yes": 0.1, "flow.refill": 0.9}, "ask:date")
    assert max(read, key=read.__getitem__) == "flow.refill"


def test_a_name_given_when_asked_is_less_of_a_gibberish():
    """*Nguyen* is no gibberish when the last name was asked for."""
    assert weighed(UNSURE, "ask:last_name")["oos.gibberish"] < UNSURE["oos.gibberish"] / 2


def test_a_bare_answer_does_not_outrank_the_open_question():
    """*Tuesday* holds nothing but the day that was asked for."""
    wish = {"flow.appointment": 0.95, "chat.yes": 0.05}
    assert weighed(wish, "ask:date", covered=1.0)["flow.appointment"] < 0.6

"""Which name a message gets, once every name has a probability."""

from rasa.shared.nlu.training_data.message import Message

from nlu.components.decision import Decision, with_danger
from nlu.components.fields import DANGER, RANKING

CALM = {"emergency": 0.0, "crisis": 0.0, "poison": 0.0, "urgent": 0.0}


def decide(chances: dict[str, float], danger: dict[str, float] = CALM) -> str:
    message = Message(data={"text": "anything", RANKING: chances, DANGER: danger})
    return Decision(Decision.get_default_config()).process([message])[0].get("intent")["name"]


def test_kinds_of_outside_stand_together_against_our_names():
    """A message that is surely off our ground, but of an unclear kind, must not become a wish."""
    assert decide({"flow.refill": 0.4, "oos.other_org": 0.35, "oos.offtopic": 0.25}) == "oos.other_org"


def test_a_likely_wish_is_not_refused_for_a_little_doubt():
    """Refusing our own patients is the worse mistake."""
    assert decide({"flow.refill": 0.7, "oos.other_org": 0.3}) == "flow.refill"


def test_the_danger_head_can_raise_the_name_for_danger():
    """It learned the near misses of every presentation, which the names did not."""
    chances = {"flow.appointment": 0.6, "safety.emergency": 0.4}
    assert decide(chances, {**CALM, "emergency": 0.95}) == "safety.emergency"
    assert decide(chances) == "flow.appointment"


def test_probabilities_still_add_up_after_danger_was_weighed():
    """The thresholds of the dialogue are set on probabilities."""
    joined = with_danger({"a": 0.5, "safety.emergency": 0.5}, {**CALM, "crisis": 0.9})
    assert abs(sum(joined.values()) - 1) < 1e-9


def test_an_address_alone_is_no_wish():
    """Beside a question it is its answer; without one, a page about fax and mail would be a strange reply."""
    ranking = {"faq.forms_fax_mail": 0.6, "oos.gibberish": 0.1, "flow.recover": 0.3}
    for text, kind, name in (
        ("ana@example.com", "email", "oos.gibberish"),
        ("lisinopril", "medication", "faq.forms_fax_mail"),
    ):
        found = [{"entity": kind, "start": 0, "end": len(text)}]
        message = Message(data={"text": text, RANKING: ranking, DANGER: CALM, "entities": found})
        assert Decision(Decision.get_default_config()).process([message])[0].get("intent")["name"] == name
    longer = Message(
        data={
            "text": "change it to ana@example.com",
            RANKING: ranking,
            DANGER: CALM,
            "entities": [{"entity": "email", "start": 13, "end": 28}],
        }
    )
    assert Decision(Decision.get_default_config()).process([longer])[0].get("intent")["name"] == "faq.forms_fax_mail"

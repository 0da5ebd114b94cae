"""Documents of calls by turns, and the clips in them."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import web

from agent.events import Expect
from agent.http.app import hooks
from agent.http.clips import ClipShelf, wav
from agent.http.gather import news_of
from agent.http.twiml_gather import Speaking
from agent.ports import Announcement, Floor
from agent.transports.twilio_gather import News, Turn
from simulators.twilio.prompts import decode
from simulators.twilio.twiml import parse

BASE = "https://agent.example/twilio/gather"
FLOOR = Floor(Expect(what="free"), False, False, True, False, False, 5.0, 0.6)
CLIP = Announcement("1:0", "hello", "en", b"\x10" * 160, 0.02, True)
SPEAKING = Speaking(BASE, lambda audio: f"{BASE}/clip/name.wav", ("furnace", "heat pump"))


def rendered(turn: Turn) -> ElementTree.Element:
    text = SPEAKING.render(turn)
    assert parse(text).warnings == ()  # the carrier knows every attribute
    return ElementTree.fromstring(text)


def test_a_question_is_played_and_the_answer_is_listened_for() -> None:
    document = rendered(Turn(7, "ask", (CLIP,), FLOOR, keys=1, patience=7.2))
    gather, redirect = document
    assert gather.attrib["input"] == "dtmf speech"
    assert gather.attrib["action"] == f"{BASE}/turn?n=7"
    assert gather.attrib["partialResultCallback"] == f"{BASE}/partial?n=7"
    assert (gather.attrib["timeout"], gather.attrib["speechTimeout"]) == ("8", "1")
    assert gather.attrib["actionOnEmptyResult"] == "true"
    assert (gather.attrib["numDigits"], gather.attrib["language"]) == ("1", "en-US")
    assert gather.attrib["hints"].startswith("furnace, heat pump, I smell gas")
    assert [(verb.tag, verb.text) for verb in gather] == [("Play", f"{BASE}/clip/name.wav")]
    assert (redirect.tag, redirect.text) == ("Redirect", f"{BASE}/more?n=7")


def test_spanish_is_listened_for_in_spanish() -> None:
    floor = replace(FLOOR, expect=Expect(what="yes_no", language="es"))
    words = replace(CLIP, language="es", audio=b"", text="¿Huele a gas & humo?")
    (gather, _) = rendered(Turn(1, "ask", (words,), floor, patience=5.0))
    assert gather.attrib["language"] == "es-US"
    assert "sí" in gather.attrib["hints"]
    assert "speechModel" not in gather.attrib
    (say,) = gather
    assert (say.tag, say.attrib["language"], say.text) == ("Say", "es-US", "¿Huele a gas & humo?")


def test_what_must_be_heard_out_stands_before_the_listening() -> None:
    fixed = replace(CLIP, interruptible=False)
    document = rendered(Turn(1, "ask", (CLIP, fixed, CLIP), FLOOR, patience=5.0))
    assert [verb.tag for verb in document] == ["Play", "Play", "Gather", "Redirect"]
    assert len(document[2]) == 1


@pytest.mark.parametrize(
    ("turn", "tags"),
    [
        (Turn(2, "cover", (CLIP,), FLOOR), ["Gather", "Redirect"]),
        (Turn(2, "cover", (), FLOOR), ["Pause", "Redirect"]),
        (Turn(2, "leave", (CLIP,), FLOOR), ["Play", "Redirect"]),
        (Turn(0, "cover"), ["Pause", "Redirect"]),
    ],
)
def test_other_turns(turn: Turn, tags: list[str]) -> None:
    document = rendered(turn)
    assert [verb.tag for verb in document] == tags
    if tags[0] == "Gather":
        assert document[0].attrib["timeout"] == "1"
        assert document[0].attrib["actionOnEmptyResult"] == "false"


def test_nothing_is_rendered_once_the_path_is_over() -> None:
    assert SPEAKING.render(Turn(1, "over")) == ""


@pytest.mark.parametrize(
    ("form", "news"),
    [
        ({"SpeechResult": "no heat", "Confidence": "0.8"}, News("no heat", 0.8)),
        ({"SpeechResult": "yes", "Confidence": "high"}, News("yes", 1.0)),
        ({"SpeechResult": "yes", "Digits": "1"}, News("yes", 1.0)),
        ({"Digits": "12", "FinishedOnKey": "#"}, News(keys="12", ended_by="#")),
        ({"Digits": "", "FinishedOnKey": "#"}, News(ended_by="#")),
        ({"Digits": "", "SpeechResult": ""}, News(silent=True)),
    ],
)
def test_what_an_action_reports(form: dict[str, str], news: News) -> None:
    assert news_of(form) == news


def ask(shelf: ClipShelf, name: str, **headers: str) -> Any:
    request: Any = SimpleNamespace(match_info={"name": name}, headers=headers)
    return asyncio.run(shelf.handle(request))


@pytest.mark.parametrize(
    ("stream_url", "clips"),
    [
        ("", "https://agent.example/twilio/gather/clip"),
        ("wss://a.example/node-a/twilio/stream", "https://a.example/node-a/twilio/gather/clip"),
        ("ws://127.0.0.1:81/twilio/stream", "http://127.0.0.1:81/twilio/gather/clip"),
    ],
)
def test_clips_are_fetched_from_the_node_that_has_them(stream_url: str, clips: str) -> None:
    assert hooks("https://agent.example/", stream_url).clips == clips


def test_clips_have_names_nobody_guesses_and_may_be_kept() -> None:
    shelf, audio = ClipShelf(), bytes(range(161))
    name = shelf.put(audio)
    assert name == shelf.put(audio) != ClipShelf().put(audio)
    answer = ask(shelf, name)
    assert isinstance(answer, web.Response)
    assert decode(bytes(answer.body)) == audio  # type: ignore[arg-type]
    assert ask(shelf, name, **{"If-None-Match": answer.headers["ETag"]}).status == 304
    assert ask(shelf, "0" * 40 + ".wav").status == 404


def test_what_was_not_asked_for_longest_makes_room() -> None:
    shelf = ClipShelf(size=2 * len(wav(b"\x10" * 100)))
    names = [shelf.put(bytes([number]) * 100) for number in range(3)]
    assert [ask(shelf, name).status for name in names] == [404, 200, 200]

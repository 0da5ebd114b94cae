"""The parts of the simulated Polly that need no server."""

import asyncio
import json

import pytest

from simulators.polly import script, signature, speaking
from simulators.polly.errors import PollyError
from simulators.polly.gate import Gate
from simulators.polly.plan import Quota
from simulators.polly.script import Mark, Pause, Stop, Token
from simulators.speech.tones import Tones


def words(text: str, engine: script.Engine = "neural") -> list[str]:
    return [item.text for item in script.ssml(text, engine).items if isinstance(item, Token)]


def test_the_signature_of_the_published_example_is_found() -> None:
    """ "get-vanilla" of the AWS Signature Version 4 test suite."""
    request = signature.Signed(
        "GET",
        "/",
        "",
        [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")],
        b"",
    )
    found = signature.signature(
        request,
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ("20150830", "us-east-1", "service", "aws4_request"),
        ("host", "x-amz-date"),
    )
    assert found == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"


def test_queries_are_signed_in_order_of_their_names() -> None:
    def signed(query: str) -> str:
        request = signature.Signed("GET", "/v1/voices", query, [("host", "x")], b"")
        return signature.signature(request, "s", ("d", "r", "polly", "aws4_request"), ("host",))

    assert signed("LanguageCode=en-US&Engine=neural") == signed("Engine=neural&LanguageCode=en-US")
    assert signed("Engine=neural") != signed("Engine=standard")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<speak>Tom &amp; Jerry&apos;s</speak>", ["Tom", "&", "Jerry's"]),
        ("<speak><p>One.</p><p>Two.</p></speak>", ["One.", "Two."]),
        ('<speak>re<w role="amazon:VB">ad</w>.</speak>', ["read."]),
        (
            '<speak>The <sub alias="Doctor Who">Dr.</sub> is in</speak>',
            ["The", "Doctor", "Who", "is", "in"],
        ),
        ("<speak>a<break/>b</speak>", ["a", "b"]),
    ],
)
def test_markup_is_taken_out_of_what_is_said(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_places_are_bytes_of_the_source() -> None:
    text = '<speak>Señora <sub alias="Mister">Mr.</sub> O&apos;Hara</speak>'
    found = script.ssml(text, "neural")
    places = [found.source[item.start : item.end].decode() for item in found.items]  # type: ignore[union-attr]
    assert places == ["Señora", "Mr.", "O&apos;Hara"]
    assert found.billed == len("Señora Mr. O'Hara")


def test_pauses_marks_and_paragraphs_keep_their_order() -> None:
    text = '<speak><s>a</s><break time="1.5s"/><mark name="m"/><break strength="strong"/>b</speak>'
    kinds = [type(item) for item in script.ssml(text, "neural").items]
    assert kinds == [Token, Stop, Pause, Mark, Pause, Token]


@pytest.mark.parametrize("time", ["11s", "10001ms", "soon", "-1s"])
def test_impossible_pauses_are_refused(time: str) -> None:
    with pytest.raises(PollyError):
        script.ssml(f'<speak>a<break time="{time}"/></speak>', "neural")


@pytest.mark.parametrize(
    ("tag", "standard", "neural", "generative"),
    [
        ("<emphasis>a</emphasis>", True, False, True),
        ('<prosody rate="slow">a</prosody>', True, True, True),
        ('<prosody pitch="+5%">a</prosody>', True, False, True),
        ('<amazon:effect name="drc">a</amazon:effect>', True, True, True),
        ('<amazon:effect name="whispered">a</amazon:effect>', True, False, True),
        ('<amazon:domain name="news">a</amazon:domain>', False, True, True),
        ("<blink>a</blink>", False, False, False),
    ],
)
def test_engines_differ_in_the_tags_they_take(
    tag: str, standard: bool, neural: bool, generative: bool
) -> None:
    def takes(engine: script.Engine) -> bool:
        try:
            return words(f"<speak>{tag}</speak>", engine) == ["a"]
        except PollyError:
            return False

    found = (takes("standard"), takes("neural"), takes("generative"))
    assert found == (standard, neural, generative)


def test_sentences_end_at_full_stops_and_at_paragraphs() -> None:
    text = "<speak><p>One two</p>three. Four</speak>"
    read = script.ssml(text, "neural")
    done = asyncio.run(speaking.perform(read, Tones(), 8000))
    lines = speaking.marks(read, done, {"sentence"}).splitlines()
    assert [(json.loads(line)["value"], json.loads(line)["time"]) for line in lines] == [
        ("One two", 0),
        ("three.", 480),
        ("Four", 720),
    ]


def test_speech_longer_than_ten_minutes_is_cut_off() -> None:
    text = "<speak>a" + '<break time="10s"/>' * 61 + "</speak>"
    done = asyncio.run(speaking.perform(script.ssml(text, "neural"), Tones(), 8000))
    assert len(done.samples) == 600 * 8000


def test_a_bucket_fills_with_time_up_to_its_burst() -> None:
    gate = Gate(Quota(rate=2, burst=3, concurrent=10))

    def enters(now: float) -> bool:
        try:
            with gate.passed(now):
                return True
        except PollyError:
            return False

    assert [enters(0.0) for _ in range(4)] == [True, True, True, False]
    assert [enters(0.5), enters(0.5)] == [True, False]
    assert [enters(100.0) for _ in range(4)] == [True, True, True, False]


def test_a_place_is_free_again_when_its_request_ends() -> None:
    gate = Gate(Quota(rate=100, burst=100, concurrent=1))
    with gate.passed(0.0), pytest.raises(PollyError, match="Rate exceeded"), gate.passed(0.0):
        pass
    with gate.passed(0.0):
        assert gate.inside == 1
    assert gate.inside == 0

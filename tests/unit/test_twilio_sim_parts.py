"""The carrier's pure parts: signature, TwiML, overrides, playout, µ-law, messages."""

import base64
import io
import random
import wave
from array import array

import pytest
from multidict import MultiDict
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from simulators.twilio import verbs
from simulators.twilio.connect import StreamError, stream_url
from simulators.twilio.media import BadMessage, Clear, Mark, Media, Writer, read
from simulators.twilio.messaging import segments
from simulators.twilio.overrides import Overrides, split_overrides
from simulators.twilio.playout import Gap, Playout
from simulators.twilio.prompts import decode
from simulators.twilio.signature import sign
from simulators.twilio.twiml import TwimlError, parse
from simulators.twilio.ulaw import FRAME, SILENCE, frames, from_pcm, is_quiet, to_pcm
from simulators.twilio.webhooks import Routes

# --- signature ------------------------------------------------------------------------------


def test_the_known_signature() -> None:
    """The provider's published example."""
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, fields.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [("b", "2"), ("B", "1"), ("a", "")],
        [("n", "y"), ("n", "x"), ("n", "y")],
        [("Übertragung", "ja & nein"), ("Body", "línea 1\nlínea 2")],
    ],
)
def test_signatures_agree_with_the_sdk(fields: list[tuple[str, str]]) -> None:
    """Case order, blank values, repeated names, text beyond ASCII."""
    validator = RequestValidator("secret")
    url = "https://agent.example/voice?x=1"
    assert sign("secret", url, fields) == validator.compute_signature(url, MultiDict(fields))


# --- TwiML ------------------------------------------------------------------------------------


def test_what_the_sdk_writes_is_read() -> None:
    """Connect, Gather and Dial as twilio-python renders them."""
    response = VoiceResponse()
    connect = Connect(action="/after")
    stream = connect.stream(url="wss://agent.example/stream", name="main")
    stream.parameter(name="token", value="t")
    response.append(connect)
    gather = Gather(input="dtmf speech", num_digits=1, timeout=3, action="/g", finish_on_key="*")
    gather.say("Hello", language="es-US")
    response.append(gather)
    dial = Dial(answer_on_bridge=True, timeout=20, action="/d", caller_id="+13035550100")
    dial.number("+13035550177", url="/whisper", status_callback_event="ringing answered")
    response.append(dial)
    response.redirect("/next", method="GET")
    connected, gathered, dialled, redirected = parse(str(response)).verbs
    assert connected == verbs.Connect(
        verbs.Stream("wss://agent.example/stream", name="main", parameters={"token": "t"}),
        action="/after",
    )
    assert gathered == verbs.Gather(
        prompts=(verbs.Say("Hello", "es-US"),),
        speech=True,
        action="/g",
        timeout=3.0,
        finish_on_key="*",
        num_digits=1,
        speech_timeout=3.0,
    )
    number = verbs.Number("+13035550177", "/whisper", status_events=("ringing", "answered"))
    assert dialled == verbs.Dial(
        (number,), "/d", timeout=20.0, caller_id="+13035550100", answer_on_bridge=True
    )
    assert redirected == verbs.Redirect("/next", "GET")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<Response><Say>", 12100),
        ("<Answer/>", 12100),
        ("not xml", 12100),
        ("<Response>" + " " * 65_536 + "</Response>", 11750),
        ("<Response><Dance/></Response>", 12200),
        ("<Response><Connect/></Response>", 12200),
        ("<Response><Pause length='long'/></Response>", 12200),
        ("<Response><Gather><Hangup/></Gather></Response>", 12200),
        ("<Response><Dial><Conference>x</Conference></Dial></Response>", 12200),
        ("<Response><Dial/></Response>", 12200),
    ],
)
def test_bad_documents_have_a_code(text: str, code: int) -> None:
    """The debugger's number says what is wrong."""
    with pytest.raises(TwimlError) as error:
        parse(text)
    assert error.value.code == code


def test_unknown_attributes_are_a_warning() -> None:
    """They do not stop the call."""
    document = parse("<Response><Say mood='calm'>x</Say></Response>")
    assert document.verbs == (verbs.Say("x"),)
    assert "mood" in document.warnings[0]


def test_stream_parameters_have_a_limit() -> None:
    """Name and value together up to 500 characters."""
    page = (
        "<Response><Connect><Stream url='wss://x/'><Parameter name='a' value='{}'/>"
        "</Stream></Connect></Response>"
    )
    assert parse(page.format("v" * 499))
    with pytest.raises(TwimlError):
        parse(page.format("v" * 500))


# --- overrides and routes -----------------------------------------------------------------------


def test_overrides_are_cut_off_and_clamped() -> None:
    """Fragments are read, kept in range, and never sent."""
    url, overrides = split_overrides("https://x/voice?a=1#ct=50&rt=99999&rc=3&rp=5xx,rt&e=ashburn")
    assert url == "https://x/voice?a=1"
    assert overrides == Overrides(0.1, 15.0, 15.0, 3, frozenset({"5xx", "rt"}))
    assert split_overrides("https://x/voice") == ("https://x/voice", Overrides())
    assert split_overrides("https://x/#rp=all")[1].policy == {"ct", "rt", "4xx", "5xx"}


def test_routes_replace_whole_origins_only() -> None:
    """A host that merely begins alike is left alone."""
    routes = Routes({"https://a.example": "http://127.0.0.1:1"})
    assert routes.connect("https://a.example/v") == ("http://127.0.0.1:1/v", {"Host": "a.example"})
    assert routes.connect("https://a.example.org/v") == ("https://a.example.org/v", {})


# --- playout ------------------------------------------------------------------------------------


def test_audio_comes_out_as_it_went_in() -> None:
    """Any cut of the input gives the same output, filled up with silence."""
    rng = random.Random(1)
    audio = bytes(rng.randrange(255) for _ in range(1234))
    playout = Playout()
    position = 0
    while position < len(audio):
        step = rng.randrange(1, 300)
        playout.push(audio[position : position + step])
        position += step
    heard = b"".join(playout.pull()[0] for _ in range(8))
    assert heard == audio + b"\xff" * (8 * FRAME - len(audio))
    assert playout.pull() == (SILENCE, [])
    assert playout.played == len(audio)


def test_a_mark_waits_for_the_last_sample_before_it() -> None:
    """A frame handed out is heard only when the next one is asked for."""
    playout = Playout()
    assert playout.mark("at once")
    playout.push(b"a" * 161)
    assert not playout.mark("one")
    playout.push(b"b" * 100)
    assert not playout.mark("two")
    assert [playout.pull()[1] for _ in range(4)] == [[], [], ["one", "two"], []]
    assert playout.mark("again at once")


def test_clear_drops_what_was_not_handed_out() -> None:
    """All pending marks come back in order; the frame in the air stays."""
    playout = Playout()
    playout.push(b"a" * 480)
    playout.mark("one")
    playout.mark("two")
    assert playout.pull()[0] == b"a" * 160
    assert playout.clear() == ["one", "two"]
    assert playout.pull() == (SILENCE, [])
    assert (playout.played, playout.dropped, playout.buffered) == (160, 320, 0)
    playout.push(b"b" * 640)
    assert [playout.pull() for _ in range(4)] == [(b"b" * 160, [])] * 4


def test_underruns_are_gaps_inside_an_utterance() -> None:
    """Not the pause behind a mark or a clear, and not a second of silence."""
    playout = Playout()

    def play(audio: bytes, silent_frames: int) -> None:
        playout.push(audio)
        for _ in range((len(audio) + FRAME - 1) // FRAME + silent_frames):
            playout.pull()

    play(b"a" * 200, 2)  # 120 + 320 samples missing, then the sentence goes on
    play(b"a" * 160, 60)  # over a second
    play(b"a" * 160, 0)
    playout.mark("end of sentence")
    play(b"", 3)
    play(b"a" * 160, 3)
    playout.clear()
    play(b"a" * 160, 0)
    assert playout.gaps[0] == Gap(200, 440, after_mark=False)
    assert playout.underruns == playout.gaps[:1]
    assert len(playout.gaps) == 4


# --- µ-law --------------------------------------------------------------------------------------


def test_ulaw_survives_a_round_trip() -> None:
    """Each code decodes to a sample that encodes to it (0x7f is a second zero)."""
    codes = bytes(range(256))
    assert from_pcm(to_pcm(codes)) == codes.replace(b"\x7f", b"\xff")


def test_ulaw_known_values() -> None:
    """Reference points of G.711: silence, both extremes, clipping."""
    assert list(array("h", to_pcm(b"\xff\x80\x00"))) == [0, 32124, -32124]
    assert (
        from_pcm(array("h", [0, 32767, -32768, 1000, -1000]).tobytes()) == b"\xff\x80\x00\xce\x4e"
    )


def test_channels_are_interleaved() -> None:
    """Left, right, left, right."""
    samples = list(array("h", to_pcm(b"\x80\x80", b"\x00\x00")))
    assert samples == [32124, -32124, 32124, -32124]


def test_quiet_and_frames() -> None:
    """A last short frame is filled up; loud is loud in both signs."""
    assert frames(b"a" * 161) == [b"a" * 160, b"a" + b"\xff" * 159]
    assert frames(b"") == []
    assert is_quiet(SILENCE)
    assert not is_quiet(b"\xff\x80")
    assert not is_quiet(b"\xff\x00")


def test_wav_files_are_read_or_refused() -> None:
    """16 bit and µ-law at 8 kHz; another rate is an error."""
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setparams((1, 2, 8000, 0, "NONE", ""))
        wav.writeframes(to_pcm(b"\x10\x20"))
    assert decode(file.getvalue()) == b"\x10\x20"
    header = b"RIFF____WAVEfmt " + (18).to_bytes(4, "little") + b"\x07\x00\x01\x00"
    header += (8000).to_bytes(4, "little") * 2 + b"\x01\x00\x08\x00\x00\x00"
    assert decode(header + b"data" + (2).to_bytes(4, "little") + b"\x10\x20") == b"\x10\x20"
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setparams((1, 2, 16000, 0, "NONE", ""))
    with pytest.raises(ValueError, match="8 kHz"):
        decode(file.getvalue())


# --- messages -----------------------------------------------------------------------------------


def test_messages_are_read_strictly() -> None:
    """The three shapes, and nothing beside them."""
    payload = base64.b64encode(b"abc").decode()
    media = read(f'{{"event":"media","streamSid":"M","media":{{"payload":"{payload}"}}}}', "M")
    assert isinstance(media, Media)
    assert media.media.payload == b"abc"
    assert isinstance(read('{"event":"mark","streamSid":"M","mark":{"name":"x"}}', "M"), Mark)
    assert isinstance(read('{"streamSid":"M","event":"clear"}', "M"), Clear)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"event":"clear"}',
        '{"event":"clear","streamSid":"N"}',
        '{"event":"clear","streamSid":"M","x":1}',
        '{"event":"stop","streamSid":"M"}',
        '{"event":"mark","streamSid":"M","mark":{}}',
        '{"event":"mark","streamSid":"M","mark":{"name":7}}',
        '{"event":"media","streamSid":"M","media":{"payload":"a"}}',
        '{"event":"media","streamSid":"M","media":{"payload":"","track":"outbound"}}',
    ],
)
def test_other_messages_are_refused(text: str) -> None:
    """Bad JSON, missing, extra or wrong parts."""
    with pytest.raises(BadMessage):
        read(text, "M")


def test_our_messages_are_the_documented_ones() -> None:
    """Exact text: member order, and numbers as strings."""
    writer = Writer("MZ1", "AC1", "CA1")
    writer.start({})
    assert writer.media(1, 5, "/w==") == (
        '{"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1",'
        '"timestamp":"5","payload":"/w=="},"streamSid":"MZ1"}'
    )
    assert writer.dtmf("#") == (
        '{"event":"dtmf","streamSid":"MZ1","sequenceNumber":"3",'
        '"dtmf":{"track":"inbound_track","digit":"#"}}'
    )
    assert writer.stop() == (
        '{"event":"stop","sequenceNumber":"4","streamSid":"MZ1",'
        '"stop":{"accountSid":"AC1","callSid":"CA1"}}'
    )


def test_text_segments() -> None:
    """160 characters alone, 153 each in a row."""
    assert [segments("x" * n) for n in (0, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]


# --- where a stream goes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "base", "socket"),
    [
        ("wss://a.example/s?x=1#f", "", "wss://a.example/s"),
        ("wss://a.example", "", "wss://a.example/"),
        ("/s?x=1", "https://a.example/voice", "wss://a.example/s"),
        ("ws://127.0.0.1:8080/s", "", "ws://127.0.0.1:8080/s"),
        ("ws://localhost/s", "", "ws://localhost/s"),
    ],
)
def test_a_stream_url_is_absolute_and_without_query(url: str, base: str, socket: str) -> None:
    """Relative URLs follow the document; plain ws is for this machine only."""
    assert stream_url(url, base) == socket


@pytest.mark.parametrize(
    ("url", "code"),
    [("ws://a.example/s", 31922), ("https://a.example/s", 31922), ("nowhere", 31923)],
)
def test_other_stream_urls_are_refused(url: str, code: int) -> None:
    """With the debugger's number."""
    with pytest.raises(StreamError) as error:
        stream_url(url, "")
    assert error.value.code == code

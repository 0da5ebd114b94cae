"""Read TwiML: an XML answer becomes verbs, or a `TwimlError` with the carrier's error code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from simulators.twilio import verbs
from simulators.twilio.verbs import Prompt, Verb

MAX_BYTES = 64 * 1024
MAX_HINTS, MAX_HINT = 500, 100
_AUTO_PAUSE = 1.0
"""Seconds that `speechTimeout="auto"` comes to here."""

_STATUS = {"statusCallback", "statusCallbackMethod", "statusCallbackEvent"}
_MACHINE = {
    *("machineDetection", "machineDetectionTimeout", "machineDetectionSpeechThreshold"),
    *("machineDetectionSpeechEndThreshold", "machineDetectionSilenceTimeout"),
    *("amdStatusCallback", "amdStatusCallbackMethod"),
}
_RECORDING = {
    "recordingStatusCallback",
    "recordingStatusCallbackMethod",
    "recordingStatusCallbackEvent",
    "recordingTrack",
    "trim",
}
_KNOWN: Mapping[str, set[str]] = {
    "Response": set(),
    "Connect": {"action", "method"},
    "Stream": _STATUS | {"url", "name", "track", "connectorName", "audioFormat", "sampleRate"},
    "Parameter": {"name", "value"},
    "Redirect": {"method"},
    "Say": {"voice", "language", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": {
        *("input", "action", "method", "timeout", "finishOnKey", "numDigits", "speechTimeout"),
        *("maxSpeechTime", "language", "hints", "profanityFilter", "partialResultCallback"),
        *("partialResultCallbackMethod", "actionOnEmptyResult", "bargeIn", "enhanced"),
        *("speechModel", "debug"),
    },
    "Dial": _RECORDING
    | {
        *("action", "method", "timeout", "timeLimit", "callerId", "answerOnBridge"),
        *("hangupOnStar", "record", "ringTone", "referUrl", "referMethod", "sequential"),
    },
    "Number": _STATUS | _MACHINE | {"url", "method", "sendDigits", "byoc"},
    "Record": _RECORDING
    | {
        *("action", "method", "timeout", "finishOnKey", "maxLength", "playBeep"),
        *("transcribe", "transcribeCallback"),
    },
    "Hangup": set(),
    "Reject": {"reason"},
    "Message": {"to", "from", "action", "method", "statusCallback"},
    "Body": set(),
}


class TwimlError(Exception):
    """A document the carrier cannot run; `code` is the number it would show in its debugger."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs of one document, and what in it was ignored with a warning (12200)."""

    verbs: tuple[Verb, ...]
    warnings: tuple[str, ...] = ()


def parse(text: bytes | str) -> Document:
    """Read a TwiML document.

    Raises TwimlError: 11750 over 64 KB, 12100 not well-formed or no `<Response>`, 12200 a verb
    this carrier does not have or one that lacks what it needs.
    """
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > MAX_BYTES:
        raise TwimlError(11750, f"the document has {len(raw)} bytes, the limit is {MAX_BYTES}")
    try:
        root = ElementTree.fromstring(raw)  # noqa: S314  # our customer's answer, size-limited
    except ElementTree.ParseError as error:
        raise TwimlError(12100, f"not well-formed XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12100, f"the root element is <{root.tag}>, not <Response>")
    return Document(tuple(_verb(child) for child in root), tuple(_warnings(root)))


def _warnings(root: Element) -> list[str]:
    return [
        f"unknown attribute {name!r} in <{element.tag}>"
        for element in root.iter()
        for name in element.attrib
        if element.tag in _KNOWN and name not in _KNOWN[element.tag]
    ]


def _verb(element: Element) -> Verb:
    reader = _READERS.get(element.tag)
    if reader is None:
        raise TwimlError(12200, f"<{element.tag}> is not a verb this carrier runs")
    try:
        return reader(element)
    except ValueError as error:
        raise TwimlError(12200, f"<{element.tag}>: {error}") from error


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _flag(element: Element, name: str, default: bool) -> bool:
    return element.get(name, str(default)).lower() == "true"


def _method(element: Element, name: str = "method") -> str:
    return element.get(name, "POST").upper()


def _loop(element: Element) -> int:
    """0 means for ever; a thousand times is long enough."""
    return int(element.get("loop", "1")) or 1000


def _connect(element: Element) -> Verb:
    stream = element.find("Stream")
    if stream is None:
        raise ValueError("no <Stream> inside; this carrier connects nothing else")
    if stream.get("track", "inbound_track") != "inbound_track":
        raise ValueError("a two-way stream has the track inbound_track only")
    parameters = {p.get("name", ""): p.get("value", "") for p in stream.iter("Parameter")}
    for name, value in parameters.items():
        if len(name) + len(value) > 500:
            raise ValueError(f"the parameter {name!r} is longer than 500 characters")
    return verbs.Connect(
        stream=verbs.Stream(
            url=stream.get("url", ""),
            name=stream.get("name", ""),
            status_callback=stream.get("statusCallback", ""),
            status_method=_method(stream, "statusCallbackMethod"),
            parameters=parameters,
        ),
        action=element.get("action"),
        method=_method(element),
    )


def _redirect(element: Element) -> Verb:
    return verbs.Redirect(_text(element), _method(element))


def _say(element: Element) -> Prompt:
    text = _text(element)
    if len(text) > 4096:
        raise ValueError("the text is longer than 4096 characters")
    language = element.get("language", "en-US")
    return verbs.Say(text, language, element.get("voice", ""), _loop(element))


def _play(element: Element) -> Prompt:
    return verbs.Play(_text(element), _loop(element), element.get("digits", ""))


def _pause(element: Element) -> Prompt:
    return verbs.Pause(float(element.get("length", "1")))


_PROMPTS: Mapping[str, Callable[[Element], Prompt]] = {"Say": _say, "Play": _play, "Pause": _pause}


def _gather(element: Element) -> Verb:
    inputs = element.get("input", "dtmf").split()
    if unknown := set(inputs) - {"dtmf", "speech"}:
        raise ValueError(f"unknown input {', '.join(sorted(unknown))}")
    for child in element:
        if child.tag not in _PROMPTS:
            raise ValueError(f"<{child.tag}> is not allowed inside")
    timeout = 5.0 if (given := element.get("timeout", "5")) == "auto" else float(given)
    pause = element.get("speechTimeout", str(timeout))
    hints = element.get("hints", "").split(",")
    if len(hints) > MAX_HINTS or any(len(hint.strip()) > MAX_HINT for hint in hints):
        raise ValueError(f"more than {MAX_HINTS} hints, or one over {MAX_HINT} characters")
    return verbs.Gather(
        prompts=tuple(_PROMPTS[child.tag](child) for child in element),
        dtmf="dtmf" in inputs,
        speech="speech" in inputs,
        action=element.get("action", ""),
        method=_method(element),
        timeout=timeout,
        finish_on_key=element.get("finishOnKey", "#"),
        num_digits=int(element.get("numDigits", "0")),
        action_on_empty=_flag(element, "actionOnEmptyResult", False),
        barge_in=_flag(element, "bargeIn", True),
        speech_timeout=_AUTO_PAUSE if pause == "auto" else float(pause),
        language=element.get("language", "en-US"),
        partial_url=element.get("partialResultCallback", ""),
        partial_method=_method(element, "partialResultCallbackMethod"),
    )


def _number(element: Element) -> verbs.Number:
    return verbs.Number(
        phone=_text(element),
        url=element.get("url", ""),
        method=_method(element),
        status_callback=element.get("statusCallback", ""),
        status_events=tuple(element.get("statusCallbackEvent", "completed").split()),
        status_method=_method(element, "statusCallbackMethod"),
    )


def _dial(element: Element) -> Verb:
    if other := [child.tag for child in element if child.tag != "Number"]:
        raise ValueError(f"<{other[0]}> is not simulated, only <Number> is")
    numbers = tuple(_number(child) for child in element)
    if not numbers:
        numbers = (verbs.Number(_text(element)),)
    if not all(number.phone for number in numbers):
        raise ValueError("no number to dial")
    return verbs.Dial(
        numbers=numbers,
        action=element.get("action"),
        method=_method(element),
        timeout=float(element.get("timeout", "30")),
        time_limit=float(element.get("timeLimit", "14400")),
        caller_id=element.get("callerId", ""),
        answer_on_bridge=_flag(element, "answerOnBridge", False),
        hangup_on_star=_flag(element, "hangupOnStar", False),
        sequential=_flag(element, "sequential", False),
    )


def _record(element: Element) -> Verb:
    return verbs.Record(
        action=element.get("action", ""),
        method=_method(element),
        timeout=float(element.get("timeout", "5")),
        finish_on_key=element.get("finishOnKey", "1234567890*#"),
        max_length=float(element.get("maxLength", "3600")),
        play_beep=_flag(element, "playBeep", True),
        status_callback=element.get("recordingStatusCallback", ""),
    )


def _hangup(element: Element) -> Verb:
    return verbs.Hangup()


def _reject(element: Element) -> Verb:
    return verbs.Reject(element.get("reason", "rejected"))


def _message(element: Element) -> Verb:
    body = element.find("Body")
    return verbs.Message(_text(element if body is None else body), element.get("to", ""))


_READERS: Mapping[str, Callable[[Element], Verb]] = {
    **_PROMPTS,
    "Connect": _connect,
    "Redirect": _redirect,
    "Gather": _gather,
    "Dial": _dial,
    "Record": _record,
    "Hangup": _hangup,
    "Reject": _reject,
    "Message": _message,
}

"""TwiML documents we answer with, as text. Every document ends with an instruction that is safe.

Built by hand because they are few and small; all values are escaped here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

CONTENT_TYPE = "text/xml"
HANGUP = "<Hangup/>"
EMPTY = "<Response/>"

SAFETY_WORDS = (
    "If you smell gas, hear a carbon monoxide alarm, or see smoke or fire, "
    "hang up, get everyone outside now, and call 911 from there."
)
TROUBLE_WORDS = "We're sorry, our phone system is having trouble right now."
APOLOGY_WORDS = "Sorry about that, we were cut off for a moment."
NOBODY_WORDS = "Nobody could pick up. Please call again in a few minutes."


@dataclass(frozen=True, slots=True)
class Hooks:
    """Absolute URLs the carrier is given."""

    stream: str
    next: str
    dial_result: str
    whisper: str
    stream_status: str
    recorded: str
    """Below it: wanted and screen of the recorded line."""
    gather: str = ""
    """Below it: turn, more and partial of calls by turns."""
    clips: str = ""
    """Below it: what this node says in calls by turns."""


def document(*verbs: str) -> str:
    """A whole answer."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{"".join(verbs)}</Response>'


def say(text: str, language: str = "en-US") -> str:
    """Let the carrier speak; only where our own voice is out of reach."""
    return f"<Say language={quoteattr(language)}>{escape(text)}</Say>"


def connect(hooks: Hooks, parameters: Mapping[str, str]) -> str:
    """Open the media stream; when it ends for any reason, the carrier asks what next."""
    inside = "".join(
        f"<Parameter name={quoteattr(name)} value={quoteattr(value)}/>"
        for name, value in parameters.items()
    )
    stream = (
        f"<Stream url={quoteattr(hooks.stream)} "
        f'statusCallback={quoteattr(hooks.stream_status)} statusCallbackMethod="POST">'
        f"{inside}</Stream>"
    )
    return f"<Connect>{stream}</Connect>{redirect(hooks.next)}"


def redirect(url: str) -> str:
    """Fetch further instructions."""
    return f'<Redirect method="POST">{escape(url)}</Redirect>'


def dial(*numbers: str, ring_s: int, action: str = "", whisper: str = "") -> str:
    """Ring people, one after the other, `ring_s` each; `whisper` is the URL that screens on the
    callee's leg.
    """
    attributes = f'answerOnBridge="true" timeout="{ring_s}"'
    if len(numbers) > 1:
        attributes += ' sequential="true"'
    if action:
        attributes += f' action={quoteattr(action)} method="POST"'
    url = f' url={quoteattr(whisper)} method="POST"' if whisper else ""
    rung = "".join(f"<Number{url}>{escape(number)}</Number>" for number in numbers)
    return f"<Dial {attributes}>{rung}</Dial>"


def screen(text: str, action: str, wait_s: int = 8) -> str:
    """On the callee's leg: say what it is about; only a pressed key goes on."""
    gather = f'input="dtmf" numDigits="1" timeout="{wait_s}" action={quoteattr(action)}'
    words = say(f"{text}. Press 1 to take it.")
    return document(f'<Gather {gather} method="POST">{words}{words}</Gather>', HANGUP)


def keys_or_words(action: str, *prompts: str) -> str:
    """Ask for one key, or for a sentence that the carrier understands."""
    gather = (
        f'input="dtmf speech" numDigits="1" timeout="5" speechTimeout="2"'
        f" action={quoteattr(action)}"
    )
    return f'<Gather {gather} method="POST">{"".join(prompts)}</Gather>'


def number_keys(action: str, *prompts: str) -> str:
    """Ask for a telephone number by keys, ended by the pound key or a pause."""
    gather = f'input="dtmf" finishOnKey="#" timeout="8" action={quoteattr(action)}'
    return f'<Gather {gather} method="POST">{"".join(prompts)}</Gather>'


def record(action: str) -> str:
    """Take a recording, ended by any key or by silence."""
    return (
        f'<Record maxLength="120" playBeep="true" timeout="5" action={quoteattr(action)}'
        ' method="POST"/>'
    )


def reply(text: str) -> str:
    """Answer a text message."""
    return document(f"<Message>{escape(text)}</Message>")


def fallback(number: str, ring_s: int) -> str:
    """What a caller hears when nothing else works: safety first, then a person if there is one."""
    person = dial(number, ring_s=ring_s) if number else ""
    return document(say(TROUBLE_WORDS), say(SAFETY_WORDS), person, say(NOBODY_WORDS), HANGUP)

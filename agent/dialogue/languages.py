"""Which language we speak: the caller's, from their first clear words in it."""

import msgspec

from agent.dialogue import faq_topics, people
from agent.dialogue.state import decode
from agent.dialogue.turn import Turn
from agent.events import Language
from agent.nlu import hazards, language

WELCOMED = "spanish"
"""Flag of a call that went on in Spanish; the office sees it too."""


def follow(turn: Turn, text: str, heard: Language | None = None, *, anywhere: bool = False) -> None:
    """Take up the caller's language, as the words show it or else as it was `heard` in the sound.

    Names and addresses tell nothing, unless `anywhere`.
    """
    wanted = language.plainly(text) or heard
    if wanted is None or wanted == turn.state.language:
        return
    expect = turn.state.asked.expect if turn.state.asked else "nothing"
    foreign_words = expect in ("name", "address") and not language.asks(text)
    if foreign_words and not anywhere and not hazards.find(text):
        return
    turn.set(language=wanted)
    turn.note("language_changed", wanted)
    if turn.state.asked is not None:
        turn.expect(turn.state.asked)


def welcome(turn: Turn, text: str) -> bool:
    """After the first Spanish words: greet again, or bring in a person when we must not go on.

    True when that answers the words; a wish said along with them is left to be read.
    """
    state = turn.state
    if state.language == "en" or WELCOMED in state.flags or turn.in_emergency:
        return _only_asks(turn, text)
    turn.flag(WELCOMED)
    if "es" not in turn.profile.company.languages or not _understood(turn):
        return _to_people(turn, text)
    if state.phase != "GREETING":
        return _only_asks(turn, text)
    greet(turn)
    if _has_wish(turn, text):
        return False
    turn.repeat()
    return True


def greet(turn: Turn) -> None:
    """Who answers, and what the law wants said, in the language of the call; briefly in a heat
    wave.
    """
    company, notices = turn.profile.company, turn.profile.notices
    key = "greeting_ai" if notices.ai_disclosure else "greeting"
    agent = company.agent_name or turn.spoken.ASSISTANT
    say = turn.say_briefly if turn.heat_wave_days else turn.say
    say(key, company=company.name, agent=agent)
    recording = turn.spoken.recording(turn.profile)
    if recording:
        turn.say_text(recording)


def resume(turn: Turn, snapshot: bytes) -> None:
    """Begin in the language of an earlier call; an unreadable one tells nothing."""
    try:
        earlier = decode(snapshot).language
    except (msgspec.DecodeError, msgspec.ValidationError):
        return
    turn.set(language=earlier)
    if earlier == "es":
        turn.flag(WELCOMED)


def _understood(turn: Turn) -> bool:
    """Whether our recogniser knows Spanish: without it a conversation in Spanish can't go on."""
    return turn.state.started is None or "es" in turn.state.started.hears


def _only_asks(turn: Turn, text: str) -> bool:
    """ "Can we do this in English?" is answered by asking again in English."""
    if turn.state.asked is None or not language.asks(text) or _has_wish(turn, text):
        return False
    turn.repeat()
    return True


def _has_wish(turn: Turn, text: str) -> bool:
    intent = turn.intent(text)
    clear = intent.label != "out_of_scope" and intent.sure
    return clear or bool(faq_topics.topic_in(text))


def _to_people(turn: Turn, text: str) -> bool:
    if turn.profile.escalation.spanish == "office":
        turn.fill(reason=text[:200])
        return people.hand_over(turn, "Spanish speaker")
    return people.offer_callback(turn, "sorry_callback")

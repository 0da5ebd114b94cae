"""Conversation hygiene: acts valid anywhere, keys, silence, no-match, and what was really heard."""

from agent.dialogue import (
    asking,
    closing,
    emergency,
    fallbacks,
    keypad,
    mood,
    needs,
    people,
    safety,
    strangers,
    wishes,
)
from agent.dialogue.state import State
from agent.dialogue.turn import WAIT_S, Turn
from agent.events import CancelTimer, Said, StartTimer, TimerFired
from agent.nlu import acts, digits
from agent.nlu.words import words

MAX_TRIES = 3
QUICK_WORDS = 1
"""Who cuts in after so little heard of us does not want to hear it."""
WAIT_WORDS = 12
WAIT_DIGITS = 2
STANDSTILL = 5
OPEN_ENDED = frozenset({"anything_else", "offer_booking"})
"""Questions that a caller may answer with further questions for as long as they like."""
LEAVING = closing.LEAVING | {"go"}
CALL_BUDGET = 6
"""Failed turns in one call after which a person takes over."""


def on_act(turn: Turn, text: str) -> bool:
    """Commands to the conversation itself: a person, repeat, slower, wait, go back, start over."""
    said = acts.acts(text)
    phase = turn.state.phase
    if phase in ("E_DISPATCH", "ENDED"):
        return False
    pressing = turn.in_emergency or safety.admits(turn, text)
    if "human" in said and not pressing:
        if strangers.is_spam(turn, text):
            return strangers.refuse_spam(turn)
        return people.request(turn, text)
    if "human" in said and turn.in_emergency:
        emergency.want_person(turn, text)
        return phase == "E_INTAKE"
    if not pressing and mood.escalate(turn, text):
        return True
    if "slower" in said:
        turn.set(slow=True)
        turn.say("slower_ok")
        turn.repeat()
        return True
    if "wait" in said and not _says_more(turn, text):
        return _wait(turn)
    if "repeat" in said:
        turn.repeat()
        return True
    if "go_back" in said:
        return _go_back(turn)
    if "start_over" in said and not turn.in_emergency:
        return needs.start_over(turn)
    if "robot_question" in said or "recorded_question" in said:
        turn.say("robot" if "robot_question" in said else _recorded(turn))
        turn.repeat()
        return True
    return False


def _says_more(turn: Turn, text: str) -> bool:
    """ "No wait, it's 75204" is a correction, "give me five minutes" is not."""
    said, tokens = digits.digit_string(text), words(text)
    denies = acts.yes_no(text) in ("no", "mixed") or wishes.has_wish(turn, text)
    return denies or len(said) > WAIT_DIGITS or len(tokens) > WAIT_WORDS


def _recorded(turn: Turn) -> str:
    return "recorded_yes" if turn.profile.notices.recording else "recorded_no"


def _wait(turn: Turn) -> bool:
    turn.say("wait_ok")
    turn.set(waiting=True, timer=turn.state.timer + 1)
    turn.commands.append(CancelTimer(timer="silence"))
    turn.commands.append(StartTimer(timer="wait", number=turn.state.timer, seconds=WAIT_S))
    return True


def on_back(turn: Turn, text: str) -> bool:
    """ "Okay, I'm back" after a pause is no answer yet."""
    if "here" not in acts.acts(text):
        return False
    turn.repeat()
    return True


def _go_back(turn: Turn) -> bool:
    if not turn.state.previous:
        return False
    question = turn.state.previous[-1]
    phase = fallbacks.PHASE_OF.get(question.key)
    if phase is None or turn.in_emergency:
        return False
    fallbacks.reopen(turn, question.key)
    turn.set(previous=turn.state.previous[:-1], asked=None)
    turn.pend(phase, question)
    turn.say("go_back_ok")
    turn.say(question.key, **question.fields)
    return True


def on_unheard(turn: Turn, text: str) -> bool:
    """A yes or no said before a word of the question was heard answers something else.

    So does a yes before the last digit of a number that is read back.
    """
    question, answer = turn.state.asked, acts.yes_no(text)
    if question is None or question.expect != "yes_no" or answer is None:
        return False
    if not (turn.state.unheard or (turn.state.untold and answer == "yes")):
        return False
    turn.note("answer_before_question", question.key)
    put_anew(turn)
    return True


def put_anew(turn: Turn) -> None:
    """Put the pending question again, unless it is still to be spoken."""
    queued = {number for number, _ in turn.state.speaking}
    if queued.isdisjoint(turn.state.asked_by):
        turn.repeat()


def on_no_match(turn: Turn, text: str) -> None:
    """The words did not answer: rephrase, then narrow, then the fallback of what was asked."""
    if turn.in_emergency:
        emergency.press_on(turn)
        return
    question = turn.state.asked
    if turn.state.transfer_queue:
        return  # the caller is being connected
    looking = next((op.cover for op in turn.state.open if op.cover), "")
    if looking:
        turn.say(looking)
        return
    if leaving(text) and not _may_be_five(turn, text):
        closing.leave(turn)
        return
    if question is None:
        turn.go_on()
        return
    if asking.on_no_match(turn, text):
        return
    tries = turn.fail(question.key)
    if turn.state.total_fails > CALL_BUDGET:
        people.hand_over(turn, "too many misunderstandings", planned=False)
        return
    mood.slot_failed(turn, tries)
    if tries >= MAX_TRIES:
        fallbacks.give_up(turn, question.key)
        return
    if tries > 1 and question.expect in keypad.NUMBERS:
        turn.say("keypad_hint")
    else:
        turn.say("not_understood" if tries == 1 else "not_understood_more")
    turn.repeat()


def _may_be_five(turn: Turn, text: str) -> bool:
    """ "Bye" alone, once, where digits are asked: a "five" sounds much like it."""
    question = turn.state.asked
    if question is None or question.expect not in keypad.NUMBERS:
        return False
    return words(text) == ("bye",) and turn.fails(question.key) == 0


def leaving(text: str) -> bool:
    """Whether the caller takes leave in so many words; "so long" and the like may mean anything."""
    return "bye" in acts.acts(text) and not LEAVING.isdisjoint(words(text))


def notice_standstill(turn: Turn, before: State) -> None:
    """Asking the same thing over and over helps nobody: take the fallback of what is asked."""
    key = before.asked.key if before.asked else ""
    same = turn.state.asked is not None and turn.state.asked.key == key and key not in OPEN_ENDED
    if not same or before.slots != turn.slots or turn.planning or turn.aside:
        if turn.state.standstill:
            turn.set(standstill=0)
        return
    turn.set(standstill=turn.state.standstill + 1)
    if turn.state.standstill >= STANDSTILL and not turn.in_emergency:
        turn.set(standstill=0)
        turn.unask()
        fallbacks.give_up(turn, key)


def on_not_understood(turn: Turn) -> None:
    """Noise, or words that could not be made out."""
    if turn.state.phase == "ENDED" or turn.state.asked is None:
        return
    on_no_match(turn, "")
    turn.listen()


def on_late_key(turn: Turn) -> bool:
    """A key after a whole number was typed, before that was read back, answers nothing."""
    said = [line.text for line in turn.state.history if line.who == "caller"]
    if not (turn.state.untold and said and said[-1].isdecimal()):
        return False
    turn.set(silences=0, waiting=False)
    put_anew(turn)
    turn.listen()
    return True


def on_key(turn: Turn, key: str) -> None:
    """Telephone keys where no digits are asked: 0 for a person; * repeats everywhere."""
    turn.set(silences=0, waiting=False, typed="")
    if key == keypad.PERSON and not turn.in_emergency:
        people.request(turn, "")
    elif key == keypad.REPEAT:
        turn.repeat()
    turn.listen()


def on_said(turn: Turn, event: Said) -> None:
    """Our words are over: history keeps what the caller heard, not what we meant to say."""
    waiting = dict(turn.state.speaking)
    if event.say not in waiting:
        return
    left = tuple((number, text) for number, text in turn.state.speaking if number != event.say)
    turn.set(speaking=left)
    if event.heard:
        turn.remember("agent", event.heard)
    quick = event.cut and len(event.heard.split()) <= QUICK_WORDS
    turn.set(cuts=turn.state.cuts + 1 if quick else 0 if not event.cut else turn.state.cuts)
    if event.say in turn.state.asked_by and event.heard:
        turn.set(unheard=False)
        _notice_told(turn, event)
    elif turn.state.asked_by[:1] == (event.say,):
        turn.set(unheard=True)


def _notice_told(turn: Turn, event: Said) -> None:
    """How far a question was heard that is worth nothing by half."""
    question = turn.state.asked
    if question is not None and question.fields.get("number", "") in event.heard:
        turn.set(untold=False)
    if question is not None and question.key == "phone_keys" and not event.cut:
        turn.set(keypad_offered=True)


def on_timer(turn: Turn, event: TimerFired) -> None:
    """A timer ran out; one of an older question is ignored."""
    match event.timer:
        case "silence" if event.number == turn.state.timer and turn.state.asked is not None:
            _on_silence(turn)
        case "wait" if turn.state.waiting and event.number == turn.state.timer:
            turn.set(waiting=False)
            turn.say("still_there")
            turn.repeat()
            turn.listen()
        case "tool":
            op = next((one for one in turn.state.open if one.op == event.number), None)
            if op is not None and op.cover:
                turn.say(op.cover)
        case _:
            pass


def _on_silence(turn: Turn) -> None:
    count = turn.state.silences + 1
    turn.set(silences=count)
    turn.note("no_input", turn.state.asked.key if turn.state.asked else "", str(count))
    if turn.in_emergency:
        emergency.on_silence(turn, count)
    elif turn.state.phase == "ANYTHING_ELSE" and count > 1:
        closing.goodbye(turn)
    elif turn.state.phase == "SAFETY_CHECK":
        safety.on_silence(turn, count)
    elif count == 1:
        turn.say("silence_first")
        turn.repeat()
    elif count == 2:
        turn.say("silence_keypad")
        turn.repeat()
    else:
        turn.say("silence_goodbye")
        turn.end(closing.outcome_of_silence(turn.state))
    turn.listen()

"""Who is calling: known caller, name."""

from agent.dialogue import volunteered
from agent.dialogue.turn import Turn
from agent.nlu import acts, addresses, names


def ask_lookup(turn: Turn) -> bool:
    """A known number: ask whether it is that person; nothing else of them is spoken."""
    known = turn.state.started.known if turn.state.started else None
    if known is None or turn.slots.first or "lookup_done" in turn.state.flags:
        return False
    turn.flag("lookup_done")
    turn.ask("LOOKUP", "lookup", "yes_no", first=known.name.split()[0])
    return True


def on_lookup(turn: Turn, text: str) -> bool:
    """Yes fills in what we know; anything else asks afresh."""
    assert turn.state.started is not None
    known = turn.state.started.known
    assert known is not None
    if acts.yes_no(text) == "yes":
        first, _, last = known.name.partition(" ")
        turn.fill(first=first, last=last, phone=turn.state.caller, phone_ok=True)
        if known.address is not None and not addresses.complete(turn.slots.address):
            turn.fill(address=known.address, zip=turn.slots.zip or known.address.zip)
        turn.set(verified=True, member=known.member)
        turn.milestone("M3")
    else:
        volunteered.absorb(turn, text)
    turn.go_on()
    return True


def ask_name(turn: Turn) -> bool:
    """The name of the person we come to; one word alone may be two heard as one."""
    if turn.slots.first and not turn.slots.last and "last_name_asked" not in turn.state.flags:
        turn.flag("last_name_asked")
        turn.ask("NAME", "last_name", "name")
        return True
    if turn.slots.first or turn.slots.last:
        return False
    turn.ask("NAME", "name", "name")
    return True


def on_name(turn: Turn, text: str) -> bool:
    """A name, perhaps spelled."""
    question = turn.state.asked
    assert question is not None
    if acts.yes_no(text) in ("yes", "no") and len(text.split()) <= 2:
        return False
    who = names.parse(text)
    if who is None:
        return False
    alone = question.key == "last_name" and not who.last and who.first != turn.slots.first
    if alone:
        turn.fill(last=who.first)
    elif who.last or not turn.slots.last:
        old = names.PersonName(first=turn.slots.first, last=turn.slots.last)
        new = names.merge(old, who)
        turn.fill(first=new.first, last=new.last)
    turn.milestone("M3")
    turn.go_on()
    return True

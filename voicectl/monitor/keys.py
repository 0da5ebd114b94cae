"""The keys, in one table: bindings, help and palette are made from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does; `action` is the app's method without `action_`."""

    key: str
    shown: str
    action: str
    name: str
    about: str
    acts: bool = False
    """It asks something of the node."""


KEYS = (
    Key("1", "1", "view('calls')", "Calls", "live calls, then those that ended lately"),
    Key("2", "2", "view('circuits')", "Circuits", "which providers are left alone"),
    Key("3", "3", "view('alerts')", "Alerts", "what a person should know"),
    Key("4", "4", "view('log')", "Log", "the end of the node's log"),
    Key("escape", "Esc", "back", "Back", "leave a call, a filter, a view"),
    Key("slash", "/", "filter", "Filter", "show only what has these words"),
    Key("colon", ":", "command_palette", "Palette", "find any of these by its name"),
    Key("question_mark", "?", "help", "Help", "this page"),
    Key("o", "o", "take_over", "Take over", "have the caller connected with you", acts=True),
    Key("t", "t", "transfer", "Transfer", "have the caller connected with a queue", acts=True),
    Key("s", "s", "say", "Say", "have the agent say your words", acts=True),
    Key("x", "x", "hang_up", "Hang up", "end the call", acts=True),
    Key("l", "l", "level", "Level", "serve at another level for an hour, or auto", acts=True),
    Key("b", "b", "turn_circuit", "Breaker", "trip or reset the chosen circuit", acts=True),
    Key("d", "d", "drain", "Drain", "take no more calls, or take them again", acts=True),
    Key("q", "q", "quit", "Quit", "leave; the node goes on"),
)

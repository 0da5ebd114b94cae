"""Errors people see, and the exit codes they end with."""

from typing import Final

FAILED: Final = 1
"""The check failed: mismatch, missed objective, unhealthy."""
USAGE: Final = 2
"""Wrong usage or configuration; the message says what to change."""
UNREACHABLE: Final = 3
"""A needed service can't be reached; the message says which, and how to start it."""
INTERRUPTED: Final = 130


class CommandError(Exception):
    """A command can't go on; the message is for people and says what to do about it."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        super().__init__(message)
        self.code = code


def cause(fault: Exception) -> Exception:
    """The fault itself, or the first one of a group that tasks ended with, a clear one if any."""
    if not isinstance(fault, ExceptionGroup):
        return fault
    causes = [cause(one) for one in fault.exceptions]
    return next((one for one in causes if is_clear(one)), causes[0])


def exit_code(fault: Exception) -> int:
    """Return the exit code for an exception that ended a command."""
    if isinstance(fault, CommandError):
        return fault.code
    if isinstance(fault, ConnectionError | TimeoutError) or _named(fault, "ProviderError"):
        return UNREACHABLE
    return USAGE if is_clear(fault) else FAILED


def is_clear(fault: Exception) -> bool:
    """Tell whether the exception's own message is meant for people.

    Exceptions defined in this distribution are; so are those of the operating system, which name
    the file or the port. Anything else is a defect of ours.
    """
    own = type(fault).__module__.partition(".")[0] in ("agent", "simulators", "voicectl")
    return own or isinstance(fault, OSError)


def _named(fault: Exception, name: str) -> bool:
    # By name: importing the class would load the agent for every small command.
    return any(kind.__name__ == name for kind in type(fault).__mro__)

"""Facts as people say them: money, windows, jobs, digits, in the language of the call.

Each language is a module with the same functions; `for_language` picks one.
"""

from collections.abc import Sequence
from typing import Protocol

from agent.dialogue import spoken_en, spoken_es
from agent.events import Address, Language, Window
from agent.profile.schema import CompanyProfile


class Speech(Protocol):
    """What the module of a language offers; `now` is a local ISO date-time."""

    @property
    def ASSISTANT(self) -> str:
        """Who speaks, when the profile gives no name."""

    @property
    def REQUEST(self) -> str:
        """What an earlier call was about, when it is not known."""

    @property
    def PLACE(self) -> str:
        """An address that was not understood."""

    def number(self, value: int, /) -> str:
        """A whole number up to 999,999 in words, as said before what is counted."""

    def money(self, cents: int, /) -> str:
        """An amount of dollars and cents."""

    def digits(self, text: str, /) -> str:
        """Digits one by one; other characters are left out."""

    def zip_code(self, text: str, /) -> str:
        """A ZIP digit by digit."""

    def phone(self, e164: str, /) -> str:
        """A phone number in groups."""

    def last_four(self, e164: str, /) -> str:
        """The last four digits of a phone number."""

    def code(self, text: str, /) -> str:
        """A confirmation code, character by character."""

    def address(self, place: Address, /) -> str:
        """Street and unit, without city."""

    def job(self, profile: CompanyProfile, job_type: str, /) -> str:
        """What a visit is for."""

    def day(self, iso: str, now: str, /) -> str:
        """A day as said today."""

    def either(self, things: Sequence[str], /) -> str:
        """Alternatives."""

    def window(self, one: Window, now: str, /) -> str:
        """Day and range of times."""

    def choices(self, offers: Sequence[Window], now: str, /) -> str:
        """Windows to choose from."""

    def hours(self, profile: CompanyProfile, /) -> str:
        """Office hours."""

    def recording(self, profile: CompanyProfile, /) -> str:
        """The notice of a recording, or an empty text."""

    def office(self, profile: CompanyProfile, /) -> str:
        """Where the office is."""

    def callback(self, profile: CompanyProfile, /) -> str:
        """When somebody will call back."""


TABLES: dict[Language, Speech] = {"en": spoken_en, "es": spoken_es}


def for_language(language: Language) -> Speech:
    """The words of a language."""
    return TABLES[language]

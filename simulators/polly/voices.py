"""Voices that the simulated service has: a selection of the real ones, with the engines of each.

Source: "Available voices" and "Standard voices" in the Amazon Polly developer guide (2026).
"""

from dataclasses import dataclass
from typing import Any, Literal, get_args

Engine = Literal["standard", "neural", "long-form", "generative"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


@dataclass(frozen=True, slots=True)
class PollyVoice:
    """A voice of the catalogue."""

    id: str
    gender: Literal["Female", "Male"]
    language: str
    """Language code, e.g. en-US."""
    engines: tuple[Engine, ...]
    more_languages: tuple[str, ...] = ()
    """What a bilingual voice speaks as well."""

    def shown(self) -> dict[str, Any]:
        """As DescribeVoices lists it."""
        return {
            "Gender": self.gender,
            "Id": self.id,
            "LanguageCode": self.language,
            "LanguageName": LANGUAGES[self.language],
            "Name": self.id,
            "SupportedEngines": list(self.engines),
            **({"AdditionalLanguageCodes": [*self.more_languages]} if self.more_languages else {}),
        }


LANGUAGES = {
    "en-AU": "Australian English",
    "en-GB": "British English",
    "en-IN": "Indian English",
    "en-US": "US English",
    "es-ES": "Castilian Spanish",
    "es-MX": "Mexican Spanish",
    "es-US": "US Spanish",
    "hi-IN": "Hindi",
}

VOICES: tuple[PollyVoice, ...] = (
    PollyVoice("Danielle", "Female", "en-US", ("neural", "long-form", "generative")),
    PollyVoice("Gregory", "Male", "en-US", ("neural", "long-form")),
    PollyVoice("Ivy", "Female", "en-US", ("standard", "neural")),
    PollyVoice("Joanna", "Female", "en-US", ("standard", "neural", "generative")),
    PollyVoice("Joey", "Male", "en-US", ("standard", "neural")),
    PollyVoice("Kendra", "Female", "en-US", ("standard", "neural")),
    PollyVoice("Kimberly", "Female", "en-US", ("standard", "neural")),
    PollyVoice("Matthew", "Male", "en-US", ("neural", "generative")),
    PollyVoice("Ruth", "Female", "en-US", ("neural", "long-form", "generative")),
    PollyVoice("Salli", "Female", "en-US", ("standard", "neural", "generative")),
    PollyVoice("Stephen", "Male", "en-US", ("neural", "generative")),
    PollyVoice("Amy", "Female", "en-GB", ("standard", "neural", "generative")),
    PollyVoice("Arthur", "Male", "en-GB", ("neural",)),
    PollyVoice("Brian", "Male", "en-GB", ("standard", "neural", "generative")),
    PollyVoice("Emma", "Female", "en-GB", ("standard", "neural")),
    PollyVoice("Olivia", "Female", "en-AU", ("neural", "generative")),
    PollyVoice("Aditi", "Female", "en-IN", ("standard",), ("hi-IN",)),
    PollyVoice("Kajal", "Female", "en-IN", ("neural", "generative"), ("hi-IN",)),
    PollyVoice("Lupe", "Female", "es-US", ("standard", "neural", "generative")),
    PollyVoice("Miguel", "Male", "es-US", ("standard",)),
    PollyVoice("Pedro", "Male", "es-US", ("neural", "generative")),
    PollyVoice("Penelope", "Female", "es-US", ("standard",)),
    PollyVoice("Mia", "Female", "es-MX", ("standard", "neural", "generative")),
    PollyVoice("Andres", "Male", "es-MX", ("neural", "generative")),
    PollyVoice("Conchita", "Female", "es-ES", ("standard",)),
    PollyVoice("Enrique", "Male", "es-ES", ("standard",)),
    PollyVoice("Lucia", "Female", "es-ES", ("standard", "neural", "generative")),
    PollyVoice("Sergio", "Male", "es-ES", ("neural", "generative")),
)

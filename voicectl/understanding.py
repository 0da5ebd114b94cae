"""The intent model inside this process, for typed calls and evaluations."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from agent.events import Guess

Classify = Callable[[str], Guess | None]


@cache
def classifier(config: Path | None = None) -> Classify | None:
    """The model that a node with these settings would ask; None when the settings want none.

    `config` is the configuration file of the command line, None for the usual places.

    Raises ConfigError, OSError, WrongArtefact, UnknownEmbedder, ModelMissing and ModelCorrupt; the
    messages say what to do.
    """
    from agent.embedders import intent_model
    from agent.settings_sources import load as load_settings

    settings = load_settings(config=config).settings
    if settings.speech.intent_model == "none" or not settings.flags.intent_model:
        return None
    return intent_model(settings).classify

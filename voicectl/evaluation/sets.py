"""Every data set `eval` knows: its truth file and the module that scores it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from voicectl.evaluation.scorecard import Scorecard


class DataSet(NamedTuple):
    """Where a set's truth is found below a data directory, and who scores it."""

    file: str
    scorer: str
    """Module of this package."""
    function: str = "score"
    """Its function `(path) -> Scorecard`, or `(path, config)` where it asks the intent model."""


SETS: dict[str, DataSet] = {
    "intents": DataSet("intents.jsonl", "intents"),
    "hazards": DataSet("hazards.jsonl", "hazards"),
    "phones": DataSet("phones.jsonl", "phones"),
    "datetimes": DataSet("datetimes.jsonl", "datetimes"),
    "addresses": DataSet("addresses.jsonl", "addresses"),
    "frustration": DataSet("frustration.jsonl", "frustration"),
    "dialogues": DataSet("dialogues.jsonl", "dialogues"),
    "guard": DataSet("guard.jsonl", "guard"),
    "clinc150": DataSet("clinc150.jsonl", "public_clinc150"),
    "banking77_sample": DataSet("banking77_sample.jsonl", "public_strangers", "banking77"),
    "nlupp": DataSet("nlupp.jsonl", "public_strangers", "nlupp"),
    "slurp_calendar_general": DataSet("slurp_calendar_general.jsonl", "public_strangers", "slurp"),
    "restaurants8k": DataSet("restaurants8k.jsonl", "public_restaurants8k"),
    "evi_en": DataSet("evi_en.jsonl", "public_evi"),
    "usaddress": DataSet("usaddress.jsonl", "public_usaddress"),
    "recognizers_datetime": DataSet("recognizers_datetime.jsonl", "public_datetime"),
    "recognizers_phone": DataSet("recognizers_phone.jsonl", "public_phone"),
    "recognizers_boolean": DataSet("recognizers_boolean.jsonl", "public_boolean"),
    "spoken-phones": DataSet("spoken_digits/truth.jsonl", "spoken_phones"),
}
"""In the order of the scorecard; the slowest comes last."""

ASKING = frozenset(
    {"intents", "hazards", "frustration", "dialogues", "public_clinc150", "public_strangers"}
)
"""Scorers that ask the models."""

PLACES = ("", "written", "public")
"""Folders of a data directory in which truth files are looked for."""


def find(directory: Path) -> dict[str, Path]:
    """The truth files of all sets that `directory` holds."""
    found: dict[str, Path] = {}
    for name, one in SETS.items():
        files = (directory / place / one.file for place in PLACES)
        file = next((path for path in files if path.exists()), None)
        if file is not None:
            found[name] = file
    return found


def score(name: str, path: Path, config: Path | None = None) -> Scorecard:
    """Score the set `name` with the intent model of a configuration file.

    Raises ValueError on lines of another format, OSError on files, ConfigError.
    """
    known = SETS[name]
    module = import_module(f"voicectl.evaluation.{known.scorer}")
    scorer: Callable[..., Scorecard] = getattr(module, known.function)
    try:
        return scorer(path, config) if known.scorer in ASKING else scorer(path)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no truth file of {name}: {error!r}") from error

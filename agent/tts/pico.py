"""SVOX Pico, the small fallback voice: English and Spanish, 8 MB, under 0.01 CPU s a second."""

from importlib.util import find_spec

import msgspec

from agent.models import EXTRA, ModelMissing
from agent.tts.local import DEADLINE, LocalVoice
from agent.tts.pico_worker import Config


def pico(*, pool: int = 1, nice: int = 0, deadline: float = DEADLINE) -> LocalVoice:
    """The voice, not started yet. Raises ModelMissing when the package is absent."""
    if find_spec("py_nanotts") is None:
        raise ModelMissing(
            f"The Pico voice is not installed: pip install 'voicectl[{EXTRA}]' brings "
            "py-nanotts==0.1.1; or choose another voice in the configuration."
        )
    command = ("-m", "agent.tts.pico_worker", msgspec.json.encode(Config(nice=nice)).decode())
    return LocalVoice(
        "pico/1", command, languages=frozenset({"en", "es"}), pool=pool, deadline=deadline
    )

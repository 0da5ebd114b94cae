"""The top-level name `agent` must be ours, whatever else is installed."""

from importlib.metadata import packages_distributions
from pathlib import Path

import agent

ROOT = Path(__file__).parents[2]


def test_agent_is_ours() -> None:
    """A foreign `agent` module in the environment would silently win over an editable install."""
    assert Path(agent.__file__).parent == ROOT / "agent"


def test_no_other_distribution_brings_our_names() -> None:
    """The day a dependency ships a package of the same name, this fails before users notice."""
    owners = packages_distributions()
    for name in ("agent", "simulators", "voicectl"):
        assert set(owners.get(name, ["voicectl"])) == {"voicectl"}

"""voicectl with constants of its modules changed, to see what happens without what they protect:
`python -m voicectl.bench.altered CONSTANTS WORD...`, CONSTANTS as JSON {"agent.module.NAME": 1.5}.

For what no operator should be able to switch off, and therefore has no setting.
"""

import importlib
import json
import sys
from collections.abc import Mapping

from voicectl.__main__ import main
from voicectl.errors import CommandError


def alter(constants: Mapping[str, object]) -> None:
    """Change them in this process. Raises CommandError for one that is not there."""
    for name, value in constants.items():
        module, _, constant = name.rpartition(".")
        try:
            there = importlib.import_module(module)
            getattr(there, constant)
        except (ImportError, AttributeError) as fault:
            raise CommandError(f"there is no constant {name}: {fault}") from fault
        setattr(there, constant, value)


if __name__ == "__main__":
    alter(json.loads(sys.argv.pop(1)))
    main()

"""Folders that runs leave their files in."""

from datetime import UTC, datetime
from pathlib import Path

from voicectl.errors import CommandError


def new_folder(out: Path, name: str = "") -> Path:
    """Make a folder for this run, by its time and perhaps a name. Raises CommandError."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    folder = (out / "-".join(one for one in (name, stamp) if one)).resolve()
    try:
        folder.mkdir(parents=True)
    except OSError as fault:
        raise CommandError(f"can't write to {out}: {fault.strerror}; choose --out DIR") from fault
    return folder

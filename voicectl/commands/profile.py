"""`voicectl profile`: check company profiles before they answer the phone."""

from pathlib import Path
from typing import Annotated

import typer

from voicectl.errors import FAILED, CommandError
from voicectl.options import Json
from voicectl.render import emit_json, note, table

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Check a company profile.")


@app.callback()
def _group() -> None:
    """Check a company profile."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="Profile, or a folder of them.")],
    as_json: Json = False,
) -> None:
    """Check a profile; every mistake is named with file, line and key."""
    from agent.profile.load import hash_of, key_of, load_directory
    from agent.profile.problems import ProfileError

    if not file.exists():
        raise CommandError(f"{file} does not exist; name a profile file or a folder of them")
    try:
        profiles = load_directory(file).profiles
    except ProfileError as error:
        if as_json:
            emit_json({"file": str(file), "ok": False, "problems": error.lines, "companies": []})
        for line in error.lines:
            note(line)
        raise typer.Exit(FAILED) from None
    found = [
        {
            "key": key_of(profile),
            "name": profile.company.name,
            "hash": hash_of(profile),
            "zones": len(profile.area.zones),
            "job_types": len(profile.job_types),
            "answers": len(profile.faq),
        }
        for profile in profiles
    ]
    if as_json:
        emit_json({"file": str(file), "ok": True, "problems": [], "companies": found})
    else:
        table(f"{file} is fine", tuple(found[0]), ([*company.values()] for company in found))

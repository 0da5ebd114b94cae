"""`voicectl init`: a first configuration in the current directory; asks nothing."""

from pathlib import Path
from typing import Annotated

import typer

from voicectl.errors import CommandError
from voicectl.options import Json
from voicectl.render import emit_json, say

app = typer.Typer(add_completion=False)

_TOML = """\
# Settings of voicectl; secrets belong in .env. `voicectl config show` lists all with their sources.
profile = "profile.yaml"
data_dir = "var"

[server]
host = "127.0.0.1"
port = 8080
# The URL under which your carrier reaches this machine; webhook signatures depend on it.
public_url = ""

[log]
level = "info"
format = "console"
"""


@app.command()
def init(
    directory: Annotated[Path, typer.Option("--dir", help="Where to write.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write voicectl.toml, .env (with a fresh admin token) and profile.yaml."""
    files = {directory / name: text for name, text in _texts().items()}
    there = [str(path) for path in files if path.exists()]
    if there and not force:
        raise CommandError(
            f"{', '.join(there)} already there; nothing written (--force overwrites)"
        )
    directory.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        path.touch(mode=0o600 if path.name == ".env" else 0o644)
        path.write_text(text, "utf-8")
    if as_json:
        emit_json({"files": [str(path) for path in files]})
        return
    for path in files:
        say(f"wrote {path}")
    say("next: edit profile.yaml, then `voicectl profile check profile.yaml` and `voicectl serve`")


def _texts() -> dict[str, str]:
    from importlib.resources import files
    from secrets import token_urlsafe

    from agent.settings_example import env_example

    token = f"VOICECTL_ADMIN__TOKEN={token_urlsafe(24)}"
    return {
        "voicectl.toml": _TOML,
        ".env": env_example().replace("#VOICECTL_ADMIN__TOKEN=", token),
        "profile.yaml": files("agent.profile").joinpath("default.yaml").read_text("utf-8"),
    }

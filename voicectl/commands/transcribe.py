"""`voicectl transcribe`: what the agent's recogniser makes of a recording."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicectl.render import emit_json, fail, say

if TYPE_CHECKING:
    from agent.ports import Transcript

app = typer.Typer(add_completion=False)
KINDS = ("free", "yes_no", "phone", "zip", "address", "name", "date", "choice", "code")


@app.command()
def transcribe(
    ctx: typer.Context,
    wav: Annotated[Path, typer.Argument(metavar="FILE", help="WAV (or MP3, OGG with ffmpeg).")],
    expect: Annotated[str, typer.Option(help="What is expected: " + ", ".join(KINDS))] = "free",
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Recognise the speech in FILE, heard as over the telephone (8 kHz mu-law)."""
    import asyncio

    from voicectl.wav import BadAudio, read

    if expect not in KINDS:
        fail(f"--expect {expect} is not known", "one of " + ", ".join(KINDS))
    try:
        ulaw = read(wav)
    except BadAudio as error:
        fail(str(error), "give a WAV file, or install ffmpeg for other formats")
    found = asyncio.run(_transcribe(ctx, ulaw, expect))
    if json:
        emit_json({"file": str(wav), **{name: getattr(found, name) for name in FIELDS}})
    else:
        say(found.text or "(no speech)")


FIELDS = ("text", "confidence", "alternatives", "engine", "decode_ms")


async def _transcribe(ctx: typer.Context, ulaw: bytes, expect: str) -> "Transcript":
    from typing import cast

    from agent import engines
    from agent.events import Expecting
    from voicectl.configured import settings_of

    speech = engines.build(settings_of(ctx).settings)
    await speech.engines["stt"].start()
    try:
        return await speech.recognizer.transcribe(ulaw, cast(Expecting, expect))
    finally:
        await speech.close()

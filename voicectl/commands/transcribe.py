"""`voicectl transcribe`: what the agent's recogniser makes of a recording."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicectl.options import Json
from voicectl.render import emit_json, fail, say

if TYPE_CHECKING:
    from agent.ports import Recognizer, Transcript

app = typer.Typer(add_completion=False)
ENGINES = ("local", "openai", "elevenlabs")
KINDS = ("free", "yes_no", "phone", "zip", "address", "name", "date", "choice", "code")


@app.command()
def transcribe(
    ctx: typer.Context,
    wav: Annotated[Path, typer.Argument(metavar="FILE", help="WAV (or MP3, OGG with ffmpeg).")],
    expect: Annotated[str, typer.Option(help="What is expected: " + ", ".join(KINDS))] = "free",
    engine: Annotated[
        str, typer.Option(help="Who hears it: local, openai, elevenlabs; default: as in calls.")
    ] = "",
    json: Json = False,
) -> None:
    """Recognise the speech in FILE, heard as over the telephone (8 kHz mu-law)."""
    import asyncio

    from voicectl.wav import BadAudio, read

    if expect not in KINDS:
        fail(f"--expect {expect} is not known", "one of " + ", ".join(KINDS))
    if engine not in ("", *ENGINES):
        fail(f"--engine {engine} is not known", "one of " + ", ".join(ENGINES))
    try:
        ulaw = read(wav)
    except BadAudio as error:
        fail(str(error), "give a WAV file, or install ffmpeg for other formats")
    found = asyncio.run(_transcribe(ctx, ulaw, expect, engine))
    if json:
        emit_json({"file": str(wav), **{name: getattr(found, name) for name in FIELDS}})
    else:
        say(found.text or "(no speech)")


FIELDS = ("text", "confidence", "alternatives", "engine", "decode_ms")


async def _transcribe(ctx: typer.Context, ulaw: bytes, expect: str, engine: str) -> "Transcript":
    """Raises ConfigError and ProviderError."""
    from typing import cast

    from agent import recognizers
    from agent.engines import guards_of
    from agent.events import Expecting
    from agent.models import Shelf
    from agent.resilience.deadlines import Limit, bounded
    from agent.resilience.spending import Spending
    from agent.telemetry.logs import configure
    from voicectl.configured import settings_of

    configure(level="error")  # what failed is told once, at the end
    order = {"": None, "local": ["local"]}.get(engine, [engine, "local"])
    settings = settings_of(ctx, speech__stt_order=order).settings
    shelf = Shelf(settings.data_dir, settings.models)
    hearing = recognizers.build(settings, shelf, guards_of(settings), Spending())
    service = hearing.engines.get(f"stt:{engine}")
    asked = cast("Recognizer", service or hearing.recognizer)
    used = [service] if service else list(hearing.engines.values())
    for one in used:
        await one.start()
    try:
        heard = asked.transcribe(ulaw, cast(Expecting, expect))
        return await bounded(heard, Limit(settings.timeouts.stt.total_s, "total"))
    finally:
        for one in used:
            await one.close()

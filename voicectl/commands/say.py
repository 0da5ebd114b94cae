"""`voicectl say`: hear what the agent's voice makes of a text."""

from pathlib import Path
from typing import Annotated

import typer

from voicectl.errors import CommandError
from voicectl.options import Json
from voicectl.render import emit_json, note, table

app = typer.Typer(add_completion=False)


@app.command()
def say(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What to say.")] = "",
    out: Annotated[Path, typer.Option(metavar="FILE.wav", help="Where to write the audio.")] = Path(
        "say.wav"
    ),
    spanish: Annotated[bool, typer.Option("--es", help="Spanish text.")] = False,
    voice: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="This voice alone, e.g. elevenlabs or pico."),
    ] = None,
    slow: Annotated[bool, typer.Option("--slow", help='As after a caller\'s "slower".')] = False,
    voices: Annotated[
        str | None,
        typer.Option(metavar="SERVICE", help="List the voices of elevenlabs or polly instead."),
    ] = None,
    json: Json = False,
) -> None:
    """Speak TEXT with the configured voice, telephone band, into a WAV file."""
    import asyncio

    if voices is not None:
        _list(ctx, voices, as_json=json)
        return
    if not text:
        raise CommandError("say what? `voicectl say TEXT`, or `--voices SERVICE` for a list")
    report = asyncio.run(_say(ctx, text, voice, out, "es" if spanish else "en", slow))
    if json:
        emit_json(report)
    else:
        note(
            f"{report['seconds']:.2f} s of speech by {report['voice']} in {out}, "
            f"first audio after {report['first_audio_ms']:.0f} ms"
        )


def _list(ctx: typer.Context, service: str, *, as_json: bool) -> None:
    """Ids that `elevenlabs.voices` and `polly.voices` take."""
    from voicectl.configured import settings_of
    from voicectl.services import voices_of

    found = voices_of(settings_of(ctx).settings, service)
    if as_json:
        rows = [{"id": one, "about": about} for one, about in found.items()]
        emit_json({"service": service, "voices": rows})
        return
    table(f"Voices of {service}", ("id", "about"), found.items())


async def _say(
    ctx: typer.Context, text: str, voice: str | None, out: Path, language: str, slow: bool
) -> dict[str, object]:
    from time import perf_counter

    from agent import engines
    from voicectl.configured import settings_of
    from voicectl.wav import write

    order = [voice] if voice else None
    speech = engines.build(settings_of(ctx, speech__tts_order=order).settings)
    names = [name for name in speech.engines if name.startswith("tts:")]
    for name in names:
        await speech.engines[name].start()
    try:
        began, first, audio = perf_counter(), 0.0, bytearray()
        spoken = speech.voice.synthesize(text, "es" if language == "es" else "en", slow=slow)
        async for chunk in spoken:
            first = first or perf_counter() - began
            audio += chunk
    finally:
        await speech.close()
    write(out, bytes(audio))
    return {
        "out": str(out),
        "voice": speech.voice.name,
        "seconds": len(audio) / 8000,
        "first_audio_ms": round(first * 1000, 1),
    }

"""Microphone and speaker of this machine by PortAudio (package sounddevice).

Two streams, one each way: a stream for both is not reliable everywhere. Every way in which a
machine may have no sound becomes a `SoundCardError` that says what to do.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["input", "output"]
RATES = (16_000, 48_000, 44_100)
"""Tried in this order, the device's own first choice in between."""
BLOCK_S = 0.01
LATENCY_S: dict[Kind, float] = {"input": 0.02, "output": 0.04}
"""Of sound that the card holds. To the speaker, less ran dry on a busy machine."""

HEARD_S = LATENCY_S["input"] + BLOCK_S
"""About so long a sound takes from the speaker through the microphone into our hands."""
ROUND_TRIP_S = HEARD_S + LATENCY_S["output"] + BLOCK_S
"""The same with the way to the speaker."""

NAMES: dict[Kind, str] = {"input": "microphone", "output": "speaker"}
PLUG_IN = (
    "plug one in; on Linux you may have to join the group 'audio' or start PulseAudio or "
    "PipeWire; or use --text, or --in and --out with WAV files"
)
BAD_RATE, NO_SUCH, BUSY = -9997, -9996, -9985
"""PortAudio's codes paInvalidSampleRate, paInvalidDevice, paDeviceUnavailable."""


class SoundCardError(Exception):
    """There is no sound here; `fix` says what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message}\n  fix: {fix}")
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Device:
    """Something that can hear or sound."""

    number: int
    name: str
    system: str
    """Of sound, such as ALSA or Core Audio."""
    inputs: int
    outputs: int
    rate: int
    """Its own choice, Hz."""
    default: tuple[Kind, ...]
    """What it is used for when none is named."""


def devices() -> tuple[Device, ...]:
    """All devices of this machine. Raises SoundCardError without PortAudio."""
    sound = _portaudio()
    systems = [str(one["name"]) for one in sound.query_hostapis()]
    usual: dict[Kind, int] = {"input": sound.default.device[0], "output": sound.default.device[1]}
    return tuple(
        Device(
            number,
            str(one["name"]),
            systems[one["hostapi"]],
            int(one["max_input_channels"]),
            int(one["max_output_channels"]),
            round(one["default_samplerate"]),
            tuple(kind for kind in usual if usual[kind] == number),
        )
        for number, one in enumerate(sound.query_devices())
    )


def usual(found: Iterable[Device]) -> dict[str, Device]:
    """What is used when nothing is named: microphone and speaker, those there are."""
    return {
        NAMES[kind]: one
        for kind in NAMES
        if (one := next(iter(_able(kind, found)), None)) is not None
    }


class Microphone:
    """A `Source`. Raises SoundCardError when it is made and when it is started."""

    def __init__(self, device: str = "") -> None:
        """`device`: number or part of a name; empty: the system's choice."""
        self._device = _chosen("input", device)
        self.rate = _rate("input", self._device)
        self._stream: Any = None

    def start(
        self,
        heard: Callable[[bytes], None],
        ended: Callable[[str], None],
        slipped: Callable[[], None],
    ) -> None:
        """Hear from now on."""

        def hear(data: Any, frames: int, time: Any, status: Any) -> None:
            if status.input_overflow:
                slipped()
            heard(bytes(data))

        self._stream = _open(
            "input",
            self._device,
            self.rate,
            hear,
            lambda: ended("the microphone was unplugged, or its driver stopped"),
        )

    def stop(self) -> None:
        """Let the device go."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)


class Speaker:
    """A `Sink`. Raises SoundCardError when it is made and when it is started."""

    def __init__(self, device: str = "") -> None:
        """`device`: number or part of a name; empty: the system's choice."""
        self._device = _chosen("output", device)
        self.rate = _rate("output", self._device)
        self._stream: Any = None
        self._ended: Callable[[str], None] = lambda why: None
        self._dropping = 0
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="speaker")
        """Stops the stream, which waits for the card's thread."""

    def start(
        self,
        take: Callable[[int], bytes],
        ended: Callable[[str], None],
        slipped: Callable[[], None],
    ) -> None:
        """Play from now on."""
        self._ended = ended

        def play(out: Any, frames: int, time: Any, status: Any) -> None:
            if status.output_underflow:
                slipped()
            out[:] = take(2 * frames)

        self._stream = _open("output", self._device, self.rate, play, self._finished)

    def drop(self, dropped: Callable[[], None]) -> None:
        """Be silent at once; the card forgets what it holds."""
        self._dropping += 1
        self._hand.submit(self._restart, dropped)

    def stop(self) -> None:
        """Let the device go."""
        stream, self._stream = self._stream, None
        if stream is not None:
            self._hand.submit(stream.close, ignore_errors=True)
        self._hand.shutdown(wait=True)

    def _restart(self, dropped: Callable[[], None]) -> None:
        stream, sound = self._stream, _portaudio()
        if stream is None:
            return
        try:
            stream.abort()
            dropped()
            stream.start()
        except sound.PortAudioError as error:
            self._ended(f"the speaker does not start again: {_said(error)}")
        finally:
            self._dropping -= 1

    def _finished(self) -> None:
        if not self._dropping and self._stream is not None:
            self._ended("the speaker was unplugged, or its driver stopped")


def _portaudio() -> Any:
    """The package with its library, imported when somebody wants sound."""
    try:
        import sounddevice
    except ImportError as error:
        raise SoundCardError(
            f"the package that speaks to sound cards is missing ({error})",
            "pip install 'voicectl[talk]', or use --text, or --in and --out with WAV files",
        ) from error
    except OSError as error:
        raise SoundCardError(
            f"sound needs a library that is not there: {error}",
            "apt-get install libportaudio2 (other systems: PortAudio), or use --text",
        ) from error
    return sounddevice


def _chosen(kind: Kind, wanted: str) -> int:
    """The number of a device."""
    name, able = NAMES[kind], _able(kind, devices())
    if not able:
        raise SoundCardError(
            f"this machine has no {name} that we may use",
            PLUG_IN,
        )
    if not wanted:
        return able[0].number
    fits = [
        one for one in able if wanted == str(one.number) or wanted.casefold() in one.name.casefold()
    ]
    exact = [one for one in fits if wanted in (str(one.number), one.name)] or fits
    if len(exact) != 1:
        what = "no" if not exact else "more than one"
        raise SoundCardError(
            f"{what} {name} is called {wanted!r}",
            f"choose one of: {', '.join(f'{one.number} {one.name}' for one in exact or able)}",
        )
    return exact[0].number


def _able(kind: Kind, found: Iterable[Device]) -> list[Device]:
    """Devices of a kind, the system's choice first."""
    able = [one for one in found if (one.inputs if kind == "input" else one.outputs)]
    return sorted(able, key=lambda one: kind not in one.default)


def _rate(kind: Kind, device: int) -> int:
    """A rate that the device takes; asking does not open it for long."""
    sound = _portaudio()
    own = round(sound.query_devices(device)["default_samplerate"])
    check = sound.check_input_settings if kind == "input" else sound.check_output_settings
    for rate in dict.fromkeys((RATES[0], own, *RATES[1:])):
        with _told(kind, sound, but=BAD_RATE):
            check(device=device, channels=1, dtype="int16", samplerate=rate)
            return int(rate)
    raise SoundCardError(
        f"the {NAMES[kind]} takes none of the rates {', '.join(map(str, RATES))} Hz (16 bit, mono)",
        "choose another device: `voicectl talk --devices`, or set one of these in the system",
    )


def _open(
    kind: Kind, device: int, rate: int, work: Callable[..., None], finished: Callable[[], None]
) -> Any:
    """A running stream."""
    sound = _portaudio()
    make = sound.RawInputStream if kind == "input" else sound.RawOutputStream
    with _told(kind, sound):
        stream = make(
            samplerate=rate,
            blocksize=round(rate * BLOCK_S),
            device=device,
            channels=1,
            dtype="int16",
            latency=LATENCY_S[kind],
            callback=work,
            finished_callback=finished,
        )
        stream.start()
    return stream


@contextmanager
def _told(kind: Kind, sound: Any, but: int = 0) -> Iterator[None]:
    """PortAudio's errors as ours; nothing is said of the code `but`."""
    try:
        yield
    except sound.PortAudioError as error:
        code = error.args[1] if len(error.args) > 1 else 0
        if but and code == but:
            return
        name = NAMES[kind]
        fixes = {
            BAD_RATE: "choose another device: `voicectl talk --devices`",
            NO_SUCH: "plug it in again, or choose another one: `voicectl talk --devices`",
            BUSY: "close the program that uses it, allow this program to use it (privacy settings; "
            "on Linux the group 'audio'), or choose another one: `voicectl talk --devices`",
        }
        usual = (
            "allow this program to use it in the system's privacy settings, or choose another "
            "device: `voicectl talk --devices`"
        )
        raise SoundCardError(
            f"the {name} can't be opened: {_said(error)}", fixes.get(code, usual)
        ) from error


def _said(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__

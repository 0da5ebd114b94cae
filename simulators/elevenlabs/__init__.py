"""ElevenLabs as a client meets it on the wire: speech by sockets and HTTP, and transcription.

    async with ElevenLabsServer(Plan(limits=Limits(concurrent=15)), listener=listener) as server:
        client = AsyncElevenLabs(api_key=server.plan.key, base_url=server.base_url)
        server.faults.append(SpeechFault(path="/multi-stream-input", after=0.5, stall=2.0))

`Plan` says who may use it, how fast it is and how it behaves; `RequestFault`, `SpeechFault`,
`SegmentFault` and `Outage` say what goes wrong; a running server takes new ones at any time.
`server.requests` and `server.messages` are what came, `server.workspace` what is in use. Audio is
that of a `simulators.speech.voice.Voice`; transcripts are what a `simulators.listening.Listener`
hears. Facts and guesses are marked where they are used; none was tried at the service itself.
"""

from simulators.elevenlabs.faults import Fault, Outage, RequestFault, SegmentFault, SpeechFault
from simulators.elevenlabs.plan import INSTANT, Limits, Plan, Profile, Scribe
from simulators.elevenlabs.server import ElevenLabsServer
from simulators.elevenlabs.service import Message, Request

__all__ = [
    "INSTANT",
    "ElevenLabsServer",
    "Fault",
    "Limits",
    "Message",
    "Outage",
    "Plan",
    "Profile",
    "Request",
    "RequestFault",
    "Scribe",
    "SegmentFault",
    "SpeechFault",
]

"""The OpenAI API as a client meets it on the wire, for the parts a phone agent uses.

    async with OpenAiServer(Plan(script=script), listener=listener) as server:
        client = AsyncOpenAI(api_key=server.plan.key, base_url=server.base_url)
        server.faults.append(Fault(path="/chat", middle="stall"))

Chat completions and responses (whole and streamed), embeddings, models, speech, transcriptions of
files and in realtime sessions. `Plan` says what it answers and how fast, `Fault` and `Outage` what
goes wrong; a running server takes new ones at any time. Facts and guesses about the service are
marked where they are used; none was tried at the service itself.
"""

from simulators.openai.author import Given
from simulators.openai.faults import Fault, Outage
from simulators.openai.limits import Limits
from simulators.openai.listener import Listener
from simulators.openai.plan import Opinion, Plan
from simulators.openai.profile import USUAL, Profile
from simulators.openai.script import Answer, Rule, Script, ToolCall, call
from simulators.openai.server import OpenAiServer
from simulators.openai.service import Request

__all__ = [
    "USUAL",
    "Answer",
    "Fault",
    "Given",
    "Limits",
    "Listener",
    "OpenAiServer",
    "Opinion",
    "Outage",
    "Plan",
    "Profile",
    "Request",
    "Rule",
    "Script",
    "ToolCall",
    "call",
]

"""Amazon Polly as a client meets it on the wire: speech, speech marks, voices, limits, signatures.

    async with PollyServer() as server:
        # AWS_ENDPOINT_URL_POLLY=server.base_url, the key and secret of server.plan.credentials[0]
        server.faults.append(Fault(code="ThrottlingException", times=2))
        ...
        server.requests      # all requests, with the SDK's attempt number

Bidirectional streaming (HTTP/2, no boto client has it), lexicons and synthesis tasks are missing.
"""

from simulators.polly.plan import Credentials, Fault, Latency, Plan, Quota
from simulators.polly.server import PollyServer, Request
from simulators.polly.voices import VOICES, PollyVoice

__all__ = [
    "VOICES",
    "Credentials",
    "Fault",
    "Latency",
    "Plan",
    "PollyServer",
    "PollyVoice",
    "Quota",
    "Request",
]

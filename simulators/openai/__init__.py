"""The OpenAI API as a client meets it on the wire: chat completions with a schema, embeddings."""

from simulators.openai.plan import Fault, Opinion, Plan
from simulators.openai.server import OpenAiServer, Request

__all__ = ["Fault", "OpenAiServer", "Opinion", "Plan", "Request"]

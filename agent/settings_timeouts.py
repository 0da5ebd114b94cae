"""How long things may take, and when a provider counts as ill."""

from dataclasses import replace
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from agent.resilience.deadlines import Deadlines
from agent.settings_section import Seconds, Section


class AnswerTimeouts(Section):
    """Deadlines of a service that answers in one piece."""

    connect_s: Seconds = 1.0
    """A connection with its handshakes."""
    total_s: Seconds = 15.0
    """All of it, without the time that the reader of a stream takes."""
    spoken_s: Seconds = 2.5
    """How long a caller may wait for an answer or the first piece of a stream, all alternatives and
    retries together; then we go on without it."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if max(dict(self).values()) > self.total_s:
            raise ValueError("no deadline may be longer than total_s")
        return self

    @property
    def deadlines(self) -> Deadlines:
        """The same as plain data."""
        return Deadlines(
            connect=self.connect_s,
            first=self.spoken_s,
            between=self.spoken_s,
            total=self.total_s,
            spoken=self.spoken_s,
        )


class StreamTimeouts(AnswerTimeouts):
    """Deadlines of a service that answers piece by piece."""

    first_s: Seconds = 2.0
    """The first token or audio byte."""
    between_s: Seconds = 1.5
    """From one chunk to the next."""

    @property
    def deadlines(self) -> Deadlines:
        """The same as plain data."""
        return replace(super().deadlines, first=self.first_s, between=self.between_s)


class Timeouts(Section):
    """How long each operation may take, in seconds."""

    lookup_s: Seconds = 0.15
    """Looking up the calling number before the greeting; without an answer we go on."""
    desk_s: Seconds = 3.0
    """One booking request."""
    database_busy_s: Seconds = 2.0
    """Waiting for a database lock; shorter than desk_s."""
    stt_s: Seconds = 6.0
    """Recognising one utterance with the engine on this machine."""
    stt_hedge_s: Seconds = 0.7
    """A recognition service that has no words by then is late: the engine here starts as well."""
    intent_s: Seconds = 0.25
    """Asking the intent model; later the rules answer alone."""
    llm_intent_s: Seconds = 0.8
    """Asking the language model what a caller wants; later the intent model's guess stands."""
    tts_first_s: Seconds = 3.0
    """First audio of a sentence by a voice on this machine; then the next voice is tried."""
    tts_s: Seconds = 10.0
    """All audio of a sentence by a voice on this machine."""
    tts: StreamTimeouts = StreamTimeouts(first_s=1.2, between_s=1.0)
    """A speech service: one sentence. first_s leaves time for a second service in spoken_s."""
    stt: StreamTimeouts = StreamTimeouts(connect_s=3.0, first_s=2.5, between_s=2.0, spoken_s=3.0)
    """A recognition service: from the end of an utterance to its words. Sessions are connected
    while nobody waits."""
    llm: StreamTimeouts = StreamTimeouts()
    """A language model: one reply."""
    embeddings: AnswerTimeouts = AnswerTimeouts(connect_s=0.5, total_s=2.0, spoken_s=0.25)
    """An embedding service: the vectors of one utterance."""
    telephony: AnswerTimeouts = AnswerTimeouts(connect_s=1.5, total_s=5.0)
    """One REST request to the carrier. Texts have total_s: no caller waits, but other texts do."""
    sessions: AnswerTimeouts = AnswerTimeouts(connect_s=0.2, total_s=0.5, spoken_s=0.25)
    """One request to Redis; then this process goes on without it."""

    @field_validator("tts", "stt", "llm", "embeddings", "telephony", "sessions", mode="before")
    @classmethod
    def _rest_as_it_was(cls, given: object, info: ValidationInfo) -> object:
        """Naming one deadline of a service leaves its others at their defaults."""
        if not isinstance(given, dict) or info.field_name is None:
            return given
        return cls.model_fields[info.field_name].default.model_dump() | given


class Resilience(Section):
    """When a provider counts as ill, how it is probed, and how often calls are retried."""

    faults_in_a_row: Annotated[int, Field(ge=1, le=100)] = 3
    """So many faults without a success between them: the provider is left alone. Barge-ins, odd
    texts and silence are no faults; a refused key or a spent account is enough by itself."""
    fault_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Or this share of the calls within window_s, if there were least_calls."""
    window_s: Seconds = 30.0
    """See fault_share."""
    least_calls: Annotated[int, Field(ge=1)] = 10
    """See fault_share."""
    probe_s: Seconds = 5.0
    """Longest time between two probes of a provider that is left alone; no caller waits for them.
    After it is well again it is used within twice this time."""
    account_probe_s: Seconds = 60.0
    """The same after a refused key or a spent account."""
    probe_deadline_s: Seconds = 4.0
    """How long one probe may take."""
    good_probes: Annotated[int, Field(ge=1, le=10)] = 2
    """Good probes in a row before it is used again."""
    retry_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Retries per call of a provider, on average; beside a few that are always allowed."""

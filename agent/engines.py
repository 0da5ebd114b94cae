"""Builds hearing and speaking from the settings: local engines, their fallbacks and the clip store.

Part of the composition root: nothing else names concrete engines.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agent import chat_models, models, recognizers
from agent.audio import vad
from agent.audio.judging import Judging
from agent.call.clauses import split
from agent.call.segments import SpeechDetector
from agent.costs import spending_of, tokens_of
from agent.embedders import embedder
from agent.events import Language, Level
from agent.intent.embedder import MINILM
from agent.intent.escalating import Escalating
from agent.intent.local import LocalIntents
from agent.intent.model import SHIPPED, IntentModel, load
from agent.intent.moods import SHIPPED as MOODS
from agent.intent.moods import load as load_moods
from agent.intent.threaded import ThreadedIntents
from agent.intent.understanding import Understanding
from agent.llm.openai_intents import OpenAiIntents, Options
from agent.ports import IntentClassifier, Model, Recognizer, Voice
from agent.recognizers import Engine
from agent.resilience.budget import RetryRules
from agent.resilience.circuit import Rules
from agent.resilience.guarded import Guards
from agent.resilience.spending import Spending
from agent.settings import Settings
from agent.settings_flags import Flags
from agent.tts.clips import Cached, Clips, Wording
from agent.voices import build as voices_of


class ReadyClips:
    """Looks ready audio up for the mouth: the preferred voice of each language."""

    def __init__(self, clips: Clips, names: Mapping[Language, str]) -> None:
        self._clips = clips
        self._names = names

    def get(self, text: str, language: Language, *, slow: bool) -> bytes | None:
        """Audio of `text` when it is at hand."""
        name = self._names.get(language)
        return self._clips.get(Wording(name, language, slow, text)) if name else None


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything a call hears and speaks with."""

    recognizer: Recognizer
    voice: Voice
    detector: Callable[[], SpeechDetector]
    clips: ReadyClips | None = None
    hears: tuple[Language, ...] = ("en", "es")
    """Languages that the recogniser understands."""
    engines: dict[str, Engine] = field(default_factory=dict)
    """Engines by name, to start, stop and ask for their health."""
    preferred: Cached | None = None
    """The English voice whose clips are made in advance."""
    guards: Guards = field(default_factory=Guards)
    """What its services are asked through; the node probes those that rest."""
    spending: Spending = field(default_factory=Spending)
    """What its services are paid for."""
    models: Mapping[Level, Model] = field(default_factory=dict)
    """Language models by the level of service that asks them."""
    advised: Recognizer | None = None
    """The recogniser for calls in which a language model may be asked; None without one."""

    def recognizer_of(self, flags: Flags, call_sid: str) -> Recognizer:
        """What a call listens with."""
        wanted = flags.on("intent_model", call_sid) and flags.on("intent_llm", call_sid)
        return self.advised if self.advised and wanted else self.recognizer

    async def start(self) -> None:
        """Load all engines at the same time. Raises ProviderError."""
        try:
            async with asyncio.TaskGroup() as group:
                for engine in self.engines.values():
                    group.create_task(engine.start())
        except ExceptionGroup as faults:
            await self.close()
            raise _first(faults) from faults

    async def close(self) -> None:
        """End all engines."""
        for engine in self.engines.values():
            await engine.close()

    async def warm(self, texts: Iterable[str]) -> int:
        """Make clips of fixed sentences in advance, one clause after the other.

        Returns how many were made. Raises ProviderError.
        """
        if self.preferred is None:
            return 0
        made = 0
        for clause in dict.fromkeys(part.strip() for text in texts for part in split(text)):
            made += await self.preferred.warm((clause,))
        return made


def guards_of(settings: Settings) -> Guards:
    """What services are asked through, none yet."""
    told = settings.resilience
    return Guards(
        rules=Rules(
            in_a_row=told.faults_in_a_row,
            share=told.fault_share,
            window_s=told.window_s,
            least_calls=told.least_calls,
            probe_s=told.probe_s,
            account_probe_s=told.account_probe_s,
            good_probes=told.good_probes,
        ),
        retries=RetryRules(share=told.retry_share),
    )


def build(settings: Settings) -> Speech:
    """Find all weights and prepare the engines.

    Raises ModelMissing, ModelCorrupt, WrongArtefact, WrongMoods, UnknownEmbedder and OSError.
    """
    shelf = models.Shelf(settings.data_dir, settings.models)
    guards, spending = guards_of(settings), spending_of(settings)
    hearing = recognizers.build(settings, shelf, guards, spending)
    recognizer = hearing.recognizer
    store = Clips(settings.data_dir / "clips", memory_bytes=settings.speech.clip_cache_mb << 20)
    keeps = settings.speech.clip_cache_mb > 0
    voices = voices_of(settings, shelf, store, guards, spending)
    session = vad.load(models.file(shelf, models.SILERO))
    intents = _intents(settings, shelf)
    model = _language_model(settings, spending) if intents else None
    advised = None
    if intents and model:
        advised = _advised(settings, guards, recognizer, intents, model)
    chats = chat_models.build(settings, spending)
    return Speech(
        recognizer=Understanding(recognizer, intents) if intents else recognizer,
        advised=advised,
        voice=voices.voice,
        detector=Judging(session).detector,
        clips=ReadyClips(store, voices.names) if keeps else None,
        hears=hearing.languages,
        engines={
            **hearing.engines,
            **({"intents": intents} if intents else {}),
            **({"llm": model} if model else {}),
            **{f"llm:level {level}": chat for level, chat in chats.items()},
            **voices.processes,
        },
        preferred=voices.preferred if keeps else None,
        guards=guards,
        spending=spending,
        models=chat_models.guarded(settings, guards, chats),
    )


def _intents(settings: Settings, shelf: models.Shelf) -> LocalIntents | ThreadedIntents | None:
    if settings.speech.intent_model == "none":
        return None
    artefact, deadline = settings.speech.intent_artefact or SHIPPED, settings.timeouts.intent_s
    weights = load(artefact)
    if weights.embedder != MINILM and not settings.may_ask(settings.llm.openai_base_url):
        artefact = SHIPPED
        weights = load(artefact)
    if weights.embedder == MINILM:
        moods = MOODS if settings.flags.mood_model else None
        if moods is not None:
            load_moods(moods)  # a damaged one is told now, not by a worker that dies
        return LocalIntents(shelf, artefact, moods=moods, deadline=deadline)
    model = IntentModel(weights, embedder(weights.embedder, settings))
    return ThreadedIntents(model, deadline=deadline)


def _language_model(settings: Settings, spending: Spending) -> OpenAiIntents | None:
    llm = settings.llm
    if not llm.intent_model or not settings.flags.intent_llm:
        return None
    if not settings.may_ask(llm.openai_base_url):
        return None
    return OpenAiIntents(
        Options(
            api_key=llm.openai_api_key.get_secret_value(),
            base_url=llm.openai_base_url,
            model=llm.intent_model,
            effort=llm.intent_effort,
            timeout=settings.timeouts.llm_intent_s,
        ),
        tokens_of(spending, llm.intent_model),
    )


def _advised(
    settings: Settings,
    guards: Guards,
    recognizer: Recognizer,
    intents: IntentClassifier,
    model: OpenAiIntents,
) -> Recognizer:
    timeouts = settings.timeouts
    guard = guards.add(
        "openai",
        f"intent:{settings.llm.intent_model}",
        deadlines=replace(timeouts.llm.deadlines, spoken=timeouts.llm_intent_s),
        probe=model.probe,
    )
    both = Escalating(intents, model, guard, threshold=settings.llm.intent_threshold)
    return Understanding(recognizer, intents, wishes=both)


def _first(faults: ExceptionGroup[Any]) -> BaseException:
    """The first plain exception of a group."""
    fault: BaseException = faults
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault

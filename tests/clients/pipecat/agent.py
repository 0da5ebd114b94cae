"""An agent of Pipecat's behind a media socket: its recogniser, language model and voice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI, WebSocket
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    EndFrame,
    Frame,
    InterruptionFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.runner.utils import parse_telephony_websocket
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.openai.stt import OpenAISTTService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from tests.clients.pipecat.frames import Environment

GEORGE = "JBFqnCBsd6RMkjVDRZzb"
RATE = 8000


class Loudness(VADAnalyzer):
    """Pipecat's own model waits for a human voice; the simulated person speaks in tones."""

    def __init__(self) -> None:
        super().__init__(params=VADParams(start_secs=0.04, stop_secs=0.2, min_volume=0.0))

    def num_frames_required(self) -> int:
        return RATE // 50

    def voice_confidence(self, buffer: bytes) -> float:
        return float(np.abs(np.frombuffer(buffer, "<i2").astype(float)).mean() > 500)


class Watch(FrameProcessor):
    """Keeps every frame that passes, and tells the test of it."""

    def __init__(self, seen: Callable[[Frame], None]) -> None:
        super().__init__()
        self._seen = seen

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self._seen(frame)
        await self.push_frame(frame, direction)


class Agent:
    """Recogniser, language model and voice between the two ends of a media stream."""

    def __init__(self, env: Environment, greeting: str = "") -> None:
        self._env = env
        self._greeting = greeting
        self.heard: list[str] = []
        self.finished = asyncio.Event()
        """It has said something to the end."""
        self.interrupted = asyncio.Event()
        """It has stopped in the middle."""
        self._cut = False
        self.hang_up = asyncio.Event()

    async def talk(self, socket: WebSocket) -> None:
        await socket.accept()
        provider, call = await parse_telephony_websocket(socket)
        assert provider == "twilio"
        transport = self._transport(socket, call)
        worker = PipelineWorker(
            self._pipeline(transport),
            params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        )
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        async with asyncio.TaskGroup() as group:
            group.create_task(runner.run())
            if self._greeting:
                await worker.queue_frame(TTSSpeakFrame(self._greeting))
            await self.hang_up.wait()
            await worker.queue_frame(EndFrame())

    def _transport(self, socket: WebSocket, call: Any) -> FastAPIWebsocketTransport:
        env = self._env
        serializer = TwilioFrameSerializer(
            stream_sid=call["stream_id"],
            call_sid=call["call_id"],
            account_sid=env["TWILIO_ACCOUNT_SID"],
            auth_token=env["TWILIO_AUTH_TOKEN"],
            base_url=env["VOICECTL_TWILIO__API_BASE"],
        )
        params = FastAPIWebsocketParams(
            audio_in_enabled=True, audio_out_enabled=True, serializer=serializer
        )
        return FastAPIWebsocketTransport(websocket=socket, params=params)

    def _pipeline(self, transport: FastAPIWebsocketTransport) -> Pipeline:
        env = self._env
        key, url = env["OPENAI_API_KEY"], env["OPENAI_BASE_URL"]
        turns = UserTurnStrategies(stop=[SpeechTimeoutUserTurnStopStrategy()])
        both = LLMContextAggregatorPair(
            LLMContext(),
            user_params=LLMUserAggregatorParams(
                vad_analyzer=Loudness(), user_turn_strategies=turns
            ),
        )
        voice = ElevenLabsTTSService(
            api_key=env["ELEVENLABS_API_KEY"],
            url="ws" + env["ELEVENLABS_BASE_URL"].removeprefix("http"),
            settings=ElevenLabsTTSService.Settings(voice=GEORGE),
        )
        return Pipeline(
            [
                transport.input(),
                OpenAISTTService(api_key=key, base_url=url),
                Watch(self._see),
                both.user(),
                OpenAILLMService(api_key=key, base_url=url),
                voice,
                transport.output(),
                both.assistant(),
            ]
        )

    def _see(self, frame: Frame) -> None:
        if isinstance(frame, TranscriptionFrame):
            self.heard.append(frame.text)
        if isinstance(frame, InterruptionFrame):
            self._cut = True
        if isinstance(frame, BotStartedSpeakingFrame):
            self._cut = False
        if isinstance(frame, BotStoppedSpeakingFrame):
            (self.interrupted if self._cut else self.finished).set()


@asynccontextmanager
async def answering(agent: Agent) -> AsyncIterator[str]:
    """Serve the agent; the URL of its media socket."""
    app = FastAPI()
    app.add_api_websocket_route("/media", agent.talk)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        await until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"ws://127.0.0.1:{port}/media"
        finally:
            server.should_exit = True


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  # a server of others has no event for it
        await asyncio.sleep(0.01)

"""The parts of a node that may be missing or wrong on a machine, each with a clear way out."""

import errno
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import aiohttp

from agent import engines
from agent.bookings.desk import SqlDesk
from agent.embedders import UnknownEmbedder
from agent.engines import Speech
from agent.http.guard import Trust
from agent.intent.model import WrongArtefact
from agent.intent.moods import WrongMoods
from agent.models import ModelCorrupt, ModelMissing
from agent.ports import ProviderError, Telephony
from agent.profile.load import Directory, load_directory, overridden
from agent.profile.problems import ProfileError
from agent.resilience.guarded import Guards
from agent.settings import Settings
from agent.telephony.guarded import GuardedTelephony
from agent.telephony.twilio_rest import NoTelephony, TwilioTelephony


class StartupError(Exception):
    """The node can't start; `fix` says what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message}\n  fix: {fix}")
        self.message = message
        self.fix = fix


def companies_of(settings: Settings) -> Directory:
    """The companies of the settings. Raises StartupError."""
    try:
        return overridden(load_directory(settings.profile), **dict(settings.overrides))
    except (ProfileError, OSError) as error:
        raise StartupError(
            f"the company profile can't be used: {error}",
            "correct it and try `voicectl profile check FILE`",
        ) from error


def listen(host: str, port: int) -> socket.socket:
    """Bind the address; the port may be 0. Raises StartupError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartupError(
                f"port {port} on {host} is in use by another program",
                "stop that program, or choose another port: --port N (0 picks a free one)",
            ) from error
        raise StartupError(
            f"can't listen on {host}:{port}: {error.strerror or error}",
            "choose an address of this machine (--host) and a port you may use (--port)",
        ) from error


def local_url(host: str, port: int) -> str:
    """The URL of a listening socket as seen from this machine."""
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compared, not bound
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def trust_of(settings: Settings, public_url: str) -> Trust:
    """How webhooks are checked. Raises StartupError when they could not be."""
    token = settings.twilio.auth_token.get_secret_value()
    if not token and not settings.twilio.skip_validation:
        raise StartupError(
            "webhooks can't be checked: there is no auth token of the carrier",
            "set TWILIO_AUTH_TOKEN (and TWILIO_ACCOUNT_SID), or use --offline for a simulated "
            "carrier",
        )
    return Trust(
        token,
        public_url,
        check=not settings.twilio.skip_validation,
        stream_url=settings.server.stream_url,
    )


def telephony_of(
    settings: Settings, client: aiohttp.ClientSession, public_url: str, guards: Guards
) -> Telephony:
    """The carrier's REST API, or its stand-in when no account is configured."""
    account = settings.twilio
    token = account.auth_token.get_secret_value()
    if not (account.account_sid and token):
        return NoTelephony()
    deadlines = settings.timeouts.telephony.deadlines
    carrier = TwilioTelephony(
        client,
        account.account_sid,
        token,
        base=account.api_base,
        deadlines=deadlines,
        sms_status_url=f"{public_url}/twilio/sms-status",
    )
    unhurried = replace(deadlines, spoken=deadlines.total)
    return GuardedTelephony(
        carrier,
        calls=guards.add("twilio", "calls", deadlines=deadlines, probe=carrier.probe),
        texts=guards.add("twilio", "texts", deadlines=unhurried, probe=carrier.probe),
    )


def open_books(settings: Settings, companies: Directory, now: Callable[[], datetime]) -> SqlDesk:
    """The database, migrated. Raises StartupError."""
    try:
        return SqlDesk(
            settings.database_url,
            companies.profiles,
            now=now,
            busy_s=settings.timeouts.database_busy_s,
            deadline_s=settings.timeouts.desk_s,
            pool=settings.database.pool,
        )
    except (ProviderError, OSError) as error:
        raise StartupError(
            f"the database can't be used: {error}",
            "see `voicectl doctor`, DATABASE_URL and data_dir",
        ) from error


def speech_of(settings: Settings) -> Speech:
    """The engines of the settings, not started yet. Raises StartupError."""
    try:
        return engines.build(settings)
    except (ModelMissing, ModelCorrupt) as error:
        raise StartupError(str(error), "`voicectl doctor` checks all weights") from error
    except (WrongArtefact, WrongMoods, UnknownEmbedder, OSError) as error:
        own = settings.speech.intent_artefact
        fix = "correct speech.intent_artefact" if own else "`voicectl doctor` checks it"
        raise StartupError(f"the intent model can't be used: {error}", fix) from error
    except ImportError as error:
        raise StartupError(
            f"a speech engine is not installed: {error}", "pip install 'voicectl[offline]'"
        ) from error


async def start(speech: Speech) -> None:
    """Load the engines. Raises StartupError."""
    try:
        await speech.start()
    except ProviderError as error:
        raise StartupError(f"a speech engine does not start: {error}", "voicectl doctor") from error

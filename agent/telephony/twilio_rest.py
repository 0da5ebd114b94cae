"""Implements `agent.ports.Telephony` with the official Twilio SDK."""

from collections.abc import Awaitable
from typing import Any

from aiohttp import ClientError, ClientSession
from aiohttp.client_exceptions import ClientConnectorError, ConnectionTimeoutError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from agent.ports import ProviderError
from agent.resilience.deadlines import Deadlines
from agent.resilience.outcomes import Evidence, Failure, Which
from agent.telephony.faults import from_answer
from agent.telephony.twilio_http import MovableHttp

CALL_IS_OVER = frozenset({"20404", "21220"})
"""Error codes for a call that has ended (or never was)."""
LONGEST_TEXT = 1600
"""Characters the carrier takes in one message."""


class TwilioTelephony:
    """The account's REST API; each request ends within the deadlines' total."""

    def __init__(
        self,
        client: ClientSession,
        account_sid: str,
        auth_token: str,
        *,
        base: str,
        deadlines: Deadlines,
        sms_status_url: str = "",
    ) -> None:
        http = MovableHttp(client, base, deadlines)
        # Looking at it, the SDK imports a hundred modules: 0.3 s, better now than in a live call.
        self._account = Client(account_sid, auth_token, http_client=http).api.account
        self._sms_status_url = sms_status_url

    async def hang_up(self, call_sid: str) -> None:
        """End a call; one that is over already counts as ended. Raises ProviderError."""
        try:
            await _answer(self._account.calls(call_sid).update_async(status="completed"))
        except Failure as failure:
            if failure.evidence.code not in CALL_IS_OVER:
                raise

    async def redirect(self, call_sid: str, url: str) -> None:
        """Make the carrier fetch new instructions for a call. Raises ProviderError."""
        await _answer(self._account.calls(call_sid).update_async(url=url, method="POST"))

    async def send_text(self, to: str, sender: str, body: str) -> str:
        """Send an SMS and return its id. Raises ProviderError."""
        more = {"status_callback": self._sms_status_url} if self._sms_status_url else {}
        message = await _answer(
            self._account.messages.create_async(
                to=to, from_=sender, body=body[:LONGEST_TEXT], **more
            )
        )
        return str(message.sid)

    async def probe(self) -> None:
        """Look at the account: nothing is changed by it. Raises ProviderError."""
        await _answer(self._account.fetch_async())


class NoTelephony:
    """Stands in where no carrier account is configured: every request fails with that reason."""

    async def hang_up(self, call_sid: str) -> None:
        """Raises ProviderError."""
        raise _unconfigured()

    async def redirect(self, call_sid: str, url: str) -> None:
        """Raises ProviderError."""
        raise _unconfigured()

    async def send_text(self, to: str, sender: str, body: str) -> str:
        """Raises ProviderError."""
        raise _unconfigured()


def _unconfigured() -> ProviderError:
    return ProviderError(
        "auth", "no carrier account is configured; set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
    )


async def _answer(request: Awaitable[Any]) -> Any:
    """The SDK's answer; every way it may fail becomes one kind of error."""
    try:
        return await request
    except TwilioRestException as error:
        raise from_answer(error.status, error.code or 0, error.msg) from error
    except TwilioServiceException as error:
        message = f"{error.title} {error.detail or ''}".strip()
        raise from_answer(error.status, error.code, message) from error
    except TimeoutError as error:
        connecting = isinstance(error, ConnectionTimeoutError)
        which: Which = "connect" if connecting else "total"
        raise Failure(Evidence(kind="timeout", which=which)) from error
    except ClientConnectorError as error:
        raise Failure(Evidence(kind="refused", detail=str(error))) from error
    except ClientError as error:
        raise Failure(Evidence(kind="reset", detail=str(error))) from error
    except (TwilioException, ValueError) as error:
        raise Failure(Evidence(kind="malformed", detail=str(error))) from error

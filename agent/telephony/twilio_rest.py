"""Implements `agent.ports.Telephony` with the official Twilio SDK."""

from collections.abc import Awaitable
from typing import Any

from aiohttp import ClientError, ClientSession
from aiohttp.client_exceptions import ClientConnectorError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from agent.telephony.faults import CarrierError, from_answer
from agent.telephony.twilio_http import MovableHttp

CALL_IS_OVER = frozenset({20404, 21220})
"""Error codes for a call that has ended (or never was)."""
LONGEST_TEXT = 1600
"""Characters the carrier takes in one message."""


class TwilioTelephony:
    """The account's REST API; each request ends within `timeout` seconds."""

    def __init__(
        self,
        client: ClientSession,
        account_sid: str,
        auth_token: str,
        *,
        base: str,
        timeout: float,
        sms_status_url: str = "",
    ) -> None:
        http = MovableHttp(client, base, timeout)
        self._rest = Client(account_sid, auth_token, http_client=http)
        self._sms_status_url = sms_status_url

    async def hang_up(self, call_sid: str) -> None:
        """End a call; one that is over already counts as ended. Raises ProviderError."""
        try:
            await _answer(self._rest.calls(call_sid).update_async(status="completed"))
        except CarrierError as error:
            if error.code not in CALL_IS_OVER:
                raise

    async def redirect(self, call_sid: str, url: str) -> None:
        """Make the carrier fetch new instructions for a call. Raises ProviderError."""
        await _answer(self._rest.calls(call_sid).update_async(url=url, method="POST"))

    async def send_text(self, to: str, sender: str, body: str) -> str:
        """Send an SMS and return its id. Raises ProviderError."""
        more = {"status_callback": self._sms_status_url} if self._sms_status_url else {}
        message = await _answer(
            self._rest.messages.create_async(to=to, from_=sender, body=body[:LONGEST_TEXT], **more)
        )
        return str(message.sid)


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


def _unconfigured() -> CarrierError:
    return CarrierError(
        "auth",
        "no carrier account is configured; set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        permanent=True,
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
        raise CarrierError("slow", "no answer from the carrier in time") from error
    except ClientConnectorError as error:
        raise CarrierError(
            "broken", f"carrier can't be reached: {error}", untouched=True
        ) from error
    except (ClientError, TwilioException, ValueError) as error:
        raise CarrierError("broken", f"carrier request failed: {error}") from error

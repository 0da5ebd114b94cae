"""What is seen of a failed request to a language model; what it means is judged elsewhere.

Messages of the service are left out: they may repeat what was sent, or parts of the key.
"""

from agent.ports import ProviderError
from agent.resilience.outcomes import Evidence, Failure, retry_after_of


def fault_of(error: Exception) -> ProviderError:
    """The failure behind any exception of a request."""
    import openai

    if isinstance(error, ProviderError):
        return error
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return Failure(Evidence(kind="timeout", which="total", detail="the language model"))
    if isinstance(error, openai.APIStatusError):
        return Failure(
            Evidence(
                kind="http",
                status=error.status_code,
                code=error.code or error.type or "",
                retry_after=retry_after_of(error.response.headers),
            )
        )
    if isinstance(error, openai.APIConnectionError):
        return Failure(Evidence(kind="refused", detail="the language model"))
    # An answer of another form than the SDK expects shows as any exception.
    return Failure(Evidence(kind="malformed", code=type(error).__name__))

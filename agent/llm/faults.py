"""What a failed request to a language model means, in the closed set of faults.

Messages of the service are left out: they may repeat what was sent, or parts of the key.
"""

from agent.ports import Fault, ProviderError


def fault_of(error: Exception) -> ProviderError:
    """The fault behind any exception of a request."""
    import openai

    if isinstance(error, ProviderError):
        return error
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return ProviderError("slow", "no answer of the language model in time")
    if isinstance(error, openai.APIStatusError):
        return _refused(error.status_code, error.code)
    if isinstance(error, openai.APIConnectionError):
        return ProviderError("broken", "the language model can't be reached")
    return ProviderError(
        "broken", f"no usable answer of the language model: {type(error).__name__}"
    )


def _refused(status: int, code: str | None) -> ProviderError:
    detail = f"the language model answered {status}, code {code or 'none'}"
    faults: dict[int, Fault] = {401: "auth", 403: "auth", 429: "quota"}
    return ProviderError(faults.get(status, "broken"), detail)

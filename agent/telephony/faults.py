"""What a failed request to the carrier means for whoever wants to try again."""

from agent.ports import Fault, ProviderError


class CarrierError(ProviderError):
    """A request that failed.

    `code` is the carrier's error number (0 when there was no answer), `permanent` says that the
    same request can't succeed, `untouched` that it surely was not carried out.
    """

    def __init__(
        self,
        fault: Fault,
        detail: str,
        *,
        code: int = 0,
        permanent: bool = False,
        untouched: bool = False,
    ) -> None:
        super().__init__(fault, detail)
        self.code = code
        self.permanent = permanent
        self.untouched = untouched or permanent


def from_answer(status: int, code: int, message: str) -> CarrierError:
    """The meaning of an error answer (HTTP status and the carrier's code)."""
    detail = f"carrier answered {status}, code {code}: {message}"
    if status in (401, 403):
        return CarrierError("auth", detail, code=code, permanent=True)
    if status == 429:
        return CarrierError("quota", detail, code=code, untouched=True)
    return CarrierError("broken", detail, code=code, permanent=400 <= status < 500)

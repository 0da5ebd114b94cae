"""What the service says no with: codes, their HTTP status, and the body around them."""

from collections.abc import Mapping

STATUS: Mapping[str, int] = {
    "AccessDeniedException": 403,
    "EngineNotSupportedException": 400,
    "ExpiredTokenException": 403,
    "IncompleteSignatureException": 400,
    "InvalidNextTokenException": 400,
    "InvalidSampleRateException": 400,
    "InvalidSignatureException": 403,
    "InvalidSsmlException": 400,
    "LanguageNotSupportedException": 400,
    "LexiconNotFoundException": 404,
    "MarksNotSupportedForFormatException": 400,
    "MissingAuthenticationTokenException": 403,
    "SerializationException": 400,
    "ServiceFailureException": 500,
    "SsmlMarksNotSupportedForTextTypeException": 400,
    "TextLengthExceededException": 400,
    "ThrottlingException": 400,
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
    "ValidationException": 400,
}
"""By the service model of botocore 1.43 where it names them, else by AWS's list of common errors.

Throttling is 400, not 429.
"""


class PollyError(Exception):
    """A refusal; `code` is what SDKs show as the error's code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = STATUS[code]


def outside(value: object, member: str, allowed: object) -> PollyError:
    """The refusal of a value that is not in an enumeration."""
    return PollyError(
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
        f"Member must satisfy enum value set: {allowed}",
    )

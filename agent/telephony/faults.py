"""What is seen of a failed request to the carrier; what it means is judged elsewhere."""

from agent.resilience.outcomes import Evidence, Failure


def from_answer(status: int, code: int, message: str) -> Failure:
    """An error answer: HTTP status and the carrier's own number (0 or the status: it gave none)."""
    number = str(code) if code and code != status else ""
    return Failure(Evidence(kind="http", status=status, code=number, detail=message))

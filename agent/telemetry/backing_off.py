"""How long to wait before a lost connection is tried again. Pure."""

FIRST_S, MOST_S = 0.5, 10.0


def backoff(attempt: int, draw: float) -> float:
    """Seconds to wait after this many failures; `draw` in 0..1 spreads many of us."""
    whole: float = min(MOST_S, FIRST_S * 2 ** min(attempt, 10))
    return whole * (0.5 + 0.5 * draw)

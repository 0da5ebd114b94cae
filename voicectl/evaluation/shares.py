"""Shares with what is known about them: the part, the whole, and the 95 % confidence interval."""

from math import sqrt

import msgspec

Z = 1.959964
"""Two-sided 95 % quantile of the normal distribution."""

Interval = tuple[float, float]
"""Lower and upper bound of a share, both in 0..1."""


class Share(msgspec.Struct, frozen=True):
    """`part` out of `whole`; a figure of this shape is reported with its interval."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share with four decimals; 0 when there is nothing to count."""
        return share(self.part, self.whole)

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the share."""
        return wilson(self.part, self.whole)


def share(part: int, whole: int) -> float:
    """`part` out of `whole`, 0 when there is nothing to count; four decimals."""
    return round(part / whole, 4) if whole else 0.0


def wilson(part: int, whole: int) -> Interval:
    """Wilson's 95 % score interval of a share (Wilson 1927); all of 0..1 when nothing was counted.

    Unlike the normal interval it is honest for few items and for shares near 0 and 1.
    """
    if not whole:
        return 0.0, 1.0
    rate, square = part / whole, Z * Z
    middle = rate + square / (2 * whole)
    half = Z * sqrt(rate * (1 - rate) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    low, high = (middle - half) / scale, (middle + half) / scale
    return round(max(0.0, low), 4), round(min(1.0, high), 4)

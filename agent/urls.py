"""Addresses of databases as people write and read them."""

import re

_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+\w+)?://")
_PASSWORD = re.compile(r"(?<=://)([^/@:?]*):[^/?]*@|(?<=[?&])(password)=[^&]*")


def is_postgres(url: str) -> bool:
    """Whether it names a PostgreSQL server; a driver may be named too: ``postgresql+x://``."""
    return _POSTGRES.match(url) is not None


def plain_postgres(url: str) -> str:
    """The URL as libpq reads it."""
    return _POSTGRES.sub("postgresql://", url, count=1)


def masked(url: str) -> str:
    """The URL without its password, for logs, messages and lists."""
    return _PASSWORD.sub(lambda m: f"{m[1]}:***@" if m[1] is not None else f"{m[2]}=***", url)

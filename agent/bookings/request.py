"""What every act on the books needs to know: which books, whose rules, who asks, and the time."""

from dataclasses import dataclass
from datetime import datetime

from agent.bookings.clock import local, utc_text
from agent.bookings.connection import Connection
from agent.ports import CallRef
from agent.profile.schema import CompanyProfile


@dataclass(frozen=True, slots=True)
class Request:
    """One request of one call to one company's books."""

    db: Connection
    company: str
    """Company key, see `agent.profile.load.key_of`."""
    profile: CompanyProfile
    now: datetime
    call: CallRef
    op: int = 0

    @property
    def at(self) -> str:
        """The present as stored."""
        return utc_text(self.now)

    @property
    def tz(self) -> str:
        """The company's zone."""
        return self.profile.company.tz

    @property
    def local_now(self) -> datetime:
        """The present in the company's zone."""
        return local(self.now, self.tz)

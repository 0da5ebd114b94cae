"""The tools a language model may propose: what for, and the form of their arguments.

A proposal does nothing by itself; `proposals` says what the dialogue makes of it.
"""

from typing import Literal

import msgspec

from agent.dialogue import backing, faq_topics
from agent.profile.schema import CompanyProfile
from agent.prompt import ModelTool

Rule = Literal["GAS", "CO", "FIRE", "MEDICAL", "VIOLENCE", "ELEC_SMELL", "WATER_A", "CRITICAL_SITE"]
OWN_FACTS = frozenset(
    {"fee", "repair_price", "tuneup_price", "after_hours_fee", "cancel_fee", "membership"}
    | {"hours", "office", "arrival", "robot", "recorded"}
)
"""Topics that are answered from the profile's figures."""


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of arguments: an unknown name is an error."""


class ReportHazard(Form, frozen=True, kw_only=True):
    """A danger in the caller's words."""

    rule: Rule
    quote: str = ""


class AnswerFaq(Form, frozen=True, kw_only=True):
    """A topic the company has an answer to."""

    topic: str
    question: str = ""


class GetTips(Form, frozen=True, kw_only=True):
    """A safe check the caller can make alone."""

    issue_code: str


class QuoteFee(Form, frozen=True, kw_only=True):
    """What a visit costs."""

    job_type: str = ""
    window_id: str = ""


class CheckArea(Form, frozen=True, kw_only=True):
    """Whether the company comes to a place."""

    zip: str = ""
    city: str = ""


class Nothing(Form, frozen=True, kw_only=True):
    """No arguments: the dialogue asks for everything itself."""


class TransferToHuman(Form, frozen=True, kw_only=True):
    """A person is needed."""

    reason: str = ""


TOOLS: tuple[ModelTool, ...] = (
    ModelTool("report_hazard", "The caller's words may mean a danger to people.", ReportHazard),
    ModelTool("answer_faq", "The question is about one of the topics listed.", AnswerFaq),
    ModelTool("get_tips", "A safe check the caller can make alone, by topic.", GetTips),
    ModelTool("quote_fee", "The caller asks what a visit costs.", QuoteFee),
    ModelTool("check_area", "The caller asks whether the company comes to them.", CheckArea),
    ModelTool("get_windows", "The caller asks for free times of a visit.", Nothing),
    ModelTool("create_booking", "The caller wants a visit.", Nothing),
    ModelTool("reschedule_booking", "The caller wants to move a visit.", Nothing),
    ModelTool("cancel_booking", "The caller wants to cancel a visit.", Nothing),
    ModelTool("get_visit", "The caller asks about a visit that is booked.", Nothing),
    ModelTool("transfer_to_human", "Only a person can help with this.", TransferToHuman),
    ModelTool("create_task", "Nothing fits: the office shall answer the question.", Nothing),
)
BY_NAME: dict[str, ModelTool] = {tool.name: tool for tool in TOOLS}


def topics(profile: CompanyProfile) -> tuple[str, ...]:
    """Topics that a model may choose for an answer, in a fixed order."""
    known = dict.fromkeys(topic for topic, _ in faq_topics.TOPICS)
    return tuple(
        topic
        for topic in dict.fromkeys((*known, *profile.faq))
        if (topic in OWN_FACTS or topic in profile.faq) and topic not in backing.ACTING
    )


def read(name: str, arguments: str) -> Form | str:
    """The arguments of a proposal, or what is wrong with it."""
    tool = BY_NAME.get(name)
    if tool is None:
        return "unknown tool"
    try:
        found = msgspec.json.decode(arguments or "{}", type=tool.form)
    except (msgspec.DecodeError, UnicodeError):
        return "malformed arguments"
    assert isinstance(found, Form)
    return found

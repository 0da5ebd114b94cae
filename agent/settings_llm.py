"""Settings of language models: which ones, whose, and when they are asked."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from agent.settings_section import Section, Url


class Llm(Section):
    """Language models: asked where the local intent model is unsure, for open questions and for
    answers no parser understands. Off without a model name."""

    openai_api_key: SecretStr = SecretStr("")
    """Key of the service. Answers to open questions are sent there, without longer numbers."""
    openai_base_url: Url = "https://api.openai.com/v1"
    """Base URL of the service or of one that speaks the same protocol."""
    intent_model: str = ""
    """Name of a chat model with structured output; empty: none is asked."""
    intent_effort: Literal["", "none", "minimal", "low"] = "none"
    """How much the model may reason before it answers; empty: for models that take no such wish."""
    intent_threshold: Annotated[float, Field(ge=0, le=1)] = 0.7
    """Asked when the local model's likeliest label is less probable than this."""

    answer_model: str = ""
    """Name of a chat model with tools that answers open questions from the profile's facts and puts
    unclear answers plainly; empty: none is asked. Everything it says passes a guard."""
    fast_model: str = ""
    """The same for calls served at level 1; empty: answer_model."""
    answer_effort: Literal["", "none", "minimal", "low"] = "none"
    """How much these may reason first; empty: for models that take no such wish."""

    @field_validator("intent_model", "answer_model", "fast_model")
    @classmethod
    def _with_key(cls, value: str, info: ValidationInfo) -> str:
        key = info.data.get("openai_api_key")
        if value and not (key and key.get_secret_value()):
            raise ValueError("needs llm.openai_api_key (OPENAI_API_KEY)")
        return value

"""What every part of the settings is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[int, Field(ge=0, le=100)]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Port = Annotated[int, Field(ge=0, le=65535)]
Telephone = Annotated[str, Field(pattern=r"^(\+[1-9]\d{6,14})?$")]
"""E.164 or empty."""
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Section(BaseModel):
    """Base of the parts: frozen, and a misspelt name is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

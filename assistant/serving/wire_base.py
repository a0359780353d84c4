"""What every JSON form is made of."""

from pydantic import BaseModel, ConfigDict


class Wire(BaseModel):
    """Frozen; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnIn(Wire):
    """An earlier question with the answer that was shown."""

    user: str
    assistant: str = ""

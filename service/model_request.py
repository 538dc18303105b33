"""From what a client asks to what a model is asked: the settings fill in what a request may not choose."""

from msgspec import Struct

from service.messages import SystemMessage
from service.model import ModelRequest
from service.model_choice import ModelChoice
from service.requests import ChatRequest
from service.tool_spec import ToolSpec


class ModelDefaults(Struct, frozen=True, kw_only=True):
    """What the settings say about every request.

    Attributes:
        choice: which model may answer.
        system_prompt: put before the conversation; empty for none.
        temperature: as the provider understands it.
        max_output_tokens: where the model is to stop.
        reasoning_effort: how much the model is to think; empty: as the provider has it.
        tools: what the model may call.
    """

    choice: ModelChoice
    system_prompt: str
    temperature: float
    max_output_tokens: int
    reasoning_effort: str = ""
    tools: tuple[ToolSpec, ...] = ()

    def complete(self, chat: ChatRequest) -> ModelRequest:
        """Return what to ask the model.

        Raises:
            ModelNotAllowed: the request wishes for a model that it may not have.
            NotConfigured: the provider's key is missing.
        """
        instructions = (SystemMessage(self.system_prompt),) if self.system_prompt else ()
        return ModelRequest(
            model=self.choice.choose(chat.model),
            messages=(*instructions, *chat.messages),
            temperature=self.temperature,
            max_output_tokens=self.max_output_tokens,
            reasoning_effort=self.reasoning_effort,
            tools=self.tools,
        )

"""The service's own operations; importing this registers them."""

from service.actions.chat_message import chat_message
from service.actions.llm_generate import llm_generate

__all__ = ["chat_message", "llm_generate"]

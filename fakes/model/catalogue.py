"""Every address of every API that the server speaks."""

from functools import cache

from fakes.model.anthropic import routes as anthropic
from fakes.model.azure import routes as azure
from fakes.model.bedrock import routes as bedrock
from fakes.model.deepseek import routes as deepseek
from fakes.model.gemini import routes as gemini
from fakes.model.groq import routes as groq
from fakes.model.mistral import routes as mistral
from fakes.model.ollama import routes as ollama
from fakes.model.openai import other_routes as openai_others
from fakes.model.openai import routes as openai
from fakes.model.openai.chat import ChatCompletions
from fakes.model.openrouter import routes as openrouter
from fakes.model.responses import routes as responses
from fakes.model.route import Routes

CHAT = ChatCompletions()
"""The API in whose shape is told what no API could be found for."""


@cache
def catalogue() -> Routes:
    """Return all addresses. Where two APIs share one, the one that is named first has it."""
    return Routes(
        (
            *anthropic.routes(),
            *gemini.routes(),
            *openai.routes(),
            *openai_others.routes(),
            *responses.routes(),
            *ollama.routes(),
            *bedrock.routes(),
            *azure.routes(),
            *mistral.routes(),
            *groq.routes(),
            *openrouter.routes(),
            *deepseek.routes(),
        )
    )

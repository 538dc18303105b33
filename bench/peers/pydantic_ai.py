"""pydantic-ai's adapter for the AI SDK, as its documentation shows it."""

from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.ui.vercel_ai import VercelAIAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.peers.serving import UPSTREAM, serve_app

agent = Agent(OpenAIChatModel("gpt-4o-mini", provider=OpenAIProvider(base_url=f"{UPSTREAM}/v1", api_key="bench")))


async def chat(request: Request) -> Response:
    """Answer."""
    response: Response = await VercelAIAdapter.dispatch_request(request, agent=agent, sdk_version=6)
    return response


if __name__ == "__main__":
    serve_app(Starlette(routes=[Route("/api/chat", chat, methods=["POST"])]))

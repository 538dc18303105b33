"""Streaming LLM chat for Vercel AI SDK frontends."""

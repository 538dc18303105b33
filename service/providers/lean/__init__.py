"""The lean lane: servers that speak OpenAI's dialect, asked without litellm and without an HTTP library.

Both take longer to import than Node takes to its first token. What this lane knows, it asks in the same bytes as
litellm, which is tested; what it does not know for sure, it says so (``StepAside``), and litellm is asked.
"""

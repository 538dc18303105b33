"""OpenRouter's API (https://openrouter.ai/docs/api-reference), as it answered in 2025 and 2026."""

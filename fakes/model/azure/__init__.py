"""Azure OpenAI: OpenAI's API behind content filters (https://learn.microsoft.com/azure/ai-services/openai/reference)."""

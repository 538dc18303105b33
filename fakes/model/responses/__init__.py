"""The dialect of OpenAI's Responses API, as its reference describes it: https://platform.openai.com/docs/api-reference/responses."""

"""The dialect of OpenAI's chat completions API, as its reference describes it: https://platform.openai.com/docs/api-reference/chat."""

"""DeepSeek's API (https://api-docs.deepseek.com), as it answered in 2025 and 2026."""

"""Groq's API (https://console.groq.com/docs/api-reference, and the types of groq 1.7)."""

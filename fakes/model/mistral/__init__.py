"""Mistral's API (https://docs.mistral.ai/api, and the types of mistralai 3.7)."""

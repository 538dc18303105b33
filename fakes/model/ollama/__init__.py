"""Ollama's own API: chat, generate, embeddings and the models."""

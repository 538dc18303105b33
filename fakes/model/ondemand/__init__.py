"""Scenarios that every server knows, played when somebody asks for one: by the model's name, or by a slash command."""

"""What the model says: the same words for the same question, always."""

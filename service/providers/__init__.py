"""Language models: what speaks to providers."""

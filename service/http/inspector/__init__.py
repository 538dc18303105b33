"""A page to see what the service really sends: the answer beside its bytes, and when they came."""

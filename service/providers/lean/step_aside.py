"""What the lean lane says of a request that it does not know for sure."""


class StepAside(Exception):
    """litellm is to be asked instead; the text says why, and holds nobody's key."""


class KeyMissing(StepAside):
    """Everything else is known, but there is no key, or a strange one."""

"""What failed, where a task group wraps whatever fails in it."""


def sole_failure(error: BaseException) -> BaseException:
    """Return what stands in a group by itself; anything else as it is."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error

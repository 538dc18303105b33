"""What is logged of how an answer went, under the request's id; each thing once."""

import logging

from service.errors import DeadlineExceeded, InternalError, NotConfigured, ServiceError, ServiceStopping, UpstreamError

_logger = logging.getLogger("tokenwire.chat")


def report_departure(request_id: str) -> None:
    """Log that the client left."""
    _logger.info("the client left", extra={"request_id": request_id})


def report_failure(error: ServiceError, request_id: str) -> None:
    """Log a failure, once: a client's mistake as information, what failed behind us as a warning, a defect worse."""
    defect = isinstance(error, InternalError)
    behind_us = isinstance(error, UpstreamError | NotConfigured | DeadlineExceeded | ServiceStopping)
    _logger.log(
        logging.ERROR if defect else logging.WARNING if behind_us else logging.INFO,
        error.message,
        extra={"request_id": request_id, "code": error.code, "detail": error.detail},
        exc_info=error if defect else None,
    )

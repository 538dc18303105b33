"""The service over HTTP: ASGI in, nothing else known about the server."""

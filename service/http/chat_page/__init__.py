"""The built chat page, served by the service that it asks."""

"""What clients read: domain events as bytes, one module a protocol."""

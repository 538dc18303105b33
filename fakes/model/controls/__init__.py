"""What the routes under ``/_fake/`` do, by what they are about."""

"""Resumable streams: what is being answered is recorded, so that a client that comes back can follow it."""

"""The Lambda function on this machine: build it, run it, ask it, stop it."""

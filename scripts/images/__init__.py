"""The two container images, built and run on this machine."""

"""What a server lets in: which keys, how much a minute, and pages of which origins. By default everything."""

"""What a server has done, counted for Prometheus."""

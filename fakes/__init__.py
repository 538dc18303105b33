"""Stand-ins that speak the real wire, so that the service can be run and judged without keys or clouds."""

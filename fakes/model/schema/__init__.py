"""JSON for a JSON Schema: what a model says that was asked to keep to one."""

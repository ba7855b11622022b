"""The shape in which articles leave and enter: one JSON object a line."""

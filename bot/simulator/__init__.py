"""A Bot API server on localhost, strict enough to trust tests to; imports nothing of ours."""

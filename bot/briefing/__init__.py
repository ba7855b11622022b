"""Answers and digests: read through storage, then decided in pure functions."""

"""Tests of feeds: decided, polled, made drafts."""

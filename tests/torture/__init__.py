"""Crash tests with real processes: whatever dies, nobody is left out and doubles are on record.

`make torture` runs the long form; a plain test run plays each scene once, short.
"""

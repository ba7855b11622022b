"""A module that never gets warm, for the tests of the child."""

import time


def warm() -> None:
    time.sleep(3600)

"""Waiting for things to happen, with a deadline: the one place where tests pause."""
import time

BETWEEN_LOOKS = 0.05


def until(condition, seconds, what):
    """Waits for a condition and answers with what it gave."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(BETWEEN_LOOKS)
    raise AssertionError(f"not within {seconds} seconds: {what}")

"""Exit codes of the terminal."""

DONE = 0
FAILED = 1
WRONG_USE = 2
IN_PART = 3  # what is missing was named on stderr
INTERRUPTED = 130


class UsageError(Exception):
    """Wrong use that only shows after the command line was read."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh

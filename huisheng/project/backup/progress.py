"""How far it is: a line that moves in a terminal, and nothing where nobody watches."""

import sys
import time

from django.utils.functional import Promise

EVERY_S = 0.2
MB = 2**20


class Progress:
    """Counts bytes of one step after the other. Says nothing; `TerminalProgress` does."""

    def begin(self, what: str | Promise, total: int) -> None:
        """A new step begins, of about `total` bytes."""

    def step(self, size: int) -> None:
        """So many bytes more are done."""

    def end(self) -> None:
        """All is done."""


class TerminalProgress(Progress):
    """One line on standard error that is written over and over; only where somebody sits before it."""

    def __init__(self) -> None:
        self.what, self.done, self.total, self.told = "", 0, 0, 0.0

    def begin(self, what: str | Promise, total: int) -> None:
        self.end()
        self.what, self.done, self.total = str(what), 0, total
        self.tell()

    def step(self, size: int) -> None:
        self.done += size
        if time.monotonic() - self.told > EVERY_S:
            self.tell()

    def tell(self) -> None:
        self.told = time.monotonic()
        sys.stderr.write(f"\r\033[K  {self.what}: {self.done / MB:.1f} / {max(self.done, self.total) / MB:.1f} MB")
        sys.stderr.flush()

    def end(self) -> None:
        if self.what:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
        self.what = ""


quiet = Progress()


def for_terminal() -> Progress:
    return TerminalProgress() if sys.stderr.isatty() else quiet

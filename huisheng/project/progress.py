"""A bar on the terminal for what takes longer than a breath."""

import sys
import time
from collections.abc import Callable

WIDTH = 32
QUIET_STEP = 0.25  # where nobody watches (a log, a pipe) a line for each quarter

Say = Callable[[str], None]


class Bar:
    """Call it with the share done, 0 to 1: one line that grows on a terminal, a few lines elsewhere."""

    def __init__(self, say: Say) -> None:
        self.say, self.told, self.began = say, -1.0, time.monotonic()
        self.live = sys.stdout.isatty()

    def __call__(self, share: float) -> None:
        step = 1 / WIDTH if self.live else QUIET_STEP
        if share < 1 and share - self.told < step:
            return
        self.told = share
        full = int(share * WIDTH)
        seconds = time.monotonic() - self.began
        line = f"  {'█' * full}{'░' * (WIDTH - full)} {share:4.0%}  {seconds:.0f} s"
        if self.live:
            end = "\n" if share >= 1 else ""
            sys.stdout.write(f"\r{line}{end}")
            sys.stdout.flush()
        else:
            self.say(line)

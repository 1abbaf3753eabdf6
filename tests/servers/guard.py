"""``python guard.py PID -- COMMAND…``: run a server until process PID is gone.

A test run that is killed (``kill -9``, a closed terminal) must leave no server behind, and a
server started by one worker must outlive that worker. So every server has this small parent
that looks after the test run's main process. TERM and INT are passed on; the last resort is
KILL after ten seconds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main(owner: int, command: list[str]) -> int:
    """Start, watch, end; returns the exit status of the command."""
    ending: list[float] = []

    def end(_signal: int, _frame: FrameType | None) -> None:
        ending.append(time.monotonic())

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    child = subprocess.Popen(command)
    asked = False
    while child.poll() is None:
        if ending or not _alive(owner):
            if not asked:
                # INT, not TERM: PostgreSQL then disconnects its clients instead of waiting.
                child.send_signal(signal.SIGINT)
                asked, since = True, time.monotonic()
            elif time.monotonic() - since > 10:
                child.kill()
        time.sleep(0.1)
    return child.returncode


if __name__ == "__main__":
    separator = sys.argv.index("--")
    sys.exit(main(int(sys.argv[1]), sys.argv[separator + 1 :]))

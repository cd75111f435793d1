"""`samehand run`: the desk in the foreground, until SIGTERM or SIGINT."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from types import FrameType

from samehand.app import App
from samehand.commands.logs import set_up_logs
from samehand.config.load import load


def run(config: Path) -> int:
    """Work until told to stop; 0 after a clean stop. Raises what `commands.errors` explains."""
    set_up_logs()
    app = App(load(config))
    told = threading.Event()

    def stop(signum: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    app.start()
    try:
        told.wait()
    finally:
        app.stop()
    _leave_who_waits()
    return 0


def _leave_who_waits() -> None:
    """End now, should a thread still wait for a silent server, which may take minutes.

    Python would wait with it. What it was at stands in the store, as for any sudden end.
    """
    if threading.active_count() > 1:
        os._exit(0)

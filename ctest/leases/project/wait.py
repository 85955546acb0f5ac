"""Says that it has begun, with its pid, and waits to be ended."""

import os
import pathlib
import signal
import sys

begun = pathlib.Path(sys.argv[1], "begun")
begun.with_suffix(".part").write_text(str(os.getpid()))
begun.with_suffix(".part").rename(begun)
signal.pause()

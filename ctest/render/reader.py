"""What every reader that is not ours has in common."""

import os
import sys

k_skipped = 77


def skip(reason):
    """Where everything has to be checked, a missing reader is a failure."""
    print("skipped:", reason)
    sys.exit(1 if os.environ.get("CI") == "true" else k_skipped)

"""`make train`: train when something changed."""

import sys

from launcher import bootstrap, prepare
from launcher.terminal import Trouble, fail

if __name__ == "__main__":
    if sys.argv[1:]:
        raise SystemExit("usage: scripts/train")
    try:
        prepare.train(bootstrap.project())
    except Trouble as error:
        fail(error)

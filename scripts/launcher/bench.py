"""`make bench NAME=…`: run one measurement of bench/."""

import os
import sys

from launcher import bootstrap, prepare


def main() -> None:
    """Become the measurement; without a name, list what there is."""
    here = bootstrap.project()
    names = sorted(
        path.stem if path.is_file() else path.name
        for path in (here.root / "bench").glob("[a-z]*")
        if path.suffix == ".py" or (path / "__main__.py").exists()
    )
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        raise SystemExit(f"usage: make bench NAME=<{'|'.join(names) or 'nothing to measure yet'}>")
    python = str(here.python("services"))
    environment = {**prepare.child_environment(), "PYTHONPATH": f"{here.root}{os.pathsep}{bootstrap.SCRIPTS}"}
    os.execve(python, [python, "-m", f"bench.{sys.argv[1]}", *sys.argv[2:]], environment)


if __name__ == "__main__":
    main()

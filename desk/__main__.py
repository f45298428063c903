"""`python -m desk teams …`: what an operator asks of the care team's data.

python -m desk teams check [FOLDER]                read it; mistakes with file and line, then advice
python -m desk teams find ZIP [FOLDER]             the market and team of a ZIP code
python -m desk teams draw TEAM COUNT [SHARE]       a roster of people who do not exist; SHARE speak Spanish
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from desk.teams.check import advice, summary
from desk.teams.directory import DEMO, TeamsBroken, read_directory
from desk.teams.fictional import roster


def main(arguments: list[str]) -> int:
    """The exit status: 1 when something is to be mended, 2 when it was not asked for rightly."""
    try:
        match arguments:
            case ["teams", "check", *folder] if len(folder) <= 1:
                return _check(_folder(folder))
            case ["teams", "find", zip_code, *folder] if len(folder) <= 1:
                return _find(zip_code, _folder(folder))
            case ["teams", "draw", team, count, *share] if count.isdigit() and len(share) <= 1:
                print("agents:\n" + roster(team, int(count), spanish=float(*share or ("0.2",))))
                return 0
    except TeamsBroken as broken:
        sys.stderr.write(f"{broken}\n{len(broken.mistakes)} to mend.\n")
        return 1
    sys.stderr.write((__doc__ or "") + "\n")
    return 2


def _folder(given: list[str]) -> Path:
    return Path(given[0]) if given else DEMO


def _check(folder: Path) -> int:
    directory = read_directory(folder)
    for line in (found := advice(directory, datetime.now(UTC))):
        print(f"advice: {line}")
    print(f"{summary(directory)}: all well" if not found else summary(directory))
    return 0


def _find(zip_code: str, folder: Path) -> int:
    team, market = read_directory(folder).team_at(zip_code)
    print(f"{market.name if market else 'no market'}: {team.name} ({team.site.name})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""One seeded demo database for the whole run; a copy of its file for whoever changes it."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from carrier.demo.office import Office
from carrier.demo.opening import open_office


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("carrier") / "backoffice.sqlite"
    with closing(open_office(path).connection):
        return path


@pytest.fixture(scope="session")
def made(seeded: Path) -> Iterator[Office]:
    """The demo as it was made; only for reading."""
    office = open_office(seeded)
    with closing(office.connection):
        yield office


@pytest.fixture
def office(seeded: Path, tmp_path: Path) -> Iterator[Office]:
    office = open_office(Path(shutil.copy(seeded, tmp_path / "backoffice.sqlite")))
    with closing(office.connection):
        yield office

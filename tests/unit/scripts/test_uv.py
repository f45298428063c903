import sys

import pytest
from launcher import interpreters, uv
from launcher.terminal import Trouble


def test_what_pip_was_told_is_handed_over():
    told = {"index-url": "scheme://one", "extra-index-url": "scheme://two\nscheme://three", "cert": "/certs"}
    found = uv.installer_environment({"PYTHONDONTWRITEBYTECODE": "1"}, told)
    assert found == {
        "UV_DEFAULT_INDEX": "scheme://one",
        "UV_INDEX": "scheme://two scheme://three",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "SSL_CERT_FILE": "/certs",
    }


def test_what_uv_was_told_itself_stays():
    mine = {"UV_DEFAULT_INDEX": "scheme://mine", "UV_INDEX": "", "SSL_CERT_FILE": "/mine"}
    told = {"index-url": "scheme://one", "extra-index-url": "scheme://two", "cert": "/certs"}
    assert uv.installer_environment(mine, told) == mine


def test_where_pip_was_told_nothing_nothing_is_added():
    assert uv.installer_environment({"A": "b"}, {}) == {"A": "b"}


def test_pips_files_are_read_and_its_environment_is_stronger(executable, monkeypatch):
    pip = executable(
        "pip",
        """cat <<'X'
:env:.find-links='/told'
global.extra-index-url='scheme://one scheme://two'
global.find-links='/files'
install.index-url='scheme://install'
X""",
    )
    monkeypatch.setattr(uv, "_pips", lambda: iter([[str(pip)]]))
    assert uv.pip_settings({"PIP_FIND_LINKS": "/told"}) == {
        "extra-index-url": "scheme://one scheme://two",
        "find-links": "/told",
        "index-url": "scheme://install",
    }


def test_a_uv_on_the_path_is_used(executable, monkeypatch, tmp_path):
    found = executable("bin/uv", "exit 0")
    monkeypatch.setenv("PATH", str(found.parent))
    assert uv.locate(tmp_path / "tools") == str(found)


def test_without_uv_pip_installs_it_beside_the_project(executable, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    pip = executable(
        "pip",
        'while [ "$1" != --target ]; do shift; done; mkdir -p "$2/bin"; '
        'printf "#!/bin/sh\\nexit 0\\n" > "$2/bin/uv"; chmod +x "$2/bin/uv"',
    )
    monkeypatch.setattr(uv, "_pips", lambda: iter([[str(pip)]]))
    monkeypatch.setattr(uv.shutil, "which", lambda name: None)
    assert uv.locate(tmp_path / "tools") == str(tmp_path / "tools" / "bin" / "uv")


def test_a_python_without_pip_is_passed_over_and_the_remedy_is_told_when_none_has_it(
    executable, monkeypatch, tmp_path
):
    pip = executable("pip", "echo '/usr/bin/python3: No module named pip'; exit 1")
    monkeypatch.setattr(uv, "_pips", lambda: iter([[str(pip)], [str(pip)]]))
    monkeypatch.setattr(uv.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match="apt-get install python3-pip"):
        uv.locate(tmp_path / "tools")


def test_what_pip_says_when_it_fails_is_told(executable, monkeypatch, tmp_path):
    pip = executable("pip", "echo 'no network'; exit 1")
    monkeypatch.setattr(uv, "_pips", lambda: iter([[str(pip)]]))
    monkeypatch.setattr(uv.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match="no network"):
        uv.locate(tmp_path / "tools")


def test_without_any_python_3_11_the_remedies_are_told(executable, monkeypatch, bare_environment, tmp_path):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    monkeypatch.chdir(tmp_path)
    offline = executable("uv", "echo 'cannot reach the download'; exit 1")
    with pytest.raises(Trouble) as caught:
        uv.python_for(str(offline), bare_environment)
    for word in (
        "apt-get install python3.11",
        "pyenv install 3.11",
        "CARE_PYTHON",
        "cannot reach the download",
    ):
        assert word in str(caught.value)


def test_a_python_that_uv_fetches_is_found_beside_the_project(
    executable, monkeypatch, bare_environment, tmp_path
):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    monkeypatch.chdir(tmp_path)
    fetching = executable(
        "uv",
        'f="$UV_PYTHON_INSTALL_DIR/cpython-3.11.9/bin"; mkdir -p "$f"; '
        'printf "#!/bin/sh\\necho 3 11 /fetched\\n" > "$f/python3.11"; chmod +x "$f/python3.11"',
    )
    environment = {**bare_environment, "PATH": "/usr/bin:/bin"}
    monkeypatch.setattr(
        interpreters, "_all_candidates", lambda _: (tmp_path / ".tools/python").glob("*/bin/*")
    )
    assert str(uv.python_for(str(fetching), environment)) == "/fetched"

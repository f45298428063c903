"""The articles as they were at a commit, read from git without touching the working tree."""

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

from knowledge_base.library import Library
from knowledge_base.problems import KnowledgeBaseError


class NoHistory(KnowledgeBaseError):
    """Git does not know the commit or the folder; the message says what it was asked."""


def library_at(articles: Path, revision: str, folder: Path) -> Library:
    """The library of a commit, unpacked into an empty `folder` that the caller throws away.

    Raises:
        NoHistory: there is no such commit, no git, or no article at that time.
    """
    if revision.startswith("-"):
        raise NoHistory(f"`{revision}` is no commit")
    root = Path(_git(articles, "rev-parse", "--show-toplevel").decode().strip())
    within = articles.resolve().relative_to(root.resolve()).as_posix()
    packed = _git(root, "archive", "--format=tar", revision if within == "." else f"{revision}:{within}")
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return Library.load(folder)


def changed_files(articles: Path, revision: str = "HEAD") -> dict[str, str]:
    """`topic/slug.md` -> `new`, `changed` or `gone`, compared with a commit; empty outside of git."""
    try:
        seen = _git(
            articles, "diff", "--name-status", "--no-renames", "--relative", revision, "--", "."
        ).decode()
        untracked = _git(articles, "ls-files", "--others", "--exclude-standard").decode()
    except NoHistory:
        return {}
    kinds = {"A": "new", "M": "changed", "D": "gone"}
    found = {
        name: kinds.get(kind[:1], "changed")
        for kind, _, name in (line.partition("\t") for line in seen.splitlines())
    }
    return found | dict.fromkeys(untracked.splitlines(), "new")


def changed_lines(articles: Path, file: str, revision: str = "HEAD") -> tuple[tuple[str, str], ...]:
    """Lines of `topic/slug.md` that a commit has otherwise: `("-" | "+", words)` in their order.

    All of a file that git does not know yet is new; outside of git nothing is.
    """
    try:
        seen = _git(articles, "diff", "--unified=0", "--no-color", "--no-ext-diff", revision, "--", file)
        if not seen and _git(articles, "ls-files", "--others", "--exclude-standard", "--", file):
            return tuple(("+", line) for line in (articles / file).read_text(encoding="utf-8").splitlines())
    except (NoHistory, OSError, UnicodeDecodeError):
        return ()
    told = seen.decode(errors="replace").splitlines()
    body = next((n for n, line in enumerate(told) if line.startswith("@@")), len(told))
    return tuple((line[0], line[1:]) for line in told[body:] if line[:1] in ("-", "+"))


def _git(at: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=at, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoHistory(f"git cannot be run: {error}") from error
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip().splitlines()
        raise NoHistory(f"git {arguments[0]}: {why[-1] if why else 'failed'}")
    return done.stdout

"""`make editor`: the preview page of the articles."""

import os
import sys

from launcher import bootstrap

if __name__ == "__main__":
    project = bootstrap.project()
    os.chdir(project.root)
    os.environ["PYTHONPATH"] = str(project.root)
    os.execv(sys.executable, [sys.executable, "-m", "knowledge_base", "preview", *sys.argv[1:]])

"""A process of a make-believe project: serves /health and has a grandchild that hides behind a double fork.

Writes the ids of both beside itself, one line per start. `BREAK=<name>` makes that process end at once.
"""

import http.server
import json
import os
import subprocess
import sys
from pathlib import Path

NAME = Path(sys.argv[0]).parent.name
IDS = Path.cwd() / "ids"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/speak":
            print("somebody asked me to speak", flush=True)
        body = json.dumps({"status": "ok", "process": NAME, "pid": os.getpid(), "parts": {}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


def hide_a_grandchild():
    code = "import subprocess, sys; print(subprocess.Popen(['sleep', '3600'], start_new_session=True, stdout=-3, stderr=-3).pid)"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout.strip()


if sys.argv[1:]:
    print(json.dumps([{"full_name": "Demo Person", "phone": "555", "pin": "1234", "story": "plain"}]))
elif os.environ.get("BREAK") == NAME:
    print("cannot find my keys")
    sys.exit(3)
else:
    with IDS.open("a") as file:
        file.write(f"{NAME} {os.getpid()} {hide_a_grandchild()}\n")
    print(f"{NAME} listens", flush=True)
    port = int(os.environ[f"{NAME.upper()}_PORT"])
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()

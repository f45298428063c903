"""`python -m bot [--port 5005 …]`: Rasa, bound to loopback, behind our input channel.

`python -m bot erase ID` forgets a conversation, while nothing serves on the port.
"""

from __future__ import annotations

import socket
import sys
import time

from bot import environment, settings
from bot.erase import erase
from bot.models import ModelMissing, models_in


def main(arguments: list[str]) -> int:
    """Serve until told to end; 2 when it could not start, with one line that says why."""
    started_at = time.time()
    erases = arguments[:1] == ["erase"]
    try:
        chosen = settings.load([] if erases else arguments)
    except settings.SettingsRefused as error:
        return _refuse(str(error))
    try:
        listener = _bind(chosen.host, chosen.port)
    except OSError as error:
        return _refuse(f"port {chosen.port} on {chosen.host} is not free ({error.strerror})")
    if erases:
        listener.close()
        return erase(arguments[1:], chosen)
    try:
        models_in(chosen.model_folder)
    except ModelMissing as error:
        return _refuse(str(error))
    environment.prepare()

    from bot import log, patches
    from bot.server import AssistantServer

    log.configure(chosen.log_level)
    patched = patches.apply()
    _say_start(chosen, listener.getsockname()[1], patched=patched)
    server = AssistantServer(chosen, started_at=started_at)
    server.serve(listener)
    return 2 if server.failed else 0


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.setblocking(False)
    return listener


def _say_start(chosen: settings.Settings, port: int, *, patched: bool) -> None:
    notes = [] if chosen.internal_token else ["no internal token: this machine only"]
    if not patched:
        notes.append("another Rasa than 3.6.21: repairs left out")
    tail = f" ({'; '.join(notes)})" if notes else ""
    print(f"assistant: http://{chosen.host}:{port}, actions at {chosen.actions_url}{tail}", flush=True)


def _refuse(why: str) -> int:
    print(f"assistant: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

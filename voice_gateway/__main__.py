"""`python -m voice_gateway`: take calls."""

from __future__ import annotations

import asyncio
import sys

import structlog
import uvloop

from runtime.internal_auth import TokenNeeded
from runtime.logs import configure
from runtime.settings import exit_with
from runtime.shutdown import PortTaken, serve
from voice_gateway.app import create_app
from voice_gateway.engines import installed_engines
from voice_gateway.recording.folder_recordings import delete_of
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.transports.sip.wire import NoPort


def main() -> int:
    """Serve until told to stop, or `forget CONVERSATION_ID`: delete its recordings; the exit status."""
    settings = VoiceGatewaySettings.load_or_exit()
    if sys.argv[1:2] == ["forget"]:
        return _forget(settings, sys.argv[2:])
    configure("voice_gateway", file=settings.log_file, level=settings.log_level)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings))
    except TokenNeeded as error:
        exit_with(f"voice_gateway: {error}")
    except PortTaken as error:
        exit_with(f"voice_gateway: {error}; set VOICE_GATEWAY_PORT to another port")
    except NoPort as error:
        exit_with(f"voice_gateway: {error}; set VOICE_GATEWAY_SIP_PORT to another port")
    return 0


def _forget(settings: VoiceGatewaySettings, arguments: list[str]) -> int:
    if len(arguments) != 1:
        exit_with("usage: python -m voice_gateway forget CONVERSATION_ID")
    count = delete_of(settings.recordings, arguments[0])
    sys.stdout.write(f"voice gateway: {count} recordings deleted in {settings.recordings}\n")
    return 0


async def _run(settings: VoiceGatewaySettings) -> None:
    engines = installed_engines(settings)
    structlog.get_logger().info("speech.chosen", detail=engines.detail)
    app = create_app(settings, engines)
    await serve(app, host=settings.host, port=settings.port, drain_seconds=settings.drain_s)


if __name__ == "__main__":
    raise SystemExit(main())

"""`python -m voice_gateway`: take calls."""

from __future__ import annotations

import asyncio

import structlog
import uvloop

from runtime.internal_auth import TokenNeeded
from runtime.logs import configure
from runtime.settings import exit_with
from runtime.shutdown import PortTaken, serve
from voice_gateway.app import create_app
from voice_gateway.engines import installed_engines
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.transports.sip.wire import NoPort


def main() -> int:
    """Serve until told to stop; the exit status."""
    settings = VoiceGatewaySettings.load_or_exit()
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


async def _run(settings: VoiceGatewaySettings) -> None:
    engines = installed_engines(settings)
    structlog.get_logger().info("speech.chosen", detail=engines.detail)
    app = create_app(settings, engines)
    await serve(app, host=settings.host, port=settings.port, drain_seconds=settings.drain_s)


if __name__ == "__main__":
    raise SystemExit(main())

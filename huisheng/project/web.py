"""The web process: one uvicorn, one listening socket, a stop that takes less than a few seconds."""

import socket
from types import FrameType

import uvicorn

from huisheng.project.asgi import web_application
from huisheng.web.live.hub import hub

STOP_WAIT_S = 5  # for requests that are being answered when the stop comes


class Server(uvicorn.Server):
    """Uvicorn that also ends open event streams, which would otherwise keep it from stopping."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        hub.end_soon()
        super().handle_exit(sig, frame)


def run_web(listening: socket.socket) -> None:
    """Answer requests until SIGINT or SIGTERM; both then arrive again as KeyboardInterrupt or SystemExit."""
    config = uvicorn.Config(
        web_application(),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # Django reads them, if HUISHENG_TRUST_PROXY says so
        timeout_graceful_shutdown=STOP_WAIT_S,
        timeout_keep_alive=30,
    )
    Server(config).run(sockets=[listening])

"""The web process: one uvicorn, one listening socket, a stop that takes less than a few seconds."""

import errno
import socket
from types import FrameType

import uvicorn

from huisheng.project.asgi import web_application
from huisheng.web.live.hub import hub

STOP_WAIT_S = 5  # for requests that are being answered when the stop comes


class PortTaken(RuntimeError):
    """Somebody else listens there already, or we may not; the message says what to do."""


class Server(uvicorn.Server):
    """Uvicorn that also ends open event streams, which would otherwise keep it from stopping."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        hub.end_soon()
        super().handle_exit(sig, frame)


def take_port(host: str, port: int) -> socket.socket:
    """Bind before anything slow happens, so that a taken port is said at once. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(1024)
    except OSError as error:
        taken.close()
        raise PortTaken(why_not(error, host, port)) from error
    return taken


def why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: stop it, or choose another one with PORT=…"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root: choose one above 1023 with PORT=…"
    return f"Cannot listen on {host}:{port}: {error.strerror}. Check HUISHENG_BIND and PORT."


def run_web(listening: socket.socket) -> None:
    """Answer requests until SIGINT or SIGTERM."""
    config = uvicorn.Config(
        web_application(),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # Django reads them, if HUISHENG_TRUST_PROXY says so
        timeout_graceful_shutdown=STOP_WAIT_S,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 * 1024,
    )
    Server(config).run(sockets=[listening])

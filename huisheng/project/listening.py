"""Take the port before anything slow happens, so that a taken one is said at once."""

import errno
import socket

from huisheng.project import env


class PortTaken(RuntimeError):
    """Somebody else listens there already, or we may not; the message says what to do."""


def take_port() -> socket.socket:
    """The socket of BIND and PORT, bound. Raises PortTaken or SettingError."""
    host, port = bind_address(), env.number("PORT", 8000, least=1, most=65535)
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        refuse_second_listener(host, port)
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise PortTaken(why_not(error, host, port)) from error
    return taken


def bind_address() -> str:
    return env.text("HUISHENG_BIND", "127.0.0.1")


def refuse_second_listener(host: str, port: int) -> None:
    """Bind once without listening does not fail against a listener on 0.0.0.0 everywhere: ask whether one answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        if probe.connect_ex((asked, port)) == 0:
            raise OSError(errno.EADDRINUSE, "somebody answers there")


def why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: stop it, or choose another one with PORT=…"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root: choose one above 1023 with PORT=…"
    return f"Cannot listen on {host}:{port}: {error.strerror}. Check HUISHENG_BIND and PORT."

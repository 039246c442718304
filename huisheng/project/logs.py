"""Structured logs: one line each, JSON or for the console, with the id of the request that caused it."""

import logging
import logging.config
import re
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from huisheng.kit.mask import redact

LINK = re.compile(r"(/[fc]/[^/\s]+/)[\w-]{16,}")  # links of customers and colleagues: the second half opens them
GRAVE = {"warning", "error", "critical"}
SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.ExtraAdder(),
]


def logging_config(*, style: str, level: str) -> dict[str, Any]:
    """Python's logging settings; `style` is "console" or "json"."""
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if style == "json":
        traces = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        last += [traces, discreet, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last += [structlog.processors.format_exc_info, discreet, console()]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": last,
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},  # 4xx are in our own request lines
            "procrastinate": {"level": "WARNING"},
            "uvicorn": {"level": "WARNING"},
        },
    }


def discreet(_logger: Any, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Trouble is told without phones, addresses and link secrets: messages of libraries quote what they choked on."""
    return told(event) if event.get("level") in GRAVE else event


def told(value: Any) -> Any:
    if isinstance(value, str):
        return LINK.sub(r"\1…", redact(value))
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, list | tuple) else value


def console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )


def configure(config: dict[str, Any]) -> None:
    """Set up Python's logging and structlog on top of it."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

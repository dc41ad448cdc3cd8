"""Reads settings out of environment strings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def boolean(value: str) -> bool:
    """``1 true yes on`` and ``0 false no off``, in any case; anything else is an error."""
    word = value.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{value!r} is neither yes nor no")


def words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def ice_urls(value: str, *schemes: str) -> list[str]:
    """STUN or TURN addresses (RFC 7064, 7065), e.g. ``turns:turn.example:443?transport=tcp``."""
    urls = words(value)
    for url in urls:
        scheme, _, host = url.partition(":")
        if scheme not in schemes or not host or host.startswith("/"):
            raise ImproperlyConfigured(f"{url!r} is not an address of {' or '.join(schemes)}")
    return urls


def ice_policy(value: str, *, turn_urls: list[str], turn_secret: str) -> str:
    """``all``, or ``relay``: browsers never tell each other their own addresses.

    What could never connect anybody is refused at the start, not found out in an interview.
    """
    if value not in ("all", "relay"):
        raise ImproperlyConfigured(f"HIREAPP_ICE_POLICY is all or relay, not {value!r}")
    if value == "relay" and not turn_urls:
        raise ImproperlyConfigured("HIREAPP_ICE_POLICY=relay needs HIREAPP_TURN_URLS")
    if turn_urls and not turn_secret:
        raise ImproperlyConfigured("HIREAPP_TURN_URLS needs HIREAPP_TURN_SECRET")
    return value


def channel_prefix(redis_url: str) -> str:
    """Keeps the messages of two installations on one server apart.

    Database numbers do not: ``PUBLISH`` reaches subscribers of every database
    (Valkey's documentation of PUBSUB, "Database & scoping").
    """
    return f"hireapp{urlsplit(redis_url).path.strip('/') or '0'}"


def database(url: str, *, pool: bool) -> dict[str, Any]:
    """A Django database from ``postgresql://user:password@host:port/name?option=value``.

    With ``pool`` connections come from a psycopg pool: under ASGI every thread would otherwise
    keep a connection of its own.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }

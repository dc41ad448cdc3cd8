"""The web process: pages and API (Django), uploads (tus), sockets (Channels)."""

from __future__ import annotations

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hireapp.settings.base")
django_pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402

from hireapp.core.bodies import BodiesInMemory  # noqa: E402
from hireapp.vault.tus import TusApplication  # noqa: E402
from interviews.realtime.urls import socket_urls  # noqa: E402
from interviews.services.upload_gates import UploadGates  # noqa: E402

pages = BodiesInMemory(django_pages, max_bytes=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
# The stubs know only Channels' own route type; Django's `path` is what its documentation uses.
sockets: Any = socket_urls
UPLOADS = "/uploads/"
uploads = TusApplication(UploadGates(), prefix=UPLOADS, max_bytes=settings.UPLOAD_MAX_BYTES)


async def http(scope: dict[str, Any], receive: Any, send: Any) -> None:
    handler = uploads if scope["path"].startswith(UPLOADS) else pages
    await handler(scope, receive, send)


application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(sockets))),
    }
)

"""For Vercel, which serves what is named `app`: `vercel deploy --local-config relay/hosts/vercel.json`."""

from relay.hosts.asgi import app

__all__ = ["app"]

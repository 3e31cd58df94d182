"""Whether a request comes from a page of this server.

A page of another site can make a browser send requests to 127.0.0.1. They name that site as their `Origin` (request
forgery), or as their `Host` if the site's name was made to resolve to this machine (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server on that address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class HostNames:
    """The host names of the server: IP addresses, the machine's own name, and configured names."""

    def __init__(self, host: str, others: Iterable[str] = ()) -> None:
        """`host` is the address that the server listens on, `others` are further names, say of a reverse proxy."""
        own = socket.gethostname().lower()
        self._loopback = is_loopback(host)
        self._configured = {name.lower() for name in others}
        self._names = {"localhost", host.lower().strip("[]"), *self._configured}
        if not self._loopback:
            self._names |= {own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}

    def refusal_reason(self, method: str, headers: Headers) -> str | None:
        """Return why a request is refused, as a key of the interface's texts; None if it is not."""
        host = headers.get("host", "")
        # The forwarded host is checked too: Gradio builds links from it.
        for given in (host, *headers.getlist("x-forwarded-host")):
            if not all(self._knows(_name(name.strip())) for name in given.split(",")):
                return "foreign_host"
        origin = headers.get("origin", f"http://{host}").partition("://")[2].lower()  # "null" is not our page
        if origin != host.lower() and _name(origin) not in self._configured:
            return "foreign_origin"
        # Browsers name the site of the page behind every request; a link on another site may open the chat.
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode")
        if site in {"cross-site", "same-site"} and not (mode == "navigate" and method in {"GET", "HEAD"}):
            return "foreign_origin"
        return None

    def _knows(self, name: str) -> bool:
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self._loopback  # an IP address cannot be rebound


def _name(host: str) -> str:
    """The host name of a `Host` header, without the port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""

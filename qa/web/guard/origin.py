"""Whether a request comes from a page of this server. Knows headers, nothing of who asks.

A page of another site can send a browser to 127.0.0.1. What it sends names that site as its `Origin` (request
forgery), or as its `Host` where the site's name was made to point here (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server on that address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class HostNames:
    """The names under which browsers reach the server: addresses in numbers, the machine's own name, those given."""

    def __init__(self, host: str, others: Iterable[str] = ()) -> None:
        """`host` is what the server listens on, `others` further names, such as that of a proxy before it."""
        own = socket.gethostname().lower()
        self._loopback = is_loopback(host)
        self._given = {name.lower() for name in others}
        self._names = {"localhost", host.lower().strip("[]"), *self._given}
        if not self._loopback:
            self._names |= {own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}

    def refusal_reason(self, method: str, headers: Headers) -> str | None:
        """Why a request is refused, as a key of the texts; None where it is not."""
        host = headers.get("host", "")
        # A proxy's word of the name it was called by counts too: Gradio makes links of it.
        for given in (host, *headers.getlist("x-forwarded-host")):
            if not all(self._knows(_name(name.strip())) for name in given.split(",")):
                return "foreign_host"
        origin = headers.get("origin", f"http://{host}").partition("://")[2].lower()  # "null" is no page of ours
        if origin != host.lower() and _name(origin) not in self._given:
            return "foreign_origin"
        # Browsers say of every request whose page it comes from; a link from elsewhere may open the chat.
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
        return address.is_loopback or not self._loopback  # no site's name points here: it is in numbers


def _name(host: str) -> str:
    """The name in a `Host`, without the port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""

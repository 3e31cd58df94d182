"""Whether a model can be loaded, decided within about a second and before Sentence Transformers is imported.

A name stands for a folder, for a model in the hub's cache on this machine, or for one on the hub. Without a network,
Sentence Transformers takes seconds to import and then retries for more than a minute.
"""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from embeddings.errors import EmbeddingError

ENCODERS, RERANKERS = "sentence-transformers", "cross-encoder"  # owners of the models whose name has none
_CONNECT_SECONDS = 1.0
_ANSWER_SECONDS = 10.0
_CONFIGURATIONS = ("config.json", "modules.json")  # every model has one of them


def require(name: str, owner: str = ENCODERS) -> bool:
    """Make sure that the model `name` is available; True where it must be loaded from this machine only.

    `owner` (`ENCODERS` or `RERANKERS`) is added to a name on the hub that has none, as Sentence Transformers does.
    The endpoint, the cache and offline mode come from `huggingface_hub`, which reads `HF_ENDPOINT`, `HF_HUB_CACHE`
    and `HF_HUB_OFFLINE` when it is imported. Raises `EmbeddingError` where there is no such model, or none on this
    machine and no network.
    """
    from huggingface_hub import constants

    if _is_folder(name):
        return True
    full_names = [name] if "/" in name else [name, f"{owner}/{name}"]
    is_cached = any(_is_cached(full_name, name) for full_name in full_names)
    is_online = not constants.HF_HUB_OFFLINE and _is_reachable(constants.ENDPOINT)
    if is_cached:
        return not is_online
    if constants.HF_HUB_OFFLINE:
        raise EmbeddingError("model_offline", name=name)
    if not is_online:
        raise EmbeddingError("model_no_network", name=name, endpoint=constants.ENDPOINT)
    if not any(_is_on_hub(full_name, name) for full_name in full_names):
        raise EmbeddingError("model_unknown", name=name, endpoint=constants.ENDPOINT)
    return False


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except OSError:  # a name that is too long for a file
        return False


def _is_cached(full_name: str, name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    folder = os.environ.get("SENTENCE_TRANSFORMERS_HOME")
    try:
        paths = [try_to_load_from_cache(full_name, file, cache_dir=folder) for file in _CONFIGURATIONS]
    except ValueError as error:  # not a name that the hub allows, such as /models/e5
        raise EmbeddingError("model_no_folder", name=name) from error
    return any(isinstance(path, str) for path in paths)


def _is_on_hub(full_name: str, name: str) -> bool:
    from huggingface_hub import HfApi, constants
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

    try:
        HfApi().model_info(full_name, timeout=_ANSWER_SECONDS)
    except RepositoryNotFoundError:
        return False
    except HfHubHTTPError:  # a busy hub, for instance: loading the model tells more
        return True
    except Exception as error:  # whatever the HTTP library of that version raises, such as a proxy without a network
        raise EmbeddingError("model_no_network", name=name, endpoint=constants.ENDPOINT) from error
    return True


def _is_reachable(endpoint: str) -> bool:
    """Whether the host of a URL, or the proxy before it, takes a connection within `_CONNECT_SECONDS`.

    In threads, as the look-up of a host's name has no time limit, and one of several addresses may lead nowhere.
    """
    host, port = _address(endpoint)
    is_connected, is_decided = threading.Event(), threading.Event()

    def connect(address: tuple[str, int]) -> None:
        with suppress(OSError), socket.create_connection(address, _CONNECT_SECONDS):
            is_connected.set()
            is_decided.set()

    def connect_to_all() -> None:
        with suppress(OSError, UnicodeError):
            addresses = {address[:2] for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
            attempts = [threading.Thread(target=connect, args=[address], daemon=True) for address in addresses]
            for attempt in attempts:
                attempt.start()
            for attempt in attempts:
                attempt.join()
        is_decided.set()

    threading.Thread(target=connect_to_all, daemon=True).start()
    is_decided.wait(_CONNECT_SECONDS)
    return is_connected.is_set()


def _address(endpoint: str) -> tuple[str, int]:
    """The host and port to connect to for a URL, or those of the proxy that the environment names."""
    from urllib.request import getproxies, proxy_bypass

    target = urlsplit(endpoint)
    proxies = getproxies()
    proxy = proxies.get(target.scheme) or proxies.get("all")
    if proxy and not proxy_bypass(target.netloc):
        target = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    return target.hostname or "", target.port or (443 if target.scheme == "https" else 80)

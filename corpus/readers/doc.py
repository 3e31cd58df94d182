"""Old Word and WPS documents (.doc, .wps), which LibreOffice converts if it is installed; else they are refused.

Many files of these names hold another format, which is read as it is: RTF, a web page, or a newer Word file.
LibreOffice runs in a folder of its own, which is deleted afterwards, with macros and the network switched off, and has
a time limit.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import docx, html, limits, rtf
from corpus.records import Document, Refusal

_NAMES = ("soffice", "libreoffice")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SECONDS = 120
# Macros are not run, and nothing is loaded from outside the document: all traffic goes to a port where nobody listens.
_SETTINGS = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true", "BlockUntrustedRefererLinks": "true",
    },
    "org.openoffice.Inet/Settings": {
        "ooInetProxyType": "2", "ooInetHTTPProxyName": "127.0.0.1", "ooInetHTTPProxyPort": "9",
        "ooInetHTTPSProxyName": "127.0.0.1", "ooInetHTTPSProxyPort": "9",
    },
}  # fmt: skip
_NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9")


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """One document. Raises `CorpusError` if LibreOffice is missing or cannot convert the file."""
    data = limits.load(stream, limits.PACKAGE_BYTES)
    stream.seek(0)
    start = data[:1024].lstrip().lower()
    if start.startswith(b"{\\rtf"):
        yield from rtf.read(stream, path)
    elif data.startswith(b"PK"):
        yield from docx.read(stream, path)
    elif start.startswith((b"<html", b"<!doctype html")) or b"<html" in start:
        yield from html.read(stream, path)
    elif not data.startswith(_OLD_OFFICE):
        raise CorpusError("doc_unknown")
    else:
        yield from docx.read(io.BytesIO(_converted(data, Path(path).suffix.lower())), path)


def _converted(data: bytes, suffix: str) -> bytes:
    """The document as .docx."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        raise CorpusError("doc_needs_libreoffice", suffix=suffix)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_settings(), "utf-8")
        (folder / f"input{suffix}").write_bytes(data)
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += ["--headless", "--norestore", "--nolockcheck", "--convert-to", "docx"]
        command += ["--outdir", str(folder / "out"), str(folder / f"input{suffix}")]
        _run(command, folder)
        try:
            return (folder / "out" / "input.docx").read_bytes()
        except OSError as error:
            raise CorpusError("doc_not_converted") from error


def _settings() -> str:
    """The settings of LibreOffice's user, as its file `registrymodifications.xcu` holds them."""
    items = (
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{"".join(items)}</oor:items>'


def _run(command: list[str], folder: Path) -> None:
    """Run LibreOffice, and end it with all that it started if it takes too long."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | _NO_NETWORK,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CorpusError("doc_too_slow", seconds=_SECONDS) from error
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
            process.wait()

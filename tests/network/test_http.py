"""Requests to addresses that somebody else chose."""

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult

import pytest

from orchestrator.network.connection import is_public
from orchestrator.network.http import AddressRefused, Answer, OutsideError, Unreachable, fetch
from tests.network.dripping import dripping_headers


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers, body))
        path = self.path.partition("?")[0]
        if path.startswith("/to/"):
            self._answer(int(path.split("/")[2]), b"", location=self.path.partition("?")[2])
        elif path == "/loop":
            self._answer(302, b"", location="/loop")
        elif path == "/drip":
            self._drip()
        elif path == "/half":
            self._answer(200, b"half", length=8)
        else:
            self._answer(200, b"x" * 10_000 if path == "/huge" else b"hello")

    def do_POST(self) -> None:
        self.do_GET()

    def _answer(self, status: int, body: bytes, *, length: int | None = None, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _ in range(1000):
                self.wfile.write(b".")
                time.sleep(0.02)
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    with server:
        threading.Thread(target=server.serve_forever, args=(0.002,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as running:
        yield running


def get(url: str, *, private: bool = True, timeout: float = 5.0, method: str = "GET", **more: Any) -> Answer:  # noqa: ANN401 - whatever fetch takes
    return fetch(method, url, timeout=timeout, max_bytes=1000, allow_private=private, **more)


def refusal(url: str, *, private: bool = True) -> str:
    with pytest.raises(OutsideError) as caught:
        get(url, private=private, timeout=2.0)
    return f"{type(caught.value).__name__}: {caught.value}"


def test_an_answer_comes_with_status_headers_and_body(server: Server) -> None:
    url = f"{server.url}/page?q=1"
    answer = get(url)
    assert (answer.status, answer.text(), answer.url, answer.whole) == (200, "hello", url, True)
    assert (answer.headers["content-length"], server.seen[0][1]) == ("5", "/page?q=1")


@pytest.mark.parametrize(("path", "least", "most"), [("huge", 1000, 1000), ("half", 4, 4), ("drip", 1, 99)])
def test_a_body_that_is_too_large_ends_early_or_drips_is_cut(
    server: Server, path: str, least: int, most: int
) -> None:
    answer = get(f"{server.url}/{path}", timeout=0.3)
    assert (answer.status, answer.whole, least <= len(answer.body) <= most) == (200, False, True)


def test_a_server_of_another_protocol_is_called_that() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def settings_frame() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(65536)
                line.sendall(b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")

        speaking = threading.Thread(target=settings_frame)
        speaking.start()
        with pytest.raises(Unreachable, match=r"what it answered is not HTTP/1\.1"):
            get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        speaking.join()


def test_dripping_headers_gain_no_time() -> None:
    with dripping_headers() as url, pytest.raises(Unreachable, match="no answer in time"):
        get(url, timeout=0.3)


@pytest.mark.parametrize(
    ("status", "method"), [(301, "POST"), (302, "POST"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_a_redirect_keeps_the_callback_but_for_303(server: Server, status: int, method: str) -> None:
    get(f"{server.url}/to/{status}?/end", method="POST", json={"round": 1})
    (_, _, headers, body), led = server.seen
    assert (json.loads(body), headers["content-type"]) == ({"round": 1}, "application/json")
    assert led[:2] == (method, "/end")
    assert led[3] == (body if method == "POST" else b"")


def test_a_redirect_to_another_origin_takes_no_credentials_along(server: Server) -> None:
    other = f"http://localhost:{server.server_port}/end"
    get(f"{server.url}/to/302?{other}", headers={"Authorization": "Bearer x", "X-Kept": "1"})
    assert "authorization" in server.seen[0][2]
    assert "authorization" not in server.seen[1][2]
    assert server.seen[1][2]["x-kept"] == "1"


def test_redirects_end_somewhere(server: Server) -> None:
    assert refusal(f"{server.url}/loop") == "Unreachable: 127.0.0.1: more than 5 redirects"


def test_a_redirect_to_a_private_address_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.network.connection.is_public", lambda address: address == "127.0.0.1")
    assert refusal(f"{server.url}/to/302?http://[::1]:9/", private=False) == (
        "AddressRefused: ::1: its address is not a public one"
    )


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/",
     "http://0177.0.0.1/", "http://127.1/", "http://0.0.0.0/", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data", "http://10.1.2.3/"],
)  # fmt: skip
def test_private_addresses_are_refused_however_they_are_written(url: str) -> None:
    assert refusal(url, private=False).endswith("its address is not a public one")


NOT_PUBLIC = [
    "192.168.1.1", "100.64.0.1", "168.63.129.16", "224.0.0.1", "255.255.255.255", "fd00::1", "fe80::1",
    "64:ff9b::7f00:1", "2002:7f00:1::",
]  # fmt: skip
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]


def test_an_address_that_leads_into_a_private_network_is_not_public() -> None:
    assert [address for address in NOT_PUBLIC + PUBLIC if is_public(address)] == PUBLIC


def test_a_name_is_resolved_once_and_the_checked_address_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "169.254.169.254"])
    kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    resolve = socket.getaddrinfo

    def changing(host: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the original has it
        if host != "rebinding.example":
            return resolve(host, *args, **more)
        return [(*kind, (next(answers), server.server_port))]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr("orchestrator.network.connection.is_public", lambda address: address == "127.0.0.1")
    answer = get(f"http://rebinding.example:{server.server_port}/", private=False)
    assert answer.text() == "hello"
    assert server.seen[0][2]["host"] == f"rebinding.example:{server.server_port}"


def test_a_host_of_any_script_is_asked_for_by_its_ascii_name(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.server_port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: local)
    assert get(f"http://bücher.例え.example:{server.server_port}/").status == 200
    assert server.seen[0][2]["host"] == f"xn--bcher-kva.xn--r8jz45g.example:{server.server_port}"


@pytest.mark.parametrize(
    "location", ["http://[", "http://h:x/", "ftp://example.com/", "http://a:b@example.com/"]
)
def test_a_redirect_to_what_cannot_be_called_is_refused(server: Server, location: str) -> None:
    assert refusal(f"{server.url}/to/302?{location}").startswith("AddressRefused: ")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://example.com/x", "example.com: only http and https addresses are called"),
        ("file:///etc/passwd", "the address: only http and https addresses are called"),
        ("http://", "the address: only http and https addresses are called"),
        ("http://ada:pw@example.com/", "example.com: an address with credentials in it is not called"),
    ],
)
def test_what_is_not_a_plain_web_address_is_refused(url: str, sentence: str) -> None:
    assert refusal(url) == f"AddressRefused: {sentence}"


def test_the_rest_of_an_address_stays_out_of_errors() -> None:
    with Server() as closed:
        url = f"{closed.url}/secret-path?token=1"
    assert refusal(url) == "Unreachable: 127.0.0.1: no answer (Connection refused)"


def test_a_certificate_that_nobody_vouches_for_is_a_tls_error(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    running = Server()
    running.socket = context.wrap_socket(running.socket, server_side=True)
    running.handle_error = lambda *_: None  # type: ignore[method-assign] # the handshake is meant to fail
    with serving(running):
        said = refusal(f"https://localhost:{running.server_port}/")
    assert said == "Unreachable: localhost: TLS failed (CERTIFICATE_VERIFY_FAILED)"


@pytest.mark.parametrize(("method", "json", "followed"), [("GET", None, 2), ("POST", {"nonce": "n"}, 1)])
def test_only_what_carries_a_body_is_not_led_from_https_to_http(
    monkeypatch: pytest.MonkeyPatch, method: str, json: dict[str, Any] | None, followed: int
) -> None:
    asked: list[str] = []

    def exchange(_: str, parts: SplitResult, *__: object) -> Answer:
        asked.append(parts.scheme)
        moved = {"location": "http://www.example.com/tides/"} if parts.scheme == "https" else {}
        return Answer(301 if moved else 200, moved, b"", parts.geturl())

    monkeypatch.setattr("orchestrator.network.http._exchange", exchange)
    with (
        nullcontext() if followed == 2 else pytest.raises(AddressRefused, match="plain http is not followed")
    ):
        fetch(method, "HTTPS://a.github.io/", timeout=9, max_bytes=9, allow_private=False, json=json)
    assert len(asked) == followed

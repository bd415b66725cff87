"""The receiver of callbacks answers as an evaluator does."""

import requests

from scripts.demo_runner.receiver import FIELDS, Receiver


def callback(nonce: str) -> dict[str, object]:
    return dict.fromkeys(FIELDS, "x") | {"round": 1, "nonce": nonce}


def test_a_callback_is_accepted_and_found_by_its_nonce() -> None:
    with Receiver() as receiver:
        answers = [requests.post(receiver.url, json=callback(nonce), timeout=5) for nonce in ("a", "b")]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert receiver.callbacks_for("b") == [callback("b")]


def test_a_callback_with_another_set_of_fields_is_refused() -> None:
    with Receiver() as receiver:
        answer = requests.post(receiver.url, json=callback("a") | {"extra": 1}, timeout=5)
        assert answer.status_code == 400
        assert receiver.callbacks == []


def test_a_body_that_is_not_json_is_refused() -> None:
    with Receiver() as receiver:
        assert requests.post(receiver.url, data=b"{", timeout=5).status_code == 400

"""Signatures of the carrier: the documented vector and the quirks of ports and slashes."""

from agent.http.signature import as_websocket, candidates, is_valid, sign

FIELDS = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"


def test_documented_vector() -> None:
    assert sign("12345", URL, FIELDS) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_blank_fields_count() -> None:
    assert sign("t", URL, [*FIELDS, ("FromCity", "")]) != sign("t", URL, FIELDS)


def test_repeated_name_counts_once_per_value() -> None:
    twice = [("a", "2"), ("a", "1"), ("a", "2")]
    assert sign("t", URL, twice) == sign("t", URL, [("a", "1"), ("a", "2")])


def test_port_and_slash_quirks() -> None:
    urls = candidates("https://node.example", "/twilio/voice?x=1")
    for signed in (
        "https://node.example/twilio/voice?x=1",
        "https://node.example:443/twilio/voice?x=1",
        "https://node.example/twilio/voice/?x=1",
    ):
        assert is_valid("t", sign("t", signed), urls)
    assert not is_valid("t", sign("t", "https://evil.example/twilio/voice?x=1"), urls)
    assert not is_valid("t", sign("t", "http://node.example/twilio/voice?x=1"), urls)


def test_own_port_may_be_left_out() -> None:
    urls = candidates("http://127.0.0.1:8080", "/twilio/voice")
    assert is_valid("t", sign("t", "http://127.0.0.1:8080/twilio/voice"), urls)
    assert is_valid("t", sign("t", "http://127.0.0.1/twilio/voice"), urls)


def test_upgrade_and_prefix() -> None:
    urls = candidates(as_websocket("https://node.example/agent"), "/twilio/stream")
    assert is_valid("t", sign("t", "wss://node.example/agent/twilio/stream"), urls)


def test_login_in_the_url_is_part_of_the_text() -> None:
    urls = candidates("https://user:secret@node.example", "/v")
    assert is_valid("t", sign("t", "https://user:secret@node.example/v"), urls)


def test_wrong_and_missing_signatures() -> None:
    urls = candidates("https://node.example", "/v")
    good = sign("t", "https://node.example/v", FIELDS)
    assert not is_valid("other", good, urls, FIELDS)
    assert not is_valid("t", good, urls, FIELDS[1:])
    assert not is_valid("t", "", urls, FIELDS)
    assert not is_valid("t", "ünïcode", urls, FIELDS)

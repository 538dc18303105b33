from botocore.eventstream import EventStreamBuffer

from fakes.model.faults import event_message


def test_a_message_is_read_by_the_providers_own_client() -> None:
    buffer = EventStreamBuffer()

    buffer.add_data(event_message.message("ping", b'{"a":1}') + event_message.message("chunk", b""))
    read = [message.to_response_dict(200) for message in buffer]

    headers = {":content-type": "application/json", ":message-type": "event"}
    assert read == [
        {"status_code": 200, "headers": {":event-type": "ping", **headers}, "body": b'{"a":1}'},
        {"status_code": 200, "headers": {":event-type": "chunk", **headers}, "body": b""},
    ]

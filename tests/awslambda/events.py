"""Events as AWS documents them, each for the same request: ``POST /a b/ü?x=1&x=2&y=é`` with a JSON body."""

import copy
from typing import Any

FUNCTION_URL: dict[str, Any] = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/a%20b/%C3%BC",
    "rawQueryString": "x=1&x=2&y=%C3%A9",
    "cookies": ["a=1", "b=2"],
    "headers": {
        "host": "abc.lambda-url.eu-central-1.on.aws",
        "content-type": "application/json",
        "content-length": "12",
        "x-forwarded-proto": "https",
        "x-forwarded-port": "443",
        "x-forwarded-for": "203.0.113.7",
        "accept": "text/html,*/*",
    },
    "queryStringParameters": {"x": "1,2", "y": "é"},
    "requestContext": {
        "accountId": "anonymous",
        "apiId": "abc",
        "domainName": "abc.lambda-url.eu-central-1.on.aws",
        "domainPrefix": "abc",
        "http": {
            "method": "POST",
            "path": "/a b/ü",
            "protocol": "HTTP/1.1",
            "sourceIp": "203.0.113.7",
            "userAgent": "curl/8",
        },
        "requestId": "id",
        "routeKey": "$default",
        "stage": "$default",
        "time": "05/Aug/2022:08:14:39 +0000",
        "timeEpoch": 1659687279885,
    },
    "body": '{"a":"\u00e9"}',
    "isBase64Encoded": False,
}

HTTP_API: dict[str, Any] = {
    **copy.deepcopy(FUNCTION_URL),
    "routeKey": "POST /{proxy+}",
    "rawPath": "/prod/a%20b/%C3%BC",
    "stageVariables": None,
    "pathParameters": {"proxy": "a b/ü"},
}
HTTP_API["requestContext"]["stage"] = "prod"
HTTP_API["requestContext"]["http"]["path"] = "/prod/a b/ü"

REST: dict[str, Any] = {
    "resource": "/{proxy+}",
    "path": "/a b/ü",
    "httpMethod": "POST",
    "headers": {
        "Host": "api.example.com",
        "Content-Type": "application/json",
        "Cookie": "a=1; b=2",
        "X-Forwarded-For": "203.0.113.7, 10.0.0.1",
        "X-Forwarded-Proto": "https",
        "Accept": "*/*",
    },
    "multiValueHeaders": {
        "Host": ["api.example.com"],
        "Content-Type": ["application/json"],
        "Cookie": ["a=1; b=2"],
        "X-Forwarded-For": ["203.0.113.7, 10.0.0.1"],
        "X-Forwarded-Proto": ["https"],
        "Accept": ["text/html", "*/*"],
    },
    "queryStringParameters": {"x": "2", "y": "é"},
    "multiValueQueryStringParameters": {"x": ["1", "2"], "y": ["é"]},
    "pathParameters": {"proxy": "a b/ü"},
    "stageVariables": None,
    "requestContext": {
        "accountId": "000000000000",
        "apiId": "id",
        "httpMethod": "POST",
        "identity": {"sourceIp": "203.0.113.7", "userAgent": "curl/8"},
        "path": "/prod/a b/ü",
        "protocol": "HTTP/1.1",
        "requestId": "id",
        "stage": "prod",
    },
    "body": '{"a":"\u00e9"}',
    "isBase64Encoded": False,
}

ALB: dict[str, Any] = {
    "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:0:targetgroup/a/b"}},
    "httpMethod": "POST",
    "path": "/a%20b/%C3%BC",
    "queryStringParameters": {"x": "2", "y": "%C3%A9"},
    "headers": {
        "accept": "*/*",
        "content-type": "application/json",
        "cookie": "a=1; b=2",
        "host": "alb.example.com",
        "x-forwarded-for": "203.0.113.7, 10.0.0.1",
        "x-forwarded-port": "80",
        "x-forwarded-proto": "http",
    },
    "body": '{"a":"\u00e9"}',
    "isBase64Encoded": False,
}

ALB_SEVERAL: dict[str, Any] = {
    **{name: value for name, value in ALB.items() if name not in ("headers", "queryStringParameters")},
    "multiValueHeaders": {
        **{name: [value] for name, value in ALB["headers"].items()},
        "accept": ["text/html", "*/*"],
    },
    "multiValueQueryStringParameters": {"x": ["1", "2"], "y": ["%C3%A9"]},
}


def changed(event: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return the event with one field, ``a.b.c``, changed."""
    event = copy.deepcopy(event)
    target = event
    *way, last = path.split(".")
    for name in way:
        target = target[name]
    target[last] = value
    return event


def in_base64(event: dict[str, Any], body: str) -> dict[str, Any]:
    """Return the event with this body, which it says is base64."""
    return {**event, "body": body, "isBase64Encoded": True}


def without(event: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the event without these fields."""
    return {name: value for name, value in event.items() if name not in names}

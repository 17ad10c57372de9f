from flask import Blueprint, jsonify, request

from .checks import ping, uptime

status = Blueprint("status", __name__)


@status.get("/status")
def local_status():
    ok, text = uptime()
    return jsonify(ok=ok, text=text)


@status.post("/status/ping")
def remote_status():
    body = request.get_json()
    ok, text = ping(body["host"], body.get("count", 3))
    return jsonify(ok=ok, text=text)

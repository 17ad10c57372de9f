import base64
import pickle

from flask import Blueprint, jsonify, make_response, request

basket = Blueprint("basket", __name__)


def load(raw):
    if not raw:
        return {"lines": []}
    return pickle.loads(base64.urlsafe_b64decode(raw))


def dump(content):
    return base64.urlsafe_b64encode(pickle.dumps(content)).decode()


@basket.post("/basket/<int:sku>")
def add(sku):
    content = load(request.cookies.get("basket"))
    content["lines"].append(sku)
    response = make_response(jsonify(content))
    response.set_cookie("basket", dump(content), secure=True, httponly=True, samesite="Lax")
    return response

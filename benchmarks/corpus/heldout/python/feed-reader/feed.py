from xml.etree import ElementTree

from flask import Flask, jsonify, request

app = Flask(__name__)


def titles(data):
    return [node.findtext("title") for node in ElementTree.fromstring(data).iter("item")]


@app.post("/feeds/preview")
def preview():
    return jsonify(titles(request.get_data()))

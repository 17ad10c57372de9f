from flask import Flask, abort, jsonify, request
from lxml import etree

app = Flask(__name__)
CATALOGUE = etree.parse("/srv/shop/catalogue.xml")


def price(sku, currency):
    found = CATALOGUE.xpath("//item[@sku=$sku]/price[@currency=$currency]/text()", sku=sku, currency=currency)
    return found[0] if found else None


@app.get("/price/<sku>")
def show(sku):
    value = price(sku, request.args.get("currency", "EUR"))
    if value is None:
        abort(404)
    return jsonify(price=value)

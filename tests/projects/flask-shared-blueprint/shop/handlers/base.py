from flask import Blueprint

routes = Blueprint("shop", __name__)

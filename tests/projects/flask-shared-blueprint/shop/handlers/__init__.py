from shop.handlers.base import routes


@routes.route("/ping", methods=["GET"])
def ping():
    return "PONG."


def init_app(app):
    app.register_blueprint(routes)

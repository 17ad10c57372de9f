from sanic import Sanic
from sanic.response import text

app = Sanic("app")


@app.get("/")
async def index(_request):
    return text("ok")

from app.main import app
from fastapi.testclient import TestClient


def test_the_health_path_answers() -> None:
    assert TestClient(app).get("/healthz").json() == {"status": "ok"}

from fastapi.testclient import TestClient


def test_it_is_alive(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_a_note_is_kept(client: TestClient) -> None:
    made = client.post("/notes", json={"title": "Milk", "body": "two litres"})
    assert made.status_code == 201
    assert client.get(f"/notes/{made.json()['id']}").json() == made.json()
    assert [note["title"] for note in client.get("/notes").json()] == ["Milk"]


def test_a_note_needs_a_title(client: TestClient) -> None:
    assert client.post("/notes", json={"title": ""}).status_code == 422


def test_an_unknown_note_is_not_found(client: TestClient) -> None:
    assert client.get("/notes/404").status_code == 404

import uvicorn

uvicorn.run("harness.api:app", port=7777)

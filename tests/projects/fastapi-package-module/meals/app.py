import uvicorn
from fastapi import FastAPI

from meals.settings import PORT

app = FastAPI()


def main():
    uvicorn.run("app:app", host="0.0.0.0", port=9000)

from fastapi import APIRouter
from pydantic import BaseModel

from .rows import rows

router = APIRouter()


class Column(BaseModel):
    name: str
    expression: str


def computed(row, column: Column):
    return eval(column.expression, {"__builtins__": {}}, dict(row))


@router.post("/reports/columns")
def preview(column: Column):
    return [{column.name: computed(row, column)} for row in rows(limit=10)]

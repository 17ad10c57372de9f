import operator

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from .rows import rows

router = APIRouter()
OPERATORS = {"sum": operator.add, "product": operator.mul, "difference": operator.sub}


class Column(BaseModel):
    name: str
    operator: str
    left: str
    right: str


def computed(row, column: Column):
    return OPERATORS[column.operator](row[column.left], row[column.right])


@router.post("/reports/columns")
def preview(column: Column):
    if column.operator not in OPERATORS:
        raise HTTPException(422)
    return [{column.name: computed(row, column)} for row in rows(limit=10)]

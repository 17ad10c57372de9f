from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

ROOT = Path("/srv/invoices")
router = APIRouter()


def locate(year: int, name: str) -> Path:
    return ROOT / str(year) / name


@router.get("/invoices/{year}/{name:path}")
def invoice(year: int, name: str):
    path = locate(year, name)
    if not path.is_file():
        raise HTTPException(status_code=404)
    return FileResponse(path, media_type="application/pdf")

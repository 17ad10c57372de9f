from datetime import date

from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from .database import get_session

router = APIRouter(prefix="/shipments")


@router.get("/report")
async def report(since: date, carrier: str | None = None, session: AsyncSession = Depends(get_session)):
    conditions, values = ["shipped_on >= :since"], {"since": since}
    if carrier:
        conditions.append("carrier = :carrier")
        values["carrier"] = carrier
    query = "SELECT carrier, count(*) AS parcels FROM shipments WHERE " + " AND ".join(conditions) + " GROUP BY carrier"
    rows = await session.execute(text(query), values)
    return [dict(row) for row in rows.mappings()]

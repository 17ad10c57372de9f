import yaml
from fastapi import APIRouter, HTTPException, UploadFile

router = APIRouter()
STEPS = {"fetch", "clean", "publish"}


def checked(pipeline):
    unknown = {step["name"] for step in pipeline["steps"]} - STEPS
    if unknown:
        raise HTTPException(422, f"unknown steps: {sorted(unknown)}")
    return pipeline


@router.post("/pipelines")
async def upload(file: UploadFile):
    content = await file.read()
    pipeline = yaml.load(content, Loader=yaml.CSafeLoader)
    return checked(pipeline)

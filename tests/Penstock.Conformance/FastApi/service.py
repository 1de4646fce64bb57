"""An ordinary FastAPI service, as a Python model author writes it: what Penstock serves as `predict` models in these tests.

Run by the tests on Debian's packages (python3-fastapi, python3-uvicorn): uvicorn service:app. `seen` counts what reached the endpoints or was refused by
FastAPI itself; requests for the document and for the counts are not counted.
"""
import datetime
import enum
import uuid
from typing import Dict, List, Optional

from fastapi import FastAPI, Header, HTTPException, Query, Request
from pydantic import BaseModel, Field

app = FastAPI(title="House prices")
seen: List[Dict[str, object]] = []


@app.middleware("http")
async def count(request: Request, call_next):
    if request.url.path not in ("/openapi.json", "/seen"):
        seen.append({"path": request.url.path, "query": request.url.query, "headers": dict(request.headers)})
    return await call_next(request)


@app.get("/seen")
async def get_seen():
    return seen


class Species(str, enum.Enum):
    cat = "cat"
    dog = "dog"


class Owner(BaseModel):
    name: str = Field(min_length=1, max_length=20)
    since: Optional[datetime.date] = None


class Pet(BaseModel):
    species: Species
    weight: float = Field(gt=0, le=200, description="In kilograms")
    chip: Optional[uuid.UUID] = None
    tags: List[str] = Field(default=[], max_items=3)
    scores: Dict[str, int] = {}
    owner: Optional[Owner] = Field(default=None, description="Who pays")
    copies: int = Field(default=1, ge=1, le=10)
    express: bool = False

    class Config:
        schema_extra = {"example": {"species": "cat", "weight": 4.5, "copies": 2}}


class Quote(BaseModel):
    total: float
    species: Species
    received: Pet


@app.post("/price", response_model=Quote, operation_id="quote", summary="Quotes the price of a pet")
async def price(pet: Pet):
    if pet.owner is not None and pet.owner.name == "nobody":
        raise HTTPException(status_code=422, detail="nobody owns no pets")
    base = 10.0 if pet.species is Species.cat else 20.0
    return Quote(total=base * pet.weight * pet.copies, species=pet.species, received=pet)


@app.get("/shelf/{shelf}/pets", operation_id="shelf")
async def shelf(shelf: int, species: Species = Species.cat, tag: List[str] = Query(default=[]), x_trace: Optional[str] = Header(default=None)):
    if shelf > 100:
        raise HTTPException(status_code=404, detail="There is no such shelf.")
    return {"shelf": shelf, "species": species, "tags": tag, "trace": x_trace}


@app.post("/sum", operation_id="sum")
async def add(numbers: List[int]):
    return sum(numbers)


@app.post("/two", operation_id="two")
async def two(pet: Pet, owner: Owner, strict: bool = False):
    return [pet.species, owner.name, strict]

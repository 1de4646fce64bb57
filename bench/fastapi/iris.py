"""Iris over FastAPI, as its users write it: the same arithmetic as Penstock's iris model (samples/train-iris), in plain Python.

An easy opponent: no NumPy, no ONNX Runtime, one process; but also no keys, no limits and no ledger.
"""
from math import exp

from fastapi import FastAPI
from pydantic import BaseModel

CLASSES = ("setosa", "versicolor", "virginica")
WEIGHTS = ((23.4015, 16.6399, 11.8488), (25.6746, 5.1709, 2.8369), (-14.3092, 8.3269, 16.82), (-26.4558, 0.6011, 15.5606))
BIAS = (-89.989, -75.3658, -104.8143)

app = FastAPI()


class Iris(BaseModel):
    sepal_length: float
    sepal_width: float
    petal_length: float
    petal_width: float


class Species(BaseModel):
    label: int
    class_name: str
    probabilities: dict[str, float]


@app.post("/models/iris/invoke", response_model=Species)
async def predict(iris: Iris) -> Species:
    row = (iris.sepal_length, iris.sepal_width, iris.petal_length, iris.petal_width)
    scores = [BIAS[c] + sum(row[f] * WEIGHTS[f][c] for f in range(4)) for c in range(3)]
    highest = max(scores)
    parts = [exp(score - highest) for score in scores]
    total = sum(parts)
    label = scores.index(highest)
    return Species(label=label, class_name=CLASSES[label], probabilities=dict(zip(CLASSES, (part / total for part in parts))))

"""With nothing but the wheel and NumPy: a network is trained, converted, run and saved, and no mistake is a surprise."""

import tempfile
import time
from pathlib import Path

start = time.perf_counter()
import halfword  # noqa: E402

imported = time.perf_counter() - start

import numpy as np  # noqa: E402

generator = np.random.default_rng(0)
X = generator.normal(size=(400, 16))
y = np.array(["low", "middle", "high"])[np.digitize(X[:, :4].sum(axis=1), [-1, 1])]
start = time.perf_counter()
model = halfword.train(X, y, "relu:24")
trained = time.perf_counter() - start
assert model.verdict is not None
assert model.verdict.kept, model.verdict
assert (model.predict(X) == y).mean() > 0.9
assert model.certified(X).mean() > 0.5
with tempfile.TemporaryDirectory() as folder:
    model.save_c(Path(folder) / "model.h")
    model.save_source(Path(folder) / "model.c")
    model.project(Path(folder) / "device", target="cortex-m0")
    assert (Path(folder) / "device/lib/libhalfword.a").is_file()
try:
    model.predict(X[:, :3])
except halfword.InputError as error:
    assert "expecting 16 features" in str(error)
print(f"halfword {halfword.__version__}: imported in {imported:.2f} s, trained and converted in {trained:.1f} s")

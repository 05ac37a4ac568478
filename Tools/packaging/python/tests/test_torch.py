"""PyTorch's modules, dense and with convolutions, through both of its exporters; ONNX files and bytes."""

import sys

import numpy as np
import pytest

import halfword

torch = pytest.importorskip("torch", reason="PyTorch is not installed")


@pytest.fixture(scope="module")
def convolutional():
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.BatchNorm2d(8), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Flatten(), torch.nn.Dropout(0.3), torch.nn.Linear(8 * 4 * 4, 5),
    )  # fmt: skip


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).normal(size=(60, 3, 8, 8)).astype(np.float32)


def logits(module, X):
    with torch.no_grad():
        return module.eval()(torch.from_numpy(X)).numpy()


def test_a_dense_module(digits):
    X, y = digits
    torch.manual_seed(0)
    module = torch.nn.Sequential(torch.nn.Linear(64, 24), torch.nn.Tanh(), torch.nn.Linear(24, 10))
    optimizer = torch.optim.Adam(module.parameters(), 0.01)
    inputs, labels = torch.from_numpy(X.astype(np.float32)), torch.from_numpy(y)
    for _ in range(100):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(module(inputs), labels).backward()
        optimizer.step()
    module.train()
    model = halfword.convert(module, X, y)
    assert module.training, "the module is as it was"
    assert model.verdict.kept
    assert (model.predict(X) == logits(module, X.astype(np.float32)).argmax(axis=1)).mean() > 0.99


@pytest.mark.parametrize("exporter", ["new", "old"])
def test_a_module_with_convolutions_takes_its_own_layout(convolutional, pictures, exporter, monkeypatch):
    if exporter == "old":
        monkeypatch.setitem(sys.modules, "onnxscript", None)
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    model = halfword.convert(convolutional, pictures)
    expected = logits(convolutional, pictures)
    assert model.input_shape == (8, 8, 3)
    assert np.abs(model.outputs(pictures) - expected).max() < 0.01 * np.ptp(expected)
    flat = pictures.reshape(len(pictures), -1)
    last = pictures.transpose(0, 2, 3, 1)
    assert (model.raw(flat) == model.raw(pictures)).all()
    assert (model.raw(np.ascontiguousarray(last)) == model.raw(pictures)).all()
    table = model.compare(pictures)
    assert (table["fixed"] == model.outputs(pictures)).all()
    assert np.abs(table["float"] - expected).max() < 1e-4


def test_an_onnx_file_and_its_bytes(convolutional, pictures, tmp_path):
    file = tmp_path / "network.onnx"
    torch.onnx.export(convolutional.eval(), (torch.from_numpy(pictures[:1]),), str(file), dynamo=False)
    from_file, from_bytes = halfword.convert(file, pictures), halfword.convert(file.read_bytes(), pictures)
    assert from_file.image == from_bytes.image == halfword.convert(convolutional, pictures).image
    loaded = halfword.load(_saved(from_file, tmp_path), against=file)
    assert (loaded.raw(pictures) == from_file.raw(pictures)).all()


def _saved(model, folder):
    model.save(folder / "network.hwm")
    return folder / "network.hwm"


def test_what_cannot_run_is_named():
    class Sine(torch.nn.Module):
        def forward(self, x):
            return torch.linalg.norm(x, dim=1, keepdim=True)

    with pytest.raises(halfword.UnsupportedModelError, match=r"model\.onnx"):
        halfword.convert(Sine(), np.random.default_rng(0).normal(size=(20, 4)))
    with pytest.raises(halfword.UnsupportedModelError, match="does not take a sample of X"):
        halfword.convert(torch.nn.Linear(3, 2), np.zeros((20, 4)))

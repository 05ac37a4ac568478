"""What a model can do: files, copies, threads, processes, notebooks."""

import concurrent.futures
import copy
import multiprocessing
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

import halfword


def test_bits_and_values_agree(model, digits):
    X, _ = digits
    words = model.words(X)
    assert words.dtype == model.raw(X).dtype == np.int16
    assert (model.raw(words) == model.raw(X)).all()
    assert (model.outputs(X) == model.raw(X) * 2.0 ** (model.description["outputExponent"] - 8)).all()
    assert (model.predict_proba(X).sum(axis=1) == 1).all()
    # Every kind of number gives the same words where the values are the same.
    for kind in (np.float32, np.float64, np.int32, np.uint8):
        assert (model.words(X.astype(kind)) == words).all()
    assert (model.words(X.tolist()) == words).all()
    assert (model.words(np.asfortranarray(X)) == words).all()


def test_certificates_hold(model, classifier, digits):
    X, _ = digits
    certified = model.certified(X)
    assert certified.mean() > 0.9
    assert (model.predict(X) == classifier.predict(X))[certified].all()
    errors = np.abs(model.outputs(X) - classifier.predict_proba(X))
    assert (errors <= model.bounds(X) + 1e-6).all()


def test_comparison_is_that_of_the_library(model, classifier, digits):
    X, y = digits
    table = model.compare(X, y)
    assert (table["fixed"] == model.outputs(X)).all()
    assert np.abs(table["float"] - classifier.predict_proba(X)).max() < 1e-5
    assert (table["label"] == y).all()
    assert (table["fixed_answer"] == model.predict(X)).all()
    assert (table["changed"] == (table["float_answer"] != table["fixed_answer"])).all()


def test_verdict_reads_as_the_programs(model):
    text = str(model.verdict)
    assert "KEPT" in text
    assert "bytes of flash" in text
    assert model.verdict.flash_bytes == len(model.image)
    assert model.verdict.instructions == model.instructions


def test_a_verdict_that_is_not_kept_warns(classifier, digits):
    X, y = digits
    with pytest.warns(halfword.NotKeptWarning, match="not kept"):
        model = halfword.convert(classifier, X, y, max_error=1e-9)
    assert not model.verdict.kept
    assert model.verdict.reasons
    assert "NOT KEPT" in repr(model)


def weight_bits(model):
    """Byte 3 of each layer's descriptor (Docs/image-format.md)."""
    layers = int.from_bytes(model.image[32:36], "little")
    return list(model.image[64 + 3 : 64 + 64 * layers : 64])


@pytest.mark.parametrize(
    ("options", "bits"),
    [
        ({"weights": 16}, [16, 16]),
        ({"weights": 8}, [8, 8]),
        ({"weights": [8, 4], "rounding": "adaptive", "bias_correction": True}, [8, 4]),
        ({"weights": "8,4"}, [8, 4]),
    ],
)
def test_weights_have_the_bits_that_are_asked_for(classifier, digits, options, bits):
    model = halfword.convert(classifier, *digits, min_kept=50, max_error="100%", progress=False, **options)
    assert weight_bits(model) == bits
    assert (model.raw(digits[0]) == halfword.load(model.image).raw(digits[0])).all()


def test_an_image_is_as_small_as_its_flash(model, classifier, digits):
    size = len(model.image) * 3 // 4
    smaller = halfword.convert(classifier, *digits, flash=size, min_kept=50, max_error="100%", progress=False)
    assert len(smaller.image) <= size
    assert min(weight_bits(smaller)) < 16


def test_files_for_the_board(model, tmp_path):
    model.save(tmp_path / "digits.hwm")
    model.save_c(tmp_path / "digits.h")
    model.save_source(tmp_path / "digits.c", certificates=True)
    model.report(tmp_path / "digits.html")
    assert (tmp_path / "digits.hwm").read_bytes() == model.image
    assert model.identity in (tmp_path / "digits.h").read_text()
    assert "DIGITS_CLASS_NAMES" in (tmp_path / "digits.h").read_text() + (tmp_path / "digits.c").read_text()
    assert "<svg" in (tmp_path / "digits.html").read_text()


def test_a_saved_model_loads(model, digits, tmp_path):
    X, _ = digits
    model.save(tmp_path / "digits.hwm")
    model.save_checkpoint(tmp_path / "digits.safetensors")
    loaded = halfword.load(tmp_path / "digits.hwm", against=tmp_path / "digits.safetensors")
    assert (loaded.raw(X) == model.raw(X)).all()
    assert (loaded.predict(X) == model.predict(X)).all()
    assert loaded.check(X).kept
    alone = halfword.load((tmp_path / "digits.hwm").read_bytes(), classes=list("abcdefghij"))
    assert alone.verdict is None
    assert set(alone.predict(X)) <= set("abcdefghij")
    with pytest.raises(halfword.HalfwordError, match="without its float network"):
        alone.compare(X)


def test_copies_and_pickles_give_the_same_bits(model, digits):
    X, _ = digits
    for other in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model), copy.copy(model)):
        assert (other.raw(X) == model.raw(X)).all()
        assert str(other.verdict) == str(model.verdict)


def test_two_models_and_threads(model, digits, generator):
    X, y = digits
    other = halfword.train(X[:300], y[:300], "relu:8", epochs=5, seed=3)
    expected = model.raw(X), other.raw(X)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda number: (model, other)[number % 2].raw(X), range(64)))
    assert all((result == expected[number % 2]).all() for number, result in enumerate(results))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_that_forks_goes_on(model, digits):
    X, _ = digits
    expected = model.raw(X)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        for result in pool.map(model.raw, [X] * 4):
            assert (result == expected).all()


def test_notebooks_show_the_report(model):
    page = model._repr_html_()
    assert "KEPT" in page
    assert "srcdoc=" in page
    assert "&lt;svg" in page


def test_progress_is_told(classifier, digits):
    told = []
    halfword.convert(classifier, *digits, progress=lambda share, note: told.append((share, note)))
    assert told[-1][0] == 1
    assert [share for share, _ in told] == sorted(share for share, _ in told)


def test_ctrl_c_stops_the_training(tmp_path):
    script = (
        "import signal, numpy as np, halfword\n"
        # A shell that runs the tests in the background has them ignore Ctrl-C, and so would this.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "X = np.random.default_rng(0).normal(size=(20000, 64)); y = (X[:, 0] > 0).astype(int)\n"
        "print('ready', flush=True)\n"
        "halfword.train(X, y, 'relu:512 relu:512', epochs=100000)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)}, start_new_session=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    import signal
    import time

    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("halfword-*/*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(1)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert "KeyboardInterrupt" in errors
    assert not list(tmp_path.iterdir()), "nothing is left"


def test_the_command_is_there():
    from pathlib import Path

    command = Path(sys.executable).parent / "halfword"
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    assert version == halfword.__version__
    wrong = subprocess.run([command, "check", "nothing.hwm"], capture_output=True, text=True)
    assert wrong.returncode != 0

"""Makes the networks of Tools/bench-inference in the forms that its peers read, and says in networks.json what there is.

    networks.py FOLDER HALFWORD [--onnx FILE[:SMALLEST,LARGEST] ...]

Weights are random, of a fixed seed, and inputs lie between 0 and 1: what a run takes hardly depends on them. Each
network becomes FOLDER/NAME.onnx (float) and NAME.hwm, and, where what makes them is installed, NAME.8.onnx (8 bits, by
onnxruntime.quantization), NAME-BATCH.tflite and NAME-BATCH.8.tflite, NAME.f32 (for PyTorch) and NAME.emlearn.h.
"""

import argparse
import itertools
import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import onnx
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]

# The first is the smallest there can be: what it takes is what a call takes.
DENSE = {
    "call": (1, 1),
    "mnist-128": (784, 128, 64, 10),
    "mnist-256": (784, 256, 128, 10),
    "jets": (16, 64, 32, 32, 5),
    "digits": (64, 128, 64, 10),
}
BATCHES = (1, 256)
CALIBRATION_SAMPLES = 100
EXPORT_SAMPLES = 200
OPSET = 13


class Layer(NamedTuple):
    """A row of weights for each unit, and its biases."""

    weights: Floats
    biases: Floats


def random_layers(sizes: tuple[int, ...]) -> list[Layer]:
    """Weights of such a size that values neither grow nor vanish from layer to layer."""
    generator = np.random.default_rng(1)
    layers = []
    for inputs, outputs in itertools.pairwise(sizes):
        weights = generator.normal(0, np.sqrt(2 / inputs), (outputs, inputs))
        biases = generator.normal(0, 0.1, outputs)
        layers.append(Layer(weights.astype(np.float32), biases.astype(np.float32)))
    return layers


def softmax(values: Floats) -> Floats:
    """Of each row."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def forward(layers: list[Layer], inputs: Floats) -> list[Floats]:
    """The outputs of every layer, the softmax of the last ones at the end."""
    values = [inputs]
    for index, layer in enumerate(layers):
        sums = values[-1] @ layer.weights.T + layer.biases
        values.append(np.maximum(sums, 0) if index + 1 < len(layers) else sums)
    return [*values, softmax(values[-1])]


def write_onnx(path: Path, layers: list[Layer]) -> None:
    """Gemm, Relu, …, Gemm, Softmax."""
    nodes, constants, last = [], [], "input"
    for index, layer in enumerate(layers):
        weights, biases, sums = f"weights{index}", f"biases{index}", f"sums{index}"
        constants += [numpy_helper.from_array(layer.weights, weights), numpy_helper.from_array(layer.biases, biases)]
        nodes.append(helper.make_node("Gemm", [last, weights, biases], [sums], transB=1))
        last = sums
        if index + 1 < len(layers):
            last = f"values{index}"
            nodes.append(helper.make_node("Relu", [sums], [last]))
    nodes.append(helper.make_node("Softmax", [last], ["output"], axis=1))
    graph = helper.make_graph(
        nodes,
        path.stem,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", layers[0].weights.shape[1]])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", layers[-1].weights.shape[0]])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def free_batch(source: Path, path: Path) -> tuple[int, ...]:
    """Copies a model with a batch of any size; returns the shape of its input without the batch."""
    model = onnx.load(source)
    constants = {each.name for each in model.graph.initializer}
    inputs = [each for each in model.graph.input if each.name not in constants]
    for each in (*inputs, *model.graph.output):
        each.type.tensor_type.shape.dim[0].dim_param = "batch"
    del model.graph.value_info[:]
    onnx.save(model, path)
    return tuple(dim.dim_value for dim in inputs[0].type.tensor_type.shape.dim[1:])


def write_samples(path: Path, samples: Floats) -> None:
    """A line a sample, for halfword export."""
    np.savetxt(path, samples, fmt="%.6g", delimiter=",")


def export(halfword: str, path: Path, bounds: str, samples: Floats) -> None:
    """Makes the image, with the numbers that the samples ask for."""
    table = path.with_suffix(".csv")
    write_samples(table, samples)
    command = [halfword, "export", str(path), "--input-range", bounds, "--data", str(table), "--label", "none"]
    command += ["--samples", "-o", str(path.with_suffix(".hwm"))]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{path.name}: halfword export failed:\n{result.stderr}{result.stdout}")
    path.with_suffix(".export.txt").write_text(result.stdout)


def quantize(path: Path, shape: tuple[int, ...], samples: Floats) -> None:
    """8 bits for weights and values, between QuantizeLinear and DequantizeLinear."""
    from onnxruntime import quantization

    name = onnx.load(path).graph.input[0].name

    class Samples(quantization.CalibrationDataReader):  # type: ignore[misc]
        """The samples, one at a time."""

        def __init__(self) -> None:
            self.rest = iter(samples[:CALIBRATION_SAMPLES].reshape(-1, 1, *shape))

        def get_next(self) -> dict[str, Floats] | None:
            """The next one."""
            sample = next(self.rest, None)
            return None if sample is None else {name: sample}

    quantization.quantize_static(
        str(path), str(path.with_suffix(".8.onnx")), Samples(), quant_format=quantization.QuantFormat.QDQ
    )


def write_floats(path: Path, layers: list[Layer]) -> None:
    """The number of sizes, the sizes, then weights and biases of each layer: what torch.cpp reads."""
    sizes = [layers[0].weights.shape[1], *(len(layer.biases) for layer in layers)]
    parts: list[Any] = [len(sizes), *sizes]
    for layer in layers:
        parts += [*layer.weights.ravel(), *layer.biases]
    np.asarray(parts, np.float32).tofile(path)


def write_emlearn(path: Path, layers: list[Layer]) -> None:
    """What emlearn generates of a network of scikit-learn that has these weights."""
    import emlearn
    from sklearn.neural_network import MLPClassifier

    inputs, outputs = layers[0].weights.shape[1], len(layers[-1].biases)
    if outputs < 3:
        raise ValueError("a classifier of scikit-learn with less than three classes has one output")
    generator = np.random.default_rng(1)
    labels = np.arange(2 * outputs) % outputs
    with warnings.catch_warnings():
        # It is not to be trained, only to have the right form.
        warnings.simplefilter("ignore")
        model = MLPClassifier([len(layer.biases) for layer in layers[:-1]], max_iter=1)
        model.fit(generator.random((len(labels), inputs)), labels)
    model.coefs_ = [layer.weights.T.astype(float) for layer in layers]
    model.intercepts_ = [layer.biases.astype(float) for layer in layers]
    emlearn.convert(model, method="inline", dtype="float").save(file=str(path), name="network")


class Scale(NamedTuple):
    """value = scale · (number − zero)."""

    scale: float
    zero: int


def scale_of(values: Floats) -> Scale:
    """The scale of 8-bit values that holds all of some, and 0."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    scale = (high - low) / 255 or 1.0
    return Scale(scale, round(-128 - low / scale))


class Tflite:
    """A model of LiteRT in the making: dense layers, then a softmax."""

    def __init__(self, layers: list[Layer], samples: Floats, batch: int, is_quantized: bool) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self.schema, self.batch, self.is_quantized = schema, batch, is_quantized
        buffer = schema.BufferT()
        self.model = schema.ModelT()
        self.model.version, self.model.description = 3, "Halfword's benchmark"
        self.model.buffers = [buffer]
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model.subgraphs = [self.graph]
        self.model.operatorCodes = [
            self.code(schema.BuiltinOperator.FULLY_CONNECTED, 4),
            self.code(schema.BuiltinOperator.SOFTMAX, 2),
        ]
        values = forward(layers, samples)
        scale = scale_of(values[0])
        last = self.value("input", layers[0].weights.shape[1], scale)
        self.graph.inputs = [last]
        for index, layer in enumerate(layers):
            last, scale = self.dense(index, layer, last, scale, values[index + 1], index + 1 < len(layers))
        end = self.value("output", len(layers[-1].biases), Scale(1 / 256, -128))
        options = schema.SoftmaxOptionsT()
        options.beta = 1.0
        self.operator(1, [last], end, schema.BuiltinOptions.SoftmaxOptions, options)
        self.graph.outputs = [end]

    def code(self, builtin: int, version: int) -> Any:
        """An operator's number."""
        code = self.schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = builtin
        code.version = version
        return code

    def tensor(self, name: str, shape: tuple[int, ...], kind: int, scale: Scale | None, data: bytes = b"") -> int:
        """A tensor's number."""
        tensor = self.schema.TensorT()
        tensor.name, tensor.shape, tensor.type, tensor.buffer = name, list(shape), kind, 0
        if data:
            buffer = self.schema.BufferT()
            buffer.data = np.frombuffer(data, np.uint8)
            tensor.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        if scale:
            quantization = self.schema.QuantizationParametersT()
            quantization.scale, quantization.zeroPoint = [scale.scale], [scale.zero]
            tensor.quantization = quantization
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def value(self, name: str, count: int, scale: Scale) -> int:
        """A tensor that a run fills."""
        kind = self.schema.TensorType.INT8 if self.is_quantized else self.schema.TensorType.FLOAT32
        return self.tensor(name, (self.batch, count), kind, scale if self.is_quantized else None)

    def operator(self, code: int, inputs: list[int], output: int, kind: int, options: Any) -> None:
        """A step of a run."""
        operator = self.schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = code, inputs, [output]
        operator.builtinOptionsType, operator.builtinOptions = kind, options
        self.graph.operators.append(operator)

    def dense(
        self, index: int, layer: Layer, source: int, scale: Scale, values: Floats, has_relu: bool
    ) -> tuple[int, Scale]:
        """A dense layer; its output's tensor and scale."""
        kinds = self.schema.TensorType
        if self.is_quantized:
            size = float(np.abs(layer.weights).max()) / 127
            words = np.round(layer.weights / size).astype(np.int8)
            starts = np.round(layer.biases / (size * scale.scale)).astype(np.int32)
            weights = self.tensor(f"weights{index}", layer.weights.shape, kinds.INT8, Scale(size, 0), words.tobytes())
            biases = self.tensor(
                f"biases{index}", layer.biases.shape, kinds.INT32, Scale(size * scale.scale, 0), starts.tobytes()
            )
        else:
            weights = self.tensor(
                f"weights{index}", layer.weights.shape, kinds.FLOAT32, None, layer.weights.tobytes()
            )
            biases = self.tensor(f"biases{index}", layer.biases.shape, kinds.FLOAT32, None, layer.biases.tobytes())
        result = scale_of(values)
        output = self.value(f"values{index}", len(layer.biases), result)
        options = self.schema.FullyConnectedOptionsT()
        activations = self.schema.ActivationFunctionType
        options.fusedActivationFunction = activations.RELU if has_relu else activations.NONE
        kind = self.schema.BuiltinOptions.FullyConnectedOptions
        self.operator(0, [source, weights, biases], output, kind, options)
        return output, result

    def save(self, path: Path) -> None:
        """Writes it."""
        import flatbuffers

        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), file_identifier=b"TFL3")
        path.write_bytes(bytes(builder.Output()))


def attempt(missing: dict[str, str], what: str, make: Callable[[], None]) -> None:
    """Makes a form of a network; where it cannot be, says why."""
    try:
        make()
    except Exception as error:
        missing[what] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def make_dense(folder: Path, halfword: str, name: str, sizes: tuple[int, ...]) -> dict[str, Any]:
    """All forms of a network of dense layers."""
    layers = random_layers(sizes)
    path = folder / f"{name}.onnx"
    samples = np.random.default_rng(2).random((EXPORT_SAMPLES, sizes[0]), np.float32)
    write_onnx(path, layers)
    export(halfword, path, "0,1", samples)
    missing: dict[str, str] = {}
    attempt(missing, "onnxruntime-8", lambda: quantize(path, (sizes[0],), samples))
    write_floats(path.with_suffix(".f32"), layers)
    attempt(missing, "emlearn", lambda: write_emlearn(path.with_suffix(".emlearn.h"), layers))
    for batch in BATCHES:
        for is_quantized, ending in ((False, ".tflite"), (True, ".8.tflite")):
            attempt(
                missing,
                "litert-8" if is_quantized else "litert",
                lambda batch=batch, is_quantized=is_quantized, ending=ending: Tflite(  # type: ignore[misc]
                    layers, samples, batch, is_quantized
                ).save(folder / f"{name}-{batch}{ending}"),
            )
    inputs = np.random.default_rng(3).random((max(BATCHES), sizes[0]), np.float32)
    inputs.tofile(path.with_suffix(".inputs"))
    forward(layers, inputs)[-1].tofile(path.with_suffix(".outputs"))
    return {
        "name": name,
        "title": "-".join(map(str, sizes)),
        "sizes": list(sizes),
        "inputs": sizes[0],
        "outputs": sizes[-1],
        "parameters": sum(a * b for a, b in itertools.pairwise(sizes)),
        "missing": missing,
    }


def make_other(folder: Path, halfword: str, argument: str) -> dict[str, Any]:
    """The forms of a network of another's, in ONNX."""
    import onnxruntime

    source, _, bounds = argument.partition(":")
    low, high = map(float, (bounds or "0,1").split(","))
    name = Path(source).stem
    path = folder / f"{name}.onnx"
    shape = free_batch(Path(source), path)
    count = int(np.prod(shape))
    generator = np.random.default_rng(2)
    samples = (low + (high - low) * generator.random((EXPORT_SAMPLES, count))).astype(np.float32)
    export(halfword, path, f"{low},{high}", samples)
    missing = {
        what: "it gets no networks that come as ONNX"
        for what in ("litert", "litert-8", "torch", "fann", "fann-fixed", "emlearn", "cmsis-nn")
    }
    attempt(missing, "onnxruntime-8", lambda: quantize(path, shape, samples))
    inputs = (low + (high - low) * generator.random((max(BATCHES), count))).astype(np.float32)
    inputs.tofile(path.with_suffix(".inputs"))
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    results = [session.run(None, {session.get_inputs()[0].name: row.reshape(1, *shape)})[0] for row in inputs]
    outputs = np.concatenate(results).reshape(len(inputs), -1).astype(np.float32)
    outputs.tofile(path.with_suffix(".outputs"))
    return {
        "name": name,
        "title": f"{name}, convolutions",
        "sizes": [],
        "inputs": count,
        "outputs": outputs.shape[1],
        "parameters": path.with_suffix(".hwm").stat().st_size // 2,
        "missing": missing,
    }


def main() -> None:
    """Makes all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("halfword")
    parser.add_argument("--onnx", nargs="*", default=[])
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    found = [make_dense(arguments.folder, arguments.halfword, name, sizes) for name, sizes in DENSE.items()]
    found += [make_other(arguments.folder, arguments.halfword, argument) for argument in arguments.onnx]
    (arguments.folder / "networks.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()

"""The sentence model as an ONNX graph, written node by node for one sentence at a time.

What a traced model spends time on and a lone sentence does not need is absent: nothing is masked, a layer's
bias stands in the sum that the next layer starts from (and is taken off again in the bias after it), and the
normalisation (Ba et al. 2016) is a mean taken off and a division by the length, quicker in onnxruntime
than the whole of it. The numbers are the published ones.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Floats = npt.NDArray[np.float32]

LAYERS, HEADS, HIDDEN = 6, 12, 384
EPSILON = 1e-12
OPSET = 17
MICROSOFT = "com.microsoft"
FUSED = frozenset({"BiasGelu", "EmbedLayerNormalization", "MultiHeadAttention"})
"""Operators of onnxruntime's own; so is SimplifiedLayerNormalization, under the standard's name."""


def sentence_graph(weights: Mapping[str, Floats]) -> onnx.ModelProto:
    """(sentences, tokens) ids to (sentences, 384) unit vectors; `weights` by their published names."""
    graph = _Graph(weights)
    hidden = graph.embedded()
    for layer in range(LAYERS):
        hidden = graph.layer(layer, hidden)
    graph.add("ReduceMean", [hidden], "mean", axes=[1], keepdims=0)
    graph.add("LpNormalization", ["mean"], "sentence", p=2, axis=1)
    return graph.model()


class _Graph:
    """Nodes and constants, in the order they were added."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def add(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        """A node with one output, whose name is given back."""
        domain = MICROSOFT if operator in FUSED else ""
        self._nodes.append(
            helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes)
        )
        return output

    def constant(self, name: str, values: Floats) -> str:
        """A table of numbers under a name."""
        table = np.ascontiguousarray(values, dtype=np.float32)
        self._constants.append(numpy_helper.from_array(table, name))
        return name

    def embedded(self) -> str:
        """Words at their places, normalised, with the first layer's later bias in it."""
        places = (
            self._of("embeddings.position_embeddings.weight")
            + self._of("embeddings.token_type_embeddings.weight")[0]
        )
        self.add("Cast", ["input_ids"], "ids", to=TensorProto.INT32)
        inputs = [
            "ids",
            "",
            self.constant("words", self._of("embeddings.word_embeddings.weight")),
            self.constant("places", places),
            "",
            self.constant("embedded_gain", self._of("embeddings.LayerNorm.weight")),
            self.constant("embedded_shift", self._of("embeddings.LayerNorm.bias") + self._attended_bias(0)),
        ]
        outputs = ["embedded", "unmasked"]
        self._nodes.append(
            helper.make_node(
                "EmbedLayerNormalization",
                inputs,
                outputs,
                name="embedded",
                domain=MICROSOFT,
                epsilon=EPSILON,
            )
        )
        return outputs[0]

    def layer(self, at: int, hidden: str) -> str:
        """Attention, then the two linear steps, each added to what came in and normalised."""
        attended = self._attended(at, hidden)
        shift = self._of_layer(at, "attention.output.LayerNorm.bias") + self._widened_bias(at)
        scale = self._of_layer(at, "attention.output.LayerNorm.weight")
        between = self._normalised(f"between{at}", (attended, hidden), scale, shift)
        widening = self._of_layer(at, "intermediate.dense.weight").T
        bias = self._of_layer(at, "intermediate.dense.bias") - self._widened_bias(at) @ widening
        wide = self._times(f"wide{at}", between, widening)
        self.add("BiasGelu", [wide, self.constant(f"wide_bias{at}", bias)], f"bent{at}")
        narrow = self._times(f"narrow{at}", f"bent{at}", self._of_layer(at, "output.dense.weight").T)
        following = self._attended_bias(at + 1) if at + 1 < LAYERS else np.zeros(HIDDEN, dtype=np.float32)
        shift = self._of_layer(at, "output.LayerNorm.bias") + following
        scale = self._of_layer(at, "output.LayerNorm.weight")
        return self._normalised(f"hidden{at}", (narrow, between), scale, shift)

    def _attended(self, at: int, hidden: str) -> str:
        parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
        asking = np.concatenate([self._of_layer(at, f"{part}.weight").T for part in parts], axis=1)
        bias = np.concatenate([self._of_layer(at, f"{part}.bias") for part in parts])
        all_three = self._times(f"all_three{at}", hidden, asking)
        shifted = self.constant(f"all_three_bias{at}", bias - self._attended_bias(at) @ asking)
        self.add("Add", [all_three, shifted], f"three{at}")
        names = [f"{part}{at}" for part in ("query", "key", "value")]
        self._nodes.append(helper.make_node("Split", [f"three{at}"], names, name=f"split{at}", axis=2))
        seen = self.add("MultiHeadAttention", names, f"seen{at}", num_heads=HEADS)
        return self._times(f"attended{at}", seen, self._of_layer(at, "attention.output.dense.weight").T)

    def _normalised(self, name: str, summed: tuple[str, str], scale: Floats, shift: Floats) -> str:
        self.add("Add", [*summed], f"{name}_sum")
        self.add("ReduceMean", [f"{name}_sum"], f"{name}_mean", axes=[2])
        self.add("Sub", [f"{name}_sum", f"{name}_mean"], f"{name}_centred")
        gain = self.constant(f"{name}_gain", scale)
        centred = f"{name}_centred"
        self.add("SimplifiedLayerNormalization", [centred, gain], f"{name}_scaled", axis=-1, epsilon=EPSILON)
        return self.add("Add", [f"{name}_scaled", self.constant(f"{name}_shift", shift)], name)

    def _times(self, name: str, values: str, matrix: Floats) -> str:
        return self.add("MatMul", [values, self.constant(f"{name}_matrix", matrix)], name)

    def _of(self, name: str) -> Floats:
        return self._weights[name]

    def _of_layer(self, at: int, name: str) -> Floats:
        return self._weights[f"encoder.layer.{at}.{name}"]

    def _attended_bias(self, at: int) -> Floats:
        return self._of_layer(at, "attention.output.dense.bias")

    def _widened_bias(self, at: int) -> Floats:
        return self._of_layer(at, "output.dense.bias")

    def model(self) -> onnx.ModelProto:
        """All of it, as a model that takes `input_ids` and gives `sentence`."""
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["sentences", "tokens"])
        vectors = helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["sentences", HIDDEN])
        graph = helper.make_graph(self._nodes, "sentence", [ids], [vectors], self._constants)
        domains = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=8)

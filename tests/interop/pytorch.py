"""Writes pytorch/*.onnx as torch.onnx.export does, with inputs and outputs beside them.
Needs torch; the files are kept, so that the tests do not."""
import json
import pathlib

import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent / "pytorch"
HERE.mkdir(exist_ok=True)
torch.manual_seed(4)
NETWORKS = {
    "relu-softmax": nn.Sequential(nn.Linear(4, 7), nn.ReLU(), nn.Linear(7, 3), nn.Softmax(dim=1)),
    "tanh-identity": nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 2)),
    "silu-sigmoid": nn.Sequential(nn.Linear(4, 5), nn.SiLU(), nn.Linear(5, 2), nn.Sigmoid()),
    "gelu-identity": nn.Sequential(nn.Flatten(), nn.Linear(4, 5), nn.GELU(), nn.Dropout(0.3), nn.Linear(5, 1)),
    "elu-leaky": nn.Sequential(nn.Linear(4, 5), nn.ELU(), nn.Linear(5, 5), nn.LeakyReLU(0.01), nn.Linear(5, 1, bias=False)),
    "softplus-sigmoid": nn.Sequential(nn.Linear(2, 5), nn.Softplus(), nn.Linear(5, 1), nn.Sigmoid()),
}
for name, network in NETWORKS.items():
    network.eval()
    first = next(layer for layer in network if isinstance(layer, nn.Linear))
    x = torch.randn(8, first.in_features)
    with torch.no_grad():
        y = network(x)
    if name == "softplus-sigmoid":
        y = torch.cat([1 - y, y], dim=1)
    torch.onnx.export(network, x, str(HERE / f"{name}.onnx"), input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "rows"}})
    (HERE / f"{name}.json").write_text(json.dumps({"input": x.tolist(), "output": y.tolist()}) + "\n")

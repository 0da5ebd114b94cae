"""Train the head on what `strings.py` kept: `head.py HEAD.npz ENCODED.npz...`."""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from agent.stt.head import TOKENS


class Head(nn.Module):
    """Shrink, two convolutions over time, one score a word and frame; see `prepared`."""

    def __init__(self, width: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.shrink = nn.Linear(512, width)
        self.first = nn.Conv1d(width, width, kernel, padding=kernel // 2)
        self.second = nn.Conv1d(width, width, kernel, padding=kernel // 2)
        self.out = nn.Linear(width, len(TOKENS))
        self.drop = nn.Dropout(dropout)

    def forward(self, encoded: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.shrink(self.drop(encoded)))
        hidden = self.drop(hidden).transpose(1, 2)
        hidden = hidden + torch.relu(self.first(hidden))
        hidden = hidden + torch.relu(self.second(self.drop(hidden)))
        return self.out(self.drop(hidden.transpose(1, 2))).log_softmax(-1)


def prepared(encoded: torch.Tensor) -> torch.Tensor:
    """Two frames as one (25 a second), each with mean 0 and variance 1."""
    even = encoded[: len(encoded) // 2 * 2].float()
    pooled = (even[0::2] + even[1::2]) / 2.0
    return nn.functional.layer_norm(pooled, (pooled.shape[1],))


class Data:
    """Windows of all files."""

    def __init__(self, paths: list[Path]) -> None:
        self.encoded: list[torch.Tensor] = []
        self.labels: list[torch.Tensor] = []
        for path in paths:
            file = np.load(path)
            encoded, labels = torch.from_numpy(file["encoded"]), torch.from_numpy(file["labels"])
            self.encoded += map(prepared, torch.split(encoded, file["frames"].tolist()))
            self.labels += torch.split(labels, file["counts"].tolist())

    def batch(self, rows: list[int]) -> tuple[torch.Tensor, ...]:
        frames = torch.tensor([len(self.encoded[row]) for row in rows])
        counts = torch.tensor([len(self.labels[row]) for row in rows])
        encoded = nn.utils.rnn.pad_sequence([self.encoded[row] for row in rows], batch_first=True)
        return encoded, frames, torch.cat([self.labels[row] for row in rows]), counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("encoded", type=Path, nargs="+")
    parser.add_argument("--start", type=Path, help="go on with an earlier head")
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--kernel", type=int, default=5)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    data = Data(given.encoded)
    rows = torch.randperm(len(data.encoded)).tolist()
    held, train = rows[:60], rows[60:]
    model = Head(given.width, given.kernel, given.dropout)
    if given.start:
        restore(model, given.start)
    loss_of = nn.CTCLoss(zero_infinity=True)
    optimiser = torch.optim.AdamW(model.parameters(), lr=given.rate, weight_decay=0.01)
    size = 8
    steps = given.epochs * (len(train) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, given.rate, total_steps=steps + 1)
    began = time.monotonic()
    for epoch in range(given.epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(train)).tolist()
        for at in range(0, len(order) - size + 1, size):
            encoded, frames, labels, counts = data.batch([train[n] for n in order[at : at + size]])
            scores = model(encoded).transpose(0, 1)
            loss = loss_of(scores, labels, frames, counts)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        if epoch % 3 == 2 or epoch == given.epochs - 1:
            loss_now = f"loss {total * size / len(train):.4f} held {check(model, data, held)}"
            print(f"epoch {epoch} {loss_now} {time.monotonic() - began:.0f} s", flush=True)
    save(model, given.out)


def check(model: Head, data: Data, rows: list[int]) -> str:
    """Loss and word errors (greedy) on windows not trained on."""
    model.eval()
    wrong = count = 0
    with torch.no_grad():
        for row in rows:
            encoded, _, labels, _ = data.batch([row])
            best = model(encoded)[0].argmax(-1)
            best = torch.unique_consecutive(best)
            wrong += distance(best[best > 0].tolist(), labels.tolist())
            count += len(labels)
    return f"{100 * wrong / count:.2f} % words wrong"


def distance(one: list[int], other: list[int]) -> int:
    row = list(range(len(other) + 1))
    for count, left in enumerate(one, 1):
        reached = [count]
        for at, right in enumerate(other):
            reached.append(min(reached[-1] + 1, row[at + 1] + 1, row[at] + (left != right)))
        row = reached
    return row[-1]


def save(model: Head, path: Path) -> None:
    """Half precision; a convolution as one matrix [kernel * width, width]."""
    arrays: dict[str, np.ndarray] = {}
    for name in ("shrink", "out"):
        layer = getattr(model, name)
        arrays[f"{name}_weight"] = layer.weight.detach().numpy().T
        arrays[f"{name}_bias"] = layer.bias.detach().numpy()
    for name in ("first", "second"):
        layer = getattr(model, name)
        weight = layer.weight.detach().permute(2, 1, 0).numpy()  # [kernel, in, out]
        arrays[f"{name}_weight"] = weight.reshape(-1, weight.shape[-1])
        arrays[f"{name}_bias"] = layer.bias.detach().numpy()
    np.savez_compressed(path, **{name: one.astype(np.float16) for name, one in arrays.items()})


def restore(model: Head, path: Path) -> None:
    """The opposite of `save`."""
    file = np.load(path)
    with torch.no_grad():
        for name in ("shrink", "out", "first", "second"):
            layer = getattr(model, name)
            weight = torch.from_numpy(file[f"{name}_weight"].astype(np.float32))
            if name in ("first", "second"):
                width = weight.shape[1]
                weight = weight.reshape(-1, width, width).permute(2, 1, 0)
            else:
                weight = weight.T
            layer.weight.copy_(weight)
            layer.bias.copy_(torch.from_numpy(file[f"{name}_bias"].astype(np.float32)))


if __name__ == "__main__":
    main()

"""Train on what `strings.py` kept: `head.py HEAD.npz ENCODED.npz... --unseen OTHER.npz`."""

import argparse
import copy
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import nn

from agent.stt.head import TOKENS

BATCH = 8
AVERAGE = 0.995
"""Each step moves the kept weights this little towards the trained ones."""


class Head(nn.Module):
    """Shrink, convolutions over time beside what they get, one score a word and frame."""

    def __init__(self, width: int, kernel: int, blocks: int, dropout: float) -> None:
        super().__init__()
        self.shrink = nn.Linear(512, width)
        self.blocks = nn.ModuleList(
            nn.Conv1d(width, width, kernel, padding=kernel // 2) for _ in range(blocks)
        )
        self.out = nn.Linear(width, len(TOKENS))
        self.drop = nn.Dropout(dropout)

    def forward(self, encoded: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.shrink(self.drop(encoded))).transpose(1, 2)
        for block in self.blocks:
            hidden = hidden + torch.relu(block(self.drop(hidden)))
        return self.out(self.drop(hidden.transpose(1, 2))).log_softmax(-1)


def prepared(encoded: torch.Tensor) -> torch.Tensor:
    """Two frames as one (25 a second), each with mean 0 and variance 1."""
    even = encoded[: len(encoded) // 2 * 2].float()
    pooled = (even[0::2] + even[1::2]) / 2.0
    return nn.functional.layer_norm(pooled, (pooled.shape[1],))


def disturbed(encoded: torch.Tensor) -> torch.Tensor:
    """Frames [n, 512] as another take: faster or slower, with holes and without some channels."""
    count = int(len(encoded) * random.uniform(0.9, 1.15))
    at = torch.linspace(random.random(), len(encoded) - 1.001, count)
    low, share = at.long(), (at - at.floor())[:, None]
    frames = encoded.float()
    out = prepared(frames[low] * (1.0 - share) + frames[low + 1] * share)
    out = out + torch.randn(512) * 0.1 + torch.randn_like(out) * 0.1
    for _ in range(random.randint(0, len(out) // 40)):
        start = random.randrange(len(out))
        out[start : start + random.randint(1, 2)] = 0.0
    return out * (torch.rand(512) > 0.08)


class Data:
    """Windows of all files."""

    def __init__(self, paths: list[Path]) -> None:
        self.encoded: list[torch.Tensor] = []
        self.labels: list[torch.Tensor] = []
        self.notes: list[str] = []
        for path in paths:
            file = np.load(path)
            encoded, labels = torch.from_numpy(file["encoded"]), torch.from_numpy(file["labels"])
            self.encoded += torch.split(encoded, file["frames"].tolist())
            self.labels += torch.split(labels, file["counts"].tolist())
            self.notes += file["notes"].tolist()

    def batch(self, rows: list[int]) -> tuple[torch.Tensor, ...]:
        taken = [disturbed(self.encoded[row]) for row in rows]
        frames = torch.tensor([len(one) for one in taken])
        counts = torch.tensor([len(self.labels[row]) for row in rows])
        padded = nn.utils.rnn.pad_sequence(taken, batch_first=True)
        return padded, frames, torch.cat([self.labels[row] for row in rows]), counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("encoded", type=Path, nargs="+")
    parser.add_argument("--unseen", type=Path, required=True, help="numbers of other voices")
    parser.add_argument("--start", type=Path, help="go on with an earlier head of this width")
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--kernel", type=int, default=5)
    parser.add_argument("--blocks", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    random.seed(given.seed)
    model = Head(given.width, given.kernel, given.blocks, given.dropout)
    if given.start:
        restore(model, given.start)
    kept = train(model, Data(given.encoded), Data([given.unseen]), given.epochs, given.rate)
    save(kept, given.out)


def train(model: Head, data: Data, unseen: Data, epochs: int, rate: float) -> Head:
    """The mean of the weights over the last steps; prints figures on the unseen voices."""
    kept = copy.deepcopy(model).eval()
    loss_of = nn.CTCLoss(zero_infinity=True)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    rows = list(range(len(data.encoded)))
    steps = epochs * (len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1)
    began = time.monotonic()
    for epoch in range(epochs):
        total = 0.0
        random.shuffle(rows)
        for at in range(0, len(rows) - BATCH + 1, BATCH):
            encoded, frames, labels, counts = data.batch(rows[at : at + BATCH])
            loss = loss_of(model(encoded).transpose(0, 1), labels, frames, counts)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
            with torch.no_grad():
                for mean, now in zip(kept.parameters(), model.parameters(), strict=True):
                    mean.lerp_(now, 1.0 - AVERAGE)
        figures = check(kept, unseen)["all"] if epoch % 3 == 2 else ""
        seconds = time.monotonic() - began
        print(f"epoch {epoch} loss {total * BATCH / len(rows):.4f} {figures} {seconds:.0f} s",
              flush=True)  # fmt: skip
    for name, figures in sorted(check(kept, unseen).items()):
        print(f"unseen voices, {name}: {figures}")
    return kept


def check(model: Head, data: Data) -> dict[str, str]:
    """Wrong words and whole numbers (the likeliest word of each frame), by engine and noise."""
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for encoded, labels, note in zip(data.encoded, data.labels, data.notes, strict=True):
        with torch.no_grad():
            best = torch.unique_consecutive(model(prepared(encoded)[None])[0].argmax(-1))
        wrong = distance(best[best > 0].tolist(), labels.tolist())
        for name in ("all", *note.split(",")):
            counts = (wrong, len(labels), wrong == 0, 1)
            tally[name] = [old + new for old, new in zip(tally[name], counts, strict=True)]
    return {
        name: f"{100 * wrong / words:.2f} % words wrong, {100 * right / numbers:.1f} % of {numbers}"
        for name, (wrong, words, right, numbers) in tally.items()
    }


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
    for number, layer in enumerate(model.blocks):
        weight = layer.weight.detach().permute(2, 1, 0).numpy()  # [kernel, in, out]
        arrays[f"block{number}_weight"] = weight.reshape(-1, weight.shape[-1])
        arrays[f"block{number}_bias"] = layer.bias.detach().numpy()
    np.savez_compressed(path, **{name: one.astype(np.float16) for name, one in arrays.items()})


def restore(model: Head, path: Path) -> None:
    """The opposite of `save`; blocks that the file lacks change little at first."""
    file = np.load(path)
    blocks = {f"block{number}": layer for number, layer in enumerate(model.blocks)}
    with torch.no_grad():
        for name, layer in {"shrink": model.shrink, "out": model.out, **blocks}.items():
            if f"{name}_weight" not in file:
                layer.bias.zero_()
                layer.weight.mul_(0.1)
                continue
            weight = torch.from_numpy(file[f"{name}_weight"].astype(np.float32))
            if name in blocks:
                width = weight.shape[1]
                layer.weight.copy_(weight.reshape(-1, width, width).permute(2, 1, 0))
            else:
                layer.weight.copy_(weight.T)
            layer.bias.copy_(torch.from_numpy(file[f"{name}_bias"].astype(np.float32)))


if __name__ == "__main__":
    main()

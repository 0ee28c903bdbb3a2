"""Pictures whose exact coverage is known: the samples that have masks, and made-up harder ones."""
import io
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = ["sofa", "armchair", "dining-table", "floor-lamp", "table-lamp", "coffee-table"]


@dataclass
class Case:
    """A picture and the share of every pixel that the product covers; None where nobody knows."""

    name: str
    kind: str
    file: bytes
    truth: np.ndarray | None
    hints: list = field(default_factory=list)


def linear(encoded):
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def encoded(light):
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def with_masks(folder):
    """Every picture of a folder, with its mask where there is one."""
    for path in sorted(Path(folder).glob("*.jpg")):
        mask = path.with_name(path.stem + "-mask.png")
        truth = np.asarray(Image.open(mask).convert("L")) / 255.0 if mask.exists() else None
        kind = "room" if path.stem.endswith("-room") else "white"
        yield Case(path.stem, kind, path.read_bytes(), truth)


def grounds(name, size, seed):
    """A wall and floor in linear light, as height x width x 3."""
    y, x = np.mgrid[0:size, 0:size] / size
    flat = {"pure": 1.0, "f2": 0xF2 / 255, "grey": 0.5, "dark": 0.18}
    if name in flat:
        return np.repeat(linear(np.full((size, size, 1), flat[name])), 3, axis=2)
    if name == "fall":
        return np.repeat(linear(0.98 - 0.2 * y)[..., None], 3, axis=2)
    if name == "vignette":
        far = np.hypot(x - 0.5, y - 0.45)
        return np.repeat(linear(0.97 - 0.35 * far**2)[..., None], 3, axis=2)
    if name == "warm":
        return linear(np.stack([0.93 - 0.06 * y, 0.87 - 0.07 * y, 0.78 - 0.08 * y], axis=2))
    if name == "bend":
        step = 1 / (1 + np.exp(-(y - 0.72) * 28))
        return np.repeat(linear(0.9 - 0.12 * step - 0.05 * x)[..., None], 3, axis=2)
    raise ValueError(name)


def placed(product, size, share):
    """The cut-out in the middle of a square: linear colours times cover, and cover."""
    image = Image.open(product).convert("RGBA")
    scale = size * share / max(image.size)
    rgba = np.asarray(image, dtype=np.float32) / 255
    cover = rgba[..., 3]
    bands = [linear(rgba[..., channel]) * cover for channel in range(3)] + [cover]
    wide, high = (max(round(side * scale), 1) for side in image.size)
    bands = [
        np.asarray(Image.fromarray(band.astype(np.float32)).resize((wide, high), Image.BOX if
                   scale < 0.5 else Image.BICUBIC)) for band in bands]
    whole = np.zeros((size, size, 4), dtype=np.float32)
    left, top = (size - wide) // 2, (size - high) // 2 + size // 40
    whole[top:top + high, left:left + wide] = np.stack(bands, axis=2)
    whole = np.clip(whole, 0, 1)
    return np.minimum(whole[..., :3], whole[..., 3:]), whole[..., 3]


def shadow(cover, size, strength):
    """What a soft light from the upper left leaves of the floor's light around the feet."""
    rows = np.flatnonzero(cover.max(axis=1) > 0.5)
    bottom, height = rows[-1], rows[-1] - rows[0]
    dark = np.zeros_like(cover)
    for rise in range(0, int(height * 0.25)):
        row = bottom - rise // 3
        dark[row] = np.maximum(dark[row], cover[bottom - rise] * (1 - rise / (height * 0.25)))
    picture = Image.fromarray((dark * 255).astype(np.uint8))
    close = picture.filter(ImageFilter.GaussianBlur(size / 220))
    wide = picture.filter(ImageFilter.GaussianBlur(size / 40))
    wide = wide.transform(wide.size, Image.AFFINE, (1, 0, -size / 60, 0, 1, -size / 120))
    both = 0.45 * np.asarray(close) / 255.0 + 0.55 * np.asarray(wide) / 255.0
    return 1 - strength * both


def bleached(colours, cover):
    """The product in white: its light and shade kept, its colour taken out."""
    light = colours.mean(axis=2) / np.maximum(cover, 1e-3)
    middle = np.percentile(light[cover > 0.9], 90)
    white = np.clip(light / max(middle, 1e-3), 0, 1) ** 0.35 * 0.76
    return np.repeat((white * cover)[..., None], 3, axis=2)


def made(folder, name, ground, size, quality, seed, noise=0.004, white=False, strength=0.6):
    """One made-up picture; the same numbers make the same picture."""
    dice = np.random.default_rng(seed)
    colours, cover = placed(Path(folder) / f"{name}.png", size, 0.78)
    if white:
        colours = bleached(colours, cover)
    behind = grounds(ground, size, seed) * shadow(cover, size, strength)[..., None]
    light = colours + behind * (1 - cover[..., None])
    values = encoded(light) + dice.normal(0, noise, light.shape)
    image = Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)
    title = f"{name}{'-bleached' if white else ''}-{ground}-{size}-q{quality}"
    return Case(title, "bleached" if white else "made", out.getvalue(), cover)


def harder(folder):
    """A spread over grounds, sizes and qualities: every product on every ground once."""
    sizes, qualities = [600, 1200, 1200, 2400], [70, 80, 88, 95]
    names = ["pure", "f2", "grey", "fall", "vignette", "warm", "bend", "dark"]
    for place, (name, ground) in enumerate((n, g) for n in PRODUCTS for g in names):
        size, quality = sizes[place * 7 % 11 % 4], qualities[place * 5 % 13 % 4]
        yield made(folder, name, ground, size, quality, place, noise=[0.002, 0.006][place % 2])
    for place, name in enumerate(PRODUCTS):
        yield made(folder, name, ["pure", "f2", "fall"][place % 3], 1200, 90, place, 0.002, True)

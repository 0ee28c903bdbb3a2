"""Grounds with a pattern, in linear light: what people photograph products in front of at home."""
import numpy as np
from PIL import Image, ImageFilter

from cases import linear


def clouds(dice, size, grain):
    """Smooth noise between -1 and 1 whose spots are about so many pixels wide."""
    few = max(size // grain, 2)
    small = Image.fromarray(dice.normal(0, 1, (few, few)).astype(np.float32))
    wide = np.asarray(small.resize((size, size), Image.BICUBIC))
    return wide / np.abs(wide).max()


def plaster(dice, size):
    spots = 0.05 * clouds(dice, size, 90) + 0.03 * clouds(dice, size, 14)
    return np.stack([0.78 + spots, 0.74 + spots, 0.68 + spots], axis=2)


def bricks(dice, size):
    high, wide = size // 14, size // 6
    wall = np.empty((size, size, 3))
    for row in range(size // high + 1):
        for column in range(-1, size // wide + 2):
            left = column * wide + (row % 2) * wide // 2
            tone = np.array([0.56, 0.4, 0.34]) * dice.uniform(0.8, 1.2)
            wall[row * high:(row + 1) * high, max(left, 0):max(left + wide, 0)] = tone
            wall[row * high:row * high + 4, max(left, 0):max(left + wide, 0)] = 0.68
            wall[row * high:(row + 1) * high, max(left, 0):max(left + 4, 0)] = 0.68
    return wall + 0.04 * clouds(dice, size, 6)[..., None]


def planks(dice, size):
    y, x = np.mgrid[0:size, 0:size]
    board = x // (size // 9)
    tones = dice.uniform(0.85, 1.15, 12)[board]
    grain = 0.05 * np.sin(x / 3.0 + 4 * clouds(dice, size, 120) + board * 7)
    joint = np.where(x % (size // 9) < 2, 0.6, 1.0)
    return np.stack([(part + grain) * tones * joint for part in (0.6, 0.46, 0.32)], axis=2)


def linen(dice, size):
    y, x = np.mgrid[0:size, 0:size]
    weave = 0.035 * (np.sin(x * 0.9) + np.sin(y * 0.9)) + 0.02 * dice.normal(0, 1, (size, size))
    return np.stack([0.55 + weave, 0.6 + weave, 0.62 + weave], axis=2)


WALLS = {"plaster": plaster, "bricks": bricks, "planks": planks, "linen": linen}


def room(name, size, seed):
    """A wall of that pattern, a floor of another one, and light that falls off."""
    dice = np.random.default_rng(seed)
    wall = WALLS[name](dice, size)
    floor = planks(dice, size).transpose(1, 0, 2) if name != "planks" else linen(dice, size)
    line = int(size * 0.74)
    both = np.concatenate([wall[:line], floor[:size - line]])
    y, x = np.mgrid[0:size, 0:size] / size
    light = 1.05 - 0.22 * np.hypot(x - 0.3, y - 0.2)
    picture = Image.fromarray((np.clip(both * light[..., None], 0, 1) * 255).astype(np.uint8))
    soft = picture.filter(ImageFilter.GaussianBlur(size / 900))
    return linear(np.asarray(soft) / 255.0)

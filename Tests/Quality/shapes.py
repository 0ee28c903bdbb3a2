"""Products drawn from lines and spots: holes, slats, several parts, leaves, fringe, gloss, glass.

Each shape draws itself on two pictures four times too large, colours and cover, both between 0 and
1 over a unit square; what comes back is reduced, so that edges have exact shares of pixels.
"""
import math
import random

import numpy as np
from PIL import Image, ImageDraw

OVER = 4


class Easel:
    """A canvas on which everything is measured in shares of its side."""

    def __init__(self, side):
        self.side = side * OVER
        self.cover = Image.new("L", (self.side, self.side))
        self.colours = Image.new("RGB", (self.side, self.side))

    def scaled(self, points):
        return [(x * self.side, y * self.side) for x, y in points]

    def polygon(self, points, colour):
        ImageDraw.Draw(self.cover).polygon(self.scaled(points), fill=255)
        ImageDraw.Draw(self.colours).polygon(self.scaled(points), fill=colour)

    def box(self, left, top, right, bottom, colour):
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def line(self, points, width, colour):
        for start, end in zip(points, points[1:]):
            along = math.atan2(end[1] - start[1], end[0] - start[0])
            right, down = math.sin(along) * width / 2, -math.cos(along) * width / 2
            self.polygon([(start[0] + right, start[1] + down), (end[0] + right, end[1] + down),
                          (end[0] - right, end[1] - down), (start[0] - right, start[1] - down)],
                         colour)

    def round(self, x, y, across, down, colour):
        self.polygon([(x + across * math.cos(turn / 60 * math.tau),
                       y + down * math.sin(turn / 60 * math.tau)) for turn in range(60)], colour)

    def taken(self):
        """Colours in 0..1 as stored, and cover, at the asked size."""
        small = (self.side // OVER, self.side // OVER)
        cover = np.asarray(self.cover.resize(small, Image.BOX), dtype=np.float32) / 255
        weight = np.asarray(self.cover, dtype=np.float32)[..., None] / 255
        colours = np.asarray(self.colours, dtype=np.float32) / 255 * weight
        parts = [np.asarray(Image.fromarray(colours[..., band]).resize(small, Image.BOX))
                 for band in range(3)]
        return np.stack(parts, axis=2) / np.maximum(cover, 1e-3)[..., None], cover


def rack(easel, dice):
    """Shelves between posts: the ground shows through everywhere."""
    steel, wood = (52, 54, 58), (176, 138, 92)
    for shelf in range(5):
        y = 0.16 + 0.16 * shelf
        easel.polygon([(0.24, y), (0.3, y - 0.03), (0.78, y - 0.03), (0.74, y)], wood)
        easel.box(0.24, y, 0.74, y + 0.012, (146, 110, 70))
        left = 0.27
        while left < 0.66 and shelf:
            wide = dice.uniform(0.012, 0.04)
            tone = tuple(dice.choice([(164, 72, 60), (60, 84, 110), (222, 214, 196), (90, 112, 86)]))
            easel.box(left, y - dice.uniform(0.06, 0.11), left + wide, y - 0.004, tone)
            left += wide + dice.choice([0, 0, 0.05, 0.12])
    for x, low in [(0.24, 0.9), (0.3, 0.87), (0.735, 0.9), (0.775, 0.87)]:
        easel.box(x, 0.1, x + 0.012, low, steel)


def slats(easel, dice):
    """A chair whose back is all bars."""
    wood, dark = (168, 120, 74), (128, 88, 52)
    for x in (0.3, 0.66):
        easel.line([(x, 0.1), (x + 0.02, 0.9)], 0.028, wood)
    for y in (0.13, 0.48):
        easel.line([(0.3, y), (0.68, y)], 0.03, wood)
    for bar in range(8):
        x = 0.35 + bar * 0.042
        easel.line([(x, 0.13), (x + 0.006, 0.48)], 0.013, dark)
    easel.polygon([(0.26, 0.6), (0.34, 0.53), (0.7, 0.53), (0.74, 0.6)], (186, 140, 92))
    easel.box(0.26, 0.6, 0.74, 0.63, dark)
    for x in (0.28, 0.7):
        easel.line([(x, 0.62), (x + 0.008, 0.93)], 0.028, wood)
    easel.line([(0.29, 0.78), (0.71, 0.78)], 0.016, dark)


def three(easel, dice):
    """A set of things that do not touch."""
    for x, wide, high, tone in [(0.24, 0.11, 0.3, (74, 110, 118)), (0.52, 0.08, 0.5, (198, 164, 120)),
                                (0.77, 0.1, 0.2, (158, 84, 66))]:
        base = 0.85
        easel.round(x, base - high * 0.4, wide, high * 0.4, tone)
        easel.box(x - wide * 0.35, base - high, x + wide * 0.35, base - high * 0.5, tone)
        easel.round(x, base - high, wide * 0.45, 0.012, tuple(part // 2 for part in tone))


def leaves(easel, dice):
    """A plant: leaves of many greens, gaps between them, a pot of stone."""
    easel.line([(0.5, 0.75), (0.49, 0.2)], 0.012, (84, 70, 52))
    for place in range(46):
        y = 0.14 + 0.55 * dice.random()
        turn, long = dice.uniform(-0.7, 0.7) + dice.choice([0, math.pi]), dice.uniform(0.08, 0.17)
        start = (0.49, y + 0.06)
        end = (start[0] + 1.7 * long * math.cos(turn), start[1] + long * math.sin(turn) - 0.05)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        right, down = (end[1] - start[1]) * 0.2, (start[0] - end[0]) * 0.2
        light = dice.uniform(0.5, 1.2)
        tone = tuple(int(part * light) for part in (58, 104, 52))
        easel.line([start, end], 0.005, tuple(part // 2 for part in tone))
        base = ((start[0] * 2 + end[0]) / 3, (start[1] * 2 + end[1]) / 3)
        easel.polygon([base, (middle[0] + right, middle[1] + down), end,
                       (middle[0] - right, middle[1] - down)], tone)
    easel.polygon([(0.38, 0.74), (0.62, 0.74), (0.58, 0.93), (0.42, 0.93)], (188, 182, 172))
    easel.round(0.5, 0.74, 0.12, 0.02, (60, 48, 40))


def fringe(easel, dice):
    """A stool with a fringe as fine as hair."""
    easel.round(0.5, 0.4, 0.3, 0.09, (196, 128, 104))
    easel.box(0.2, 0.4, 0.8, 0.55, (176, 110, 88))
    for strand in range(130):
        x = 0.2 + strand * 0.6 / 129
        easel.line([(x, 0.54), (x + dice.uniform(-0.012, 0.012), dice.uniform(0.72, 0.78))],
                   0.0028, (150, 92, 74))
    for x in (0.28, 0.72):
        easel.line([(x, 0.6), (x, 0.92)], 0.026, (66, 52, 44))


def gloss(easel, dice):
    """A dark glazed bowl that mirrors a window and the paper it stands on."""
    for step in range(40):
        share = step / 39
        tone = int(28 + 150 * share**3)
        easel.round(0.5, 0.55 + 0.1 * share, 0.34 * (1 - share * 0.05), 0.3 * (1 - share * 0.8),
                    (tone, tone + 4, tone + 10))
    easel.polygon([(0.3, 0.42), (0.38, 0.38), (0.39, 0.52), (0.31, 0.55)], (246, 248, 250))
    easel.round(0.62, 0.43, 0.03, 0.05, (236, 238, 240))
    easel.line([(0.24, 0.72), (0.76, 0.72)], 0.02, (214, 215, 216))


def pearl(easel, dice):
    """A white box, a white ball and a white post with nothing but their shading."""
    easel.polygon([(0.15, 0.5), (0.45, 0.45), (0.45, 0.8), (0.15, 0.88)], (236, 236, 234))
    easel.polygon([(0.45, 0.45), (0.56, 0.49), (0.56, 0.87), (0.45, 0.8)], (216, 216, 214))
    easel.polygon([(0.15, 0.5), (0.26, 0.455), (0.56, 0.49), (0.45, 0.53)], (246, 246, 245))
    for step in range(50):
        share = step / 49
        tone = int(205 + 40 * share)
        easel.round(0.74 - 0.02 * share, 0.72 - 0.03 * share, 0.15 * (1 - share),
                    0.15 * (1 - share), (tone, tone, tone - 1))
    easel.box(0.62, 0.2, 0.66, 0.62, (228, 228, 226))


def glass(easel, dice):
    """A bottle and a tumbler: mostly what is behind them, darker at their rims."""
    for left, right, top, bottom in [(0.26, 0.46, 0.2, 0.9), (0.58, 0.8, 0.55, 0.9)]:
        easel.box(left, top, right, bottom, (226, 232, 230))
        for step in range(6):
            tone = 120 + step * 18
            inset = 0.004 * step
            easel.box(left + inset, top, left + inset + 0.004, bottom, (tone, tone + 6, tone + 4))
            easel.box(right - inset - 0.004, top, right - inset, bottom, (tone, tone + 6, tone + 4))
        easel.box(left, bottom - 0.02, right, bottom, (150, 160, 156))
        easel.box(left, top, right, top + 0.006, (168, 176, 174))


SHAPES = [rack, slats, three, leaves, fringe, gloss, pearl, glass]


def drawn(shape, side, seed):
    """Colours times cover in linear light, and cover."""
    easel = Easel(side)
    shape(easel, random.Random(seed))
    colours, cover = easel.taken()
    light = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return light * cover[..., None], cover

"""A person who looks at a cut-out, finds the worst fault and draws a stroke over it."""
import numpy as np
from PIL import Image

SIDE = 200
LEAST = 12


def spread(mask, starts):
    """Steps from the starts to each pixel within the mask, -1 where there is no way; a list of
    pixels in the order in which they were reached."""
    steps = np.full(mask.shape, -1)
    reached = list(starts)
    for place in reached:
        steps[place] = 0
    for y, x in reached:
        for row, column in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            inside = 0 <= row < mask.shape[0] and 0 <= column < mask.shape[1]
            if inside and mask[row, column] and steps[row, column] < 0:
                steps[row, column] = steps[y, x] + 1
                reached.append((row, column))
    return steps, reached


def pieces(mask):
    """The connected pieces, largest first."""
    left, found = mask.copy(), []
    while left.any():
        start = tuple(np.argwhere(left)[0])
        _, piece = spread(left, [start])
        for place in piece:
            left[place] = False
        found.append(piece)
    return sorted(found, key=len, reverse=True)


def depth(mask):
    """How far each pixel is from the mask's rim."""
    padded = np.pad(mask, 1)
    outside = [tuple(place) for place in np.argwhere(~padded)]
    steps, _ = spread(np.ones_like(padded), outside)
    return steps[1:-1, 1:-1]


def along(piece, shape):
    """The longest way through the middle of a piece, and how much room there is beside it."""
    mask = np.zeros(shape, dtype=bool)
    for place in piece:
        mask[place] = True
    far = depth(mask)
    core = mask & (far >= max(far.max() * 0.5, 1))
    deepest = np.unravel_index(far.argmax(), shape)
    _, reached = spread(core, [tuple(deepest)])
    steps, reached = spread(core, [reached[-1]])
    way, place = [reached[-1]], reached[-1]
    while steps[place] > 0:
        y, x = place
        place = next(near for near in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1))
                     if 0 <= near[0] < shape[0] and 0 <= near[1] < shape[1]
                     and steps[near] == steps[y, x] - 1)
        way.append(place)
    return way, min(far[place] for place in way)


def small(cover):
    image = Image.fromarray(cover.astype(np.float32))
    return np.asarray(image.resize((SIDE, SIDE), Image.BOX))


def stroke(cover, truth):
    """The next stroke over the largest fault, or None when no fault can be seen."""
    have, want = small(cover), small(truth)
    missing, extra = (want > 0.7) & (have < 0.4), (want < 0.3) & (have > 0.6)
    worst = max((pieces(mask)[0] if mask.any() else [] for mask in (missing, extra)), key=len)
    if len(worst) < LEAST:
        return None
    way, room = along(worst, have.shape)
    step = max(len(way) // 12, 1)
    corners = way[::step] + [way[-1]]
    return {"keeps": bool(missing[worst[0]]), "radius": float(max(room * 0.5, 0.4) / SIDE),
            "points": [{"x": (x + 0.5) / SIDE, "y": (y + 0.5) / SIDE} for y, x in corners]}


def strokes(cut, case, most):
    """Looks and draws up to so many times: the covers after each stroke; `cut` makes one."""
    drawn = []
    cover = cut(None)
    for _ in range(most):
        line = stroke(cover, case.truth)
        if line is None:
            return
        drawn.append(line)
        cover = cut({"strokes": drawn})
        yield cover

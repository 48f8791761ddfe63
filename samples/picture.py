"""Draws the film: one harbour, one day, a slow drift of the camera from left to right.

`frame(n)` returns the RGB bytes of frame n. Coordinates are pixels of a 1280x720 picture.
The sky and the water are numpy, everything with an outline is cairo, light is added after both.
"""

import math
import random
import subprocess

import cairo
import numpy as np

WIDTH, HEIGHT, FPS, SECONDS = 1280, 720, 25, 60
FONT, FONT_PACKAGE = "EB Garamond", "fonts-ebgaramond"
CHAPTERS = [(0.0, "Night"), (18.0, "Morning"), (37.6, "Noon")]
HEADLAND, TOWN, MOORINGS, NEAR = 0.28, 0.50, 0.60, 1.60  # how fast each plane passes the camera
LANTERN = (372, 226)  # on the headland: x, height over the sea
REST = 430.0  # where the horizon comes to rest after the opening tilt

# time: zenith, middle and horizon of the sky, then the light that falls on things
DAY = [
    (0.0, (7, 11, 30), (15, 26, 58), (38, 56, 92), (0.15, 0.19, 0.34)),
    (13.5, (9, 15, 38), (26, 38, 78), (62, 74, 112), (0.18, 0.22, 0.38)),
    (18.5, (26, 38, 88), (92, 84, 130), (226, 138, 112), (0.34, 0.32, 0.46)),
    (23.0, (60, 96, 162), (172, 158, 178), (255, 188, 128), (0.74, 0.60, 0.56)),
    (31.0, (84, 146, 210), (158, 196, 222), (246, 224, 190), (0.96, 0.90, 0.84)),
    (41.0, (48, 124, 200), (110, 178, 226), (208, 230, 238), (1.06, 1.05, 1.02)),
    (50.5, (52, 124, 196), (124, 180, 220), (226, 228, 220), (1.04, 1.01, 0.96)),
    (54.5, (70, 94, 158), (212, 150, 132), (255, 182, 106), (0.82, 0.60, 0.50)),
    (57.4, (24, 30, 76), (94, 70, 112), (216, 112, 92), (0.32, 0.27, 0.38)),
    (60.0, (9, 13, 34), (28, 34, 70), (84, 70, 96), (0.16, 0.18, 0.32)),
]
DAY_TIMES = [row[0] for row in DAY]

ROWS = np.arange(HEIGHT, dtype=np.float32)[:, None]
COLUMNS = np.arange(WIDTH, dtype=np.float32)[None, :]


def over_day(time, part):
    """The colour `part` (1 zenith … 4 light) of the day at a time."""
    rows = np.array([row[part] for row in DAY], dtype=np.float64)
    return np.array([np.interp(time, DAY_TIMES, rows[:, c]) for c in range(3)])


def ease(time, start, end):
    """0 before `start`, 1 after `end`, smooth between."""
    x = min(max((time - start) / (end - start), 0.0), 1.0)
    return x * x * x * (x * (6 * x - 15) + 10)


def window(time, start, end, fade=0.9):
    return ease(time, start, start + fade) * (1 - ease(time, end - fade, end))


def smooth_noise(rows, columns, seed):
    """Clouds: five octaves of value noise, long and low, wrapping sideways."""
    random_state = np.random.RandomState(seed)
    total = np.zeros((rows, columns), dtype=np.float32)
    for octave in range(5):
        grid = random_state.rand(4 * 2**octave + 2, 4 * 2**octave).astype(np.float32)
        y = np.linspace(0, 4 * 2**octave, rows, dtype=np.float32)
        x = np.linspace(0, grid.shape[1], columns, endpoint=False, dtype=np.float32)
        yi, xi = y.astype(int), x.astype(int)
        yf, xf = (y - yi)[:, None], (x - xi)[None, :]
        yf, xf = yf * yf * (3 - 2 * yf), xf * xf * (3 - 2 * xf)
        right = (xi + 1) % grid.shape[1]
        top = grid[yi][:, xi] * (1 - xf) + grid[yi][:, right] * xf
        low = grid[yi + 1][:, xi] * (1 - xf) + grid[yi + 1][:, right] * xf
        total += (top * (1 - yf) + low * yf) / 2**octave
    return total / 1.94


CLOUDS = np.clip((smooth_noise(HEIGHT, 2560, 7) - 0.50) * 3.4, 0, 1)
DITHER = np.random.RandomState(1).rand(HEIGHT, WIDTH, 1).astype(np.float32)
STARS = [
    (r.uniform(0, WIDTH), r.uniform(-260, 400), r.uniform(0.4, 1.0) ** 3, r.uniform(0, 6.3))
    for r in [random.Random(3)]
    for _ in range(240)
]


class Scene:
    """Where everything is at one moment; what the painters below share."""

    def __init__(self, time):
        self.time = time
        self.horizon = REST + 215 * (1 - ease(time, 0.4, 6.5))
        self.camera = 1000 * (0.15 * time / SECONDS + 0.85 * ease(time, 5, 56))
        self.light = over_day(time, 4)
        self.haze = over_day(time, 3) / 255
        self.night = 1 - ease(time, 14.5, 21) + ease(time, 55.0, 58.5)
        path = np.interp(time, [20.3, 32, 50, 57.6], [0, 0.36, 0.64, 1])
        self.sun = (500 + 470 * path, self.horizon + 22 - 352 * math.sin(math.pi * path) ** 0.85)
        self.sunlit = 1.0 if 19.6 < time < 58.2 else 0.0
        self.moon = (1066 + 3 * time, self.horizon - 374 + 2.5 * time)

    def shade(self, colour, distance=0.0):
        """A surface colour (0–255) under the light of the hour, paled by the air in between."""
        lit = np.array(colour) / 255 * self.light
        return tuple(np.clip(lit * (1 - distance) + self.haze * distance, 0, 1))

    def swell(self, x, depth):
        """How far the sea lifts what floats at x, and how far it leans."""
        wave = self.time * 1.15 + x * 0.004 + depth
        return 3.2 * depth * math.sin(wave), 0.022 * depth * math.sin(wave * 0.83 + 1.2)


def glow(centre, radius, strength):
    """A soft round light, separable so that it costs two vectors."""
    x = np.exp(-(((COLUMNS - centre[0]) / radius) ** 2))
    y = np.exp(-(((ROWS - centre[1]) / radius) ** 2))
    return (strength * y) * x


def sky(scene):
    zenith, middle, low = (over_day(scene.time, part) for part in (1, 2, 3))
    height = np.clip(ROWS / scene.horizon, 0, 1)
    stops = [
        np.interp(height[:, 0], [0, 0.58, 1], [zenith[c], middle[c], low[c]]) for c in range(3)
    ]
    column = np.stack(stops, axis=1).astype(np.float32)
    image = np.repeat(column[:, None, :], WIDTH, axis=1)
    clouds(scene, image)
    if scene.sunlit:
        lowness = math.exp(-max(scene.horizon - scene.sun[1], 0) / 150)
        colour = np.array([255, 246 - 56 * lowness, 226 - 116 * lowness], dtype=np.float32)
        strength = ease(scene.time, 19.6, 22) * (1 - ease(scene.time, 56.2, 58.2))
        light = glow(scene.sun, 400, 0.36 * strength) + glow(scene.sun, 140, 0.38 * strength)
        disc = np.clip(33 - np.hypot(COLUMNS - scene.sun[0], ROWS - scene.sun[1]), 0, 1)
        light = np.minimum(light + glow(scene.sun, 52, 0.45 * strength), 1)
        image += light[..., None] * np.maximum(colour - image, 0)
        image += disc[..., None] * (
            np.float32((255, 252 - 20 * lowness, 240 - 60 * lowness)) - image
        )
    if scene.night > 0 and scene.time < 30:
        image += glow(scene.moon, 190, 0.20 * scene.night)[..., None] * np.float32((120, 150, 210))
    return image


def clouds(scene, image):
    shift = (scene.time * 5 + scene.camera * 0.05) % 2560
    first, part = int(shift), shift - int(shift)
    take = (np.arange(WIDTH + 1) + first) % 2560
    rows = (np.arange(HEIGHT) + int(round(REST - scene.horizon))) % HEIGHT
    texture = CLOUDS[rows][:, take]
    cover = texture[:, :-1] * (1 - part) + texture[:, 1:] * part
    height = np.clip((scene.horizon - ROWS) / REST, 0, 1)
    cover = cover * (0.10 + 0.75 * np.exp(-(((height - 0.34) / 0.26) ** 2)))
    warm = over_day(scene.time, 3) * 0.55 + scene.light * 255 * 0.52
    image += cover[..., None] * (np.minimum(warm, 255).astype(np.float32) - image)


def beam(scene, image):
    """The turning lens: two beams, long across our sight, and a flare when one points at us."""
    x, y = LANTERN[0] - scene.camera * HEADLAND, scene.horizon - LANTERN[1] + 2
    turn = scene.time * 1.05 + 0.4
    across, toward = math.cos(turn), math.sin(turn)
    rows, columns = ROWS[: len(image)] - y, np.abs(COLUMNS - x)
    reach = 60 + 620 * abs(across)
    fade = np.exp(-columns / reach) * np.clip(2.2 - columns / reach, 0, 1)
    light = np.zeros((len(image), WIDTH), dtype=np.float32)
    for side, near in ((across, toward), (-across, -toward)):
        part = slice(max(int(x), 0), WIDTH) if side > 0 else slice(0, max(int(x), 0))
        spread = 3 + columns[:, part] * (0.052 + 0.03 * near) / max(abs(across), 0.2)
        middle = columns[:, part] * (-0.030 - 0.045 * near)
        light[:, part] = (
            np.exp(-(((rows - middle) / spread) ** 2)) * fade[:, part] * (0.42 - 0.10 * near)
        )
    flare = abs(toward) ** 14
    for radius, strength in ((20, 0.55), (90, 0.10 + 0.40 * flare), (260, 0.05 + 0.22 * flare)):
        light += glow((x, y), radius, strength)[: len(image)]
    image += (light * scene.night)[..., None] * np.float32((250, 232, 186))


class Layer:
    """A cairo canvas the size of the picture that numpy can read."""

    def __init__(self):
        self.pixels = np.zeros((HEIGHT, WIDTH, 4), dtype=np.uint8)
        self.surface = cairo.ImageSurface.create_for_data(
            self.pixels, cairo.FORMAT_ARGB32, WIDTH, HEIGHT
        )
        self.pen = cairo.Context(self.surface)

    def clear(self):
        self.surface.flush()
        self.pixels[:] = 0
        self.surface.mark_dirty()
        self.pen.identity_matrix()
        return self.pen

    def rgb(self):
        self.surface.flush()
        return self.pixels[..., 2::-1]

    def over(self, image, rows=slice(None)):
        """Lays the canvas on a float image, in place."""
        self.surface.flush()
        part = self.pixels[rows]
        image *= 1 - part[..., 3:].astype(np.float32) / 255
        image += part[..., 2::-1]


LAND, LAMPS, FLOATING, MIRRORED, TITLES = (Layer() for _ in range(5))


def water(scene, above, mirrored):
    """The sea: what stands above it, mirrored and broken by waves, and the sun's or moon's path."""
    top = int(math.ceil(scene.horizon))
    below = HEIGHT - top
    depth = (np.arange(below, dtype=np.float32) + 0.5)[:, None]
    far = 1 / (depth + 6)
    x = (COLUMNS - WIDTH / 2 + scene.camera * (0.35 + depth / 330)).astype(np.float32)
    time = np.float32(scene.time)
    away = np.log(depth + 6)
    one = np.sin(x * far * 3.1 + 27 * away + time * 1.5)
    two = np.sin(x * far * 2.3 - 36 * away + time * 1.2 + 1.2 * one)
    three = np.sin(x * far * 8.0 + 66 * away + time * 2.3) * np.clip(depth / 70, 0, 1)
    wave = (0.5 * one + 0.35 * two + 0.30 * three) * np.clip(depth / 40, 0.25, 1)
    rows = np.clip(top - depth + wave * (2.0 + depth * 0.078), 0, top - 1).astype(np.int32)
    columns = np.clip(COLUMNS + (two - one) * (1.0 + depth * 0.014), 0, WIDTH - 1).astype(np.int32)
    image = above[rows, columns]
    broken = mirrored[np.clip(2 * top - rows, 0, HEIGHT - 1), columns].astype(np.float32)
    image = image * (1 - broken[..., 3:] / 255) + broken[..., 2::-1]
    near = np.clip(depth / below, 0, 1) ** 0.8
    deep = (np.array([26, 78, 104]) * scene.light + over_day(scene.time, 2) * 0.10).astype(
        np.float32
    )
    share = (0.16 + 0.44 * near)[..., None]
    image = image * (1 - share) + deep * share
    image *= (1 + 0.10 * wave * np.clip(depth / 30, 0, 1))[..., None]
    image += glitter(scene, depth, wave, three)
    return top, image


def glitter(scene, depth, wave, fine):
    sun = scene.sunlit * (1 - ease(scene.time, 56, 58)) * ease(scene.time, 20.5, 23)
    moon = 0 if scene.time > 30 else 1 - ease(scene.time, 14, 19)
    source, strength = (scene.sun[0], sun) if sun else (scene.moon[0], 0.55 * moon)
    width = 34 + depth * 0.55
    path = np.exp(-(((COLUMNS - source) / width) ** 2))
    spark = np.clip(wave + 0.45 * fine - 0.18, 0, 1) ** 1.5
    colour = np.array([255, 226, 176] if sun else [150, 180, 225], dtype=np.float32)
    return (path * (0.12 + 0.95 * spark) * strength)[..., None] * colour


_memory = {}


def frame(number):
    from boats import paint_floating, paint_mirrored
    from scenery import paint_lamps, paint_land
    from titles import paint_titles

    scene = Scene(number / FPS)
    image = sky(scene)
    paint_land(scene, LAND.clear())
    LAND.over(image)
    paint_lamps(scene, LAMPS.clear())
    if scene.night > 0:
        image += LAMPS.rgb()
        beam(scene, image[: int(scene.horizon) + 1])
    paint_mirrored(scene, MIRRORED.clear())
    MIRRORED.surface.flush()
    top, sea = water(scene, image, MIRRORED.pixels)
    image[top:] = sea
    paint_floating(scene, FLOATING.clear())
    FLOATING.over(image)
    image *= shade_of_lens()
    paint_titles(scene, TITLES.clear())
    TITLES.over(image)
    image *= ease(scene.time, 0.0, 1.2) * (1 - ease(scene.time, 58.4, 59.9))
    return (np.clip(image, 0, 254.4) + DITHER).astype(np.uint8).tobytes()


def shade_of_lens():
    if "lens" not in _memory:
        distance = np.hypot((COLUMNS - WIDTH / 2) / WIDTH, (ROWS - HEIGHT / 2) / HEIGHT)
        _memory["lens"] = (1.04 - 0.42 * distance**2.2)[..., None].astype(np.float32)
    return _memory["lens"]


def require_font():
    """Cairo silently takes another font when one is missing; ask fontconfig first."""
    found = subprocess.run(["fc-match", FONT, "family"], capture_output=True, text=True).stdout
    if FONT not in found:
        raise SystemExit(f"The font {FONT} is missing: apt-get install {FONT_PACKAGE}")

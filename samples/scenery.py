"""The land round the harbour: stars, hills, lighthouse, town, and the lamps in its windows.

The pens that everything is drawn with are here too.
"""

import math
import random

import cairo

from picture import HEADLAND, LANTERN, STARS, TOWN, WIDTH, ease

WALLS = [
    (214, 128, 96),
    (232, 196, 140),
    (240, 232, 216),
    (206, 150, 138),
    (176, 198, 204),
    (226, 170, 92),
]


def polygon(pen, points, colour, alpha=1.0):
    pen.move_to(*points[0])
    for point in points[1:]:
        pen.line_to(*point)
    pen.close_path()
    pen.set_source_rgba(*colour, alpha)
    pen.fill()


def box(pen, x, y, width, height, colour):
    polygon(pen, [(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour)


def disc(pen, x, y, radius, colour, alpha=1.0):
    pen.arc(x, y, radius, 0, 2 * math.pi)
    pen.set_source_rgba(*colour, alpha)
    pen.fill()


def line(pen, points, width, colour, alpha=1.0):
    pen.move_to(*points[0])
    for point in points[1:]:
        pen.line_to(*point)
    pen.set_line_width(width)
    pen.set_line_cap(cairo.LINE_CAP_ROUND)
    pen.set_source_rgba(*colour, alpha)
    pen.stroke()


def halo(pen, x, y, radius, colour, strength):
    """A lamp's glow, fading to nothing at `radius`."""
    fade = cairo.RadialGradient(x, y, 0, x, y, radius)
    for stop, share in ((0, 1.0), (0.12, 0.55), (0.4, 0.16), (1, 0)):
        fade.add_color_stop_rgba(stop, *colour, strength * share)
    pen.set_source(fade)
    pen.rectangle(x - radius, y - radius, 2 * radius, 2 * radius)
    pen.fill()


def paint_land(scene, pen):
    paint_stars(scene, pen)
    for speed, height, phase, distance in ((0.05, 74, 0.0, 0.80), (0.11, 46, 2.1, 0.62)):
        paint_ridge(scene, pen, speed, height, phase, distance)
    paint_headland(scene, pen)
    paint_town(scene, pen)


def paint_stars(scene, pen):
    if scene.night <= 0:
        return
    tilt = scene.horizon - 430
    for x, y, size, phase in STARS:
        twinkle = 0.72 + 0.28 * math.sin(scene.time * (0.8 + size) + phase * 5)
        clear = min(max((400 - y) / 260, 0), 1)
        disc(
            pen,
            x,
            y + tilt,
            0.6 + 1.1 * size,
            (0.92, 0.95, 1),
            (0.25 + 0.75 * size) * twinkle * clear * scene.night,
        )
    if scene.time < 30:
        x, y = scene.moon
        disc(pen, x, y, 34, (0.95, 0.95, 0.88), scene.night)
        for dx, dy, radius in ((-10, -8, 9), (8, 4, 12), (-6, 14, 6), (14, -14, 5)):
            disc(pen, x + dx, y + dy, radius, (0.78, 0.80, 0.80), 0.5 * scene.night)


def paint_ridge(scene, pen, speed, height, phase, distance):
    shift = scene.camera * speed
    points = [(-10, scene.horizon + 2)]
    for x in range(-10, WIDTH + 11, 6):
        w = (x + shift) / 170 + phase
        bump = 0.55 + 0.30 * math.sin(w) + 0.18 * math.sin(2.3 * w + 1) + 0.06 * math.sin(6.1 * w)
        points.append((x, scene.horizon - height * max(bump, 0.05)))
    polygon(pen, points + [(WIDTH + 10, scene.horizon + 2)], scene.shade((70, 92, 118), distance))


def paint_headland(scene, pen):
    pen.save()
    pen.translate(-scene.camera * HEADLAND, scene.horizon)
    slope = [
        (-60, 2),
        (-60, -44),
        (40, -58),
        (130, -72),
        (220, -92),
        (330, -98),
        (412, -96),
        (446, -74),
        (500, -62),
        (536, -34),
        (590, -24),
        (612, -8),
        (650, 2),
    ]
    polygon(pen, slope, scene.shade((84, 104, 78), 0.16))
    cliff = [
        (330, 2),
        (352, -60),
        (412, -96),
        (446, -74),
        (500, -62),
        (536, -34),
        (590, -24),
        (612, -8),
        (650, 2),
    ]
    polygon(pen, cliff, scene.shade((122, 112, 100), 0.16))
    polygon(
        pen,
        [(400, 2), (420, -52), (446, -74), (470, -30), (482, 2)],
        scene.shade((96, 88, 82), 0.14),
    )
    polygon(pen, [(520, 2), (540, -26), (566, 2)], scene.shade((92, 86, 82), 0.14))
    box(pen, 272, -122, 62, 30, scene.shade((226, 220, 206), 0.1))
    polygon(pen, [(264, -120), (303, -142), (342, -120)], scene.shade((160, 72, 58), 0.1))
    paint_lighthouse(scene, pen, LANTERN[0], -94)
    pen.restore()


def paint_lighthouse(scene, pen, x, foot):
    white, red, dark = (
        scene.shade(c, 0.06) for c in ((240, 236, 226), (190, 54, 44), (52, 58, 66))
    )
    head = foot - 116
    for band in range(5):
        low, high = foot - 116 * band / 5, foot - 116 * (band + 1) / 5
        a, b = 21 - 9 * band / 5, 21 - 9 * (band + 1) / 5
        polygon(
            pen,
            [(x - a, low), (x + a, low), (x + b, high), (x - b, high)],
            white if band % 2 == 0 else red,
        )
    polygon(pen, [(x - 21, foot), (x - 8, foot), (x - 5, head), (x - 12, head)], (0, 0, 0), 0.18)
    box(pen, x - 18, head - 4, 36, 5, dark)
    box(pen, x - 10, head - 24, 20, 20, scene.shade((150, 176, 184)))
    polygon(
        pen, [(x - 13, head - 24), (x + 13, head - 24), (x + 4, head - 36), (x - 4, head - 36)], red
    )
    line(pen, [(x, head - 36), (x, head - 46)], 2, dark)
    for rail in range(-17, 18, 6):
        line(pen, [(x + rail, head - 4), (x + rail, head - 13)], 1, dark)
    line(pen, [(x - 18, head - 13), (x + 18, head - 13)], 1.2, dark)


def build_town():
    """Houses in four tiers, the highest first: x, foot, width, height, wall, roof, windows."""
    dice, houses = random.Random(11), []
    for foot, left, right in (
        (104, 1240, 1700),
        (70, 1130, 1850),
        (36, 1070, 1990),
        (8, 1020, 2200),
    ):
        x = left
        while x < right:
            width, height = dice.randint(36, 60), dice.randint(40, 66)
            lit = [dice.random() < 0.42 for _ in range(6)]
            houses.append((x, foot, width, height, dice.choice(WALLS), dice.random() < 0.8, lit))
            x += width + dice.choice((-4, 0, 0, 8))
    return houses


HOUSES = build_town()


def paint_town(scene, pen):
    pen.save()
    pen.translate(-scene.camera * TOWN, scene.horizon)
    hill = [
        (960, 2),
        (1010, -26),
        (1130, -92),
        (1290, -158),
        (1460, -186),
        (1640, -168),
        (1820, -120),
        (2050, -78),
        (2300, 2),
    ]
    pen.move_to(*hill[0])
    for (ax, ay), (bx, by) in zip(hill, hill[1:]):
        pen.curve_to((ax + bx) / 2, ay, (ax + bx) / 2, by, bx, by)
    pen.close_path()
    pen.set_source_rgb(*scene.shade((92, 116, 84), 0.22))
    pen.fill()
    paint_church(scene, pen, 1462, -150)
    for house in HOUSES:
        paint_house(scene, pen, *house)
    box(pen, 985, -9, 1400, 12, scene.shade((138, 132, 124), 0.1))
    pen.restore()


def paint_house(scene, pen, x, foot, width, height, wall, gabled, lit):
    air = 0.10 + foot / 900
    box(pen, x, -foot - height, width, height + 6, scene.shade(wall, air))
    box(
        pen, x, -foot - height, width * 0.24, height + 6, scene.shade([c * 0.86 for c in wall], air)
    )
    roof, top = scene.shade((164, 84, 62), air), -foot - height
    rise = 18 if gabled else 5
    polygon(
        pen,
        (
            [(x - 3, top + 1), (x + width * 0.5, top - rise), (x + width + 3, top + 1)]
            if gabled
            else [
                (x - 3, top + 1),
                (x - 3, top - rise),
                (x + width + 3, top - rise),
                (x + width + 3, top + 1),
            ]
        ),
        roof,
    )
    for index in range(6):
        wx, wy = window_place(x, foot, width, height, index)
        box(pen, wx, wy, 6, 9, scene.shade((72, 84, 98), air))


def window_place(x, foot, width, height, index):
    return x + width * (0.24 + 0.25 * (index % 3)), -foot - height + 10 + 19 * (index // 3)


def paint_church(scene, pen, x, foot):
    wall, roof = scene.shade((236, 224, 200), 0.18), scene.shade((104, 122, 118), 0.18)
    box(pen, x - 15, foot - 84, 30, 90, wall)
    box(pen, x - 15, foot - 84, 9, 90, scene.shade((206, 192, 168), 0.18))
    polygon(pen, [(x - 18, foot - 83), (x, foot - 132), (x + 18, foot - 83)], roof)
    box(pen, x - 4, foot - 72, 8, 16, scene.shade((70, 74, 82), 0.18))
    line(pen, [(x, foot - 132), (x, foot - 146)], 1.6, roof)
    line(pen, [(x - 4, foot - 141), (x + 4, foot - 141)], 1.6, roof)


def paint_lamps(scene, pen):
    if scene.night <= 0:
        return
    pen.set_operator(cairo.OPERATOR_ADD)
    paint_windows(scene, pen)
    pen.set_operator(cairo.OPERATOR_OVER)


def paint_windows(scene, pen):
    left = -scene.camera * TOWN
    for number, (x, foot, width, height, _, _, lit) in enumerate(HOUSES):
        if not -60 < x + left < WIDTH + 60:
            continue
        for index in [i for i in range(6) if lit[i]]:
            wx, wy = window_place(x + left, foot, width, height, index)
            hour = scene.night * ease(
                scene.night, 0.15 + 0.1 * (number % 7), 0.3 + 0.1 * (number % 7)
            )
            box(pen, wx, scene.horizon + wy, 6, 9, (0.72 * hour, 0.47 * hour, 0.19 * hour))
            if index % 2 == 0:
                halo(pen, wx + 3, scene.horizon + wy + 4, 26, (1.0, 0.62, 0.24), 0.20 * hour)

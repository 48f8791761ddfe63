"""What floats and what passes close: boats and their reflections, Ana, gulls, posts, the quay."""

import math

import cairo

from picture import MOORINGS, NEAR, WIDTH, ease
from scenery import box, disc, line, polygon

HULLS = [(178, 54, 44), (40, 92, 130), (232, 226, 210), (44, 116, 104), (220, 152, 52)]


def boats(scene):
    """Every boat now: x, depth below the horizon, scale, hull, kind, bow (1 is right), name."""
    found = []
    for number in range(4):
        x = 1080 + 190 * number - scene.camera * MOORINGS
        found.append((x, 22 + 11 * (number % 2), 0.62, HULLS[number], "sail", 1, number))
    for number in range(5):
        start, depth = 20.6 + 1.9 * number, 12 + 9 * ((number * 3) % 5)
        x = 1000 - (scene.time - start) * (52 + 0.7 * depth) + 60 * number
        if scene.time > start and x > -120:
            found.append(
                (x, depth, 0.30 + depth / 130, HULLS[(number + 1) % 5], "trawler", -1, 10 + number)
            )
    out = 1530 - 1900 * ease(scene.time, 22.5, 40.5)
    home = -330 + 770 * ease(scene.time, 40.5, 49.5)
    found.append(
        (out, 172, 1.75, HULLS[1], "ana", -1, 30)
        if scene.time < 40.5
        else (home, 172, 1.75, HULLS[1], "ana", 1, 30)
    )
    return [boat for boat in sorted(found, key=lambda b: b[1]) if -340 < boat[0] < WIDTH + 340]


def place(scene, pen, boat, mirrored):
    x, depth, scale, _, _, bow, name = boat
    rise, lean = scene.swell(x + 90 * name, min(depth / 60, 1.5))
    pen.translate(x, scene.horizon + depth + (-rise if mirrored else rise))
    pen.scale(scale * bow, -scale if mirrored else scale)
    pen.rotate(lean)


def paint_mirrored(scene, pen):
    for boat in boats(scene):
        pen.save()
        place(scene, pen, boat, True)
        pen.push_group()
        paint_boat(scene, pen, boat)
        pen.pop_group_to_source()
        pen.paint_with_alpha(0.55)
        pen.restore()


def paint_floating(scene, pen):
    for boat in boats(scene):
        paint_wake(scene, pen, boat)
        pen.save()
        place(scene, pen, boat, False)
        paint_boat(scene, pen, boat)
        pen.restore()
    paint_gulls(scene, pen)
    paint_near(scene, pen)


def paint_wake(scene, pen, boat):
    x, depth, scale, _, kind, bow, _ = boat
    moving = kind == "trawler" or (kind == "ana" and not 47 < scene.time)
    if not moving:
        return
    foam, y = scene.shade((236, 244, 244)), scene.horizon + depth
    for strand in range(7):
        tail = (60 + 42 * strand) * scale
        drop = (3 + 1.1 * strand) * scale * (1 if strand % 2 else 0.35)
        ripple = 6 * scale * math.sin(scene.time * 3 + strand * 1.7)
        line(
            pen,
            [
                (x - bow * (tail * 0.5 + ripple), y + drop),
                (x - bow * (tail + 26 * scale), y + drop + 1),
            ],
            1.5 * scale,
            foam,
            0.42 - 0.05 * strand,
        )
    line(
        pen,
        [(x + bow * 62 * scale, y), (x - bow * 60 * scale, y + 2 * scale)],
        3 * scale,
        foam,
        0.55,
    )


def paint_boat(scene, pen, boat):
    _, depth, _, hull, kind, _, _ = boat
    air = max(0.16 - depth / 500, 0)
    colour, cream, dark = (
        scene.shade(hull, air),
        scene.shade((240, 232, 214), air),
        scene.shade((60, 62, 68), air),
    )
    if kind == "sail":
        line(pen, [(2, -14), (2, -122)], 2.4, dark)
        line(pen, [(2, -30), (-44, -26)], 2.2, dark)
        line(pen, [(2, -118), (58, -16)], 0.9, dark)
        line(pen, [(2, -118), (-52, -14)], 0.9, dark)
        polygon(pen, [(-46, -31), (2, -36), (2, -31), (-44, -27)], cream)
    else:
        paint_superstructure(scene, pen, air, kind == "ana")
    pen.move_to(-64, -18)
    pen.curve_to(-20, -12, 30, -14, 72, -27)
    pen.curve_to(64, -8, 54, 2, 46, 5)
    pen.line_to(-52, 5)
    pen.curve_to(-60, 0, -64, -8, -64, -18)
    pen.set_source_rgb(*colour)
    pen.fill_preserve()
    shadow = cairo.LinearGradient(0, -22, 0, 6)
    shadow.add_color_stop_rgba(0, 1, 1, 1, 0.10)
    shadow.add_color_stop_rgba(1, 0, 0, 0, 0.35)
    pen.set_source(shadow)
    pen.fill()
    pen.move_to(-64, -17)
    pen.curve_to(-20, -11, 30, -13, 71, -26)
    pen.set_source_rgb(*cream)
    pen.set_line_width(2.6)
    pen.stroke()


def paint_superstructure(scene, pen, air, close):
    cream, dark, glass = (
        scene.shade(c, air) for c in ((240, 232, 214), (60, 62, 68), (96, 130, 146))
    )
    line(pen, [(-34, -14), (-34, -78)], 2.6, dark)
    line(pen, [(-34, -74), (10, -50)], 1.6, dark)
    line(pen, [(-34, -78), (66, -26)], 0.8, dark)
    line(pen, [(-34, -78), (-62, -18)], 0.8, dark)
    polygon(pen, [(-8, -12), (-8, -48), (24, -48), (28, -16)], cream)
    polygon(pen, [(-12, -46), (-12, -51), (29, -51), (29, -46)], scene.shade((178, 62, 48), air))
    for x in (-3, 7, 17):
        box(pen, x, -43, 7, 11, glass)
    if not close:
        return
    polygon(pen, [(-58, -18), (-40, -28), (-24, -26), (-14, -14)], scene.shade((86, 118, 104), air))
    for x, y in ((-50, -22), (-38, -25), (-27, -22)):
        disc(pen, x, y, 3, scene.shade((226, 136, 60), air))
    paint_ana(scene, pen, 46)


def paint_ana(scene, pen, x):
    """Yellow oilskin, sou'wester, one arm on the rail; she waves at whoever is watching."""
    coat, skin, boot = (scene.shade(c) for c in ((244, 196, 54), (206, 150, 118), (46, 70, 62)))
    wave = window_of_waving(scene.time)
    box(pen, x - 5, -26, 4, 10, boot)
    box(pen, x + 1, -26, 4, 10, boot)
    polygon(pen, [(x - 8, -24), (x - 5, -45), (x + 5, -45), (x + 8, -24)], coat)
    line(pen, [(x - 4, -42), (x - 11, -33), (x - 9, -27)], 3.6, coat)
    swing = 4 * math.sin(scene.time * 7)
    hand = (x + 10 + swing * wave, -30 - 26 * wave)
    line(pen, [(x + 4, -42), (x + 11, -37 - 6 * wave), hand], 3.6, coat)
    disc(pen, *hand, 2.1, skin)
    disc(pen, x + 0.5, -49, 4.6, skin)
    pen.arc(x, -51, 5.4, math.pi, 2 * math.pi)
    pen.set_source_rgb(*coat)
    pen.fill()
    polygon(
        pen, [(x - 10, -47.5), (x - 5.5, -52.5), (x + 7.5, -51.5), (x + 7, -50), (x - 4, -50)], coat
    )


def window_of_waving(time):
    return ease(time, 30.4, 31.2) * (1 - ease(time, 33.6, 34.6)) + ease(time, 49.4, 50.2) * (
        1 - ease(time, 53, 54)
    )


def paint_gulls(scene, pen):
    """A loose flock that crosses in the morning and comes back at noon."""
    white, tip = scene.shade((250, 250, 246)), scene.shade((86, 92, 102))
    for number in range(11):
        start = (24.0, 25.1, 25.6, 26.8, 28.0, 29.7, 39.5, 40.6, 41.2, 43.4, 45.0)[number]
        age, way = scene.time - start, 1 if number % 3 else -1
        if not 0 < age < 14:
            continue
        x = (-60 + 112 * age) if way > 0 else (WIDTH + 60 - 104 * age)
        y = 150 + 21 * (number * 5 % 9) + 26 * math.sin(age * 0.9 + number) - 5 * age
        size = 0.55 + 0.10 * (number * 7 % 6)
        glide = 0.5 + 0.5 * math.sin(age * 0.8 + number * 2)
        flap = math.sin(age * (7.5 - 1.5 * size) + number) * (0.35 + 0.65 * glide)
        paint_gull(pen, x, y, size * 1.25, flap, way, white, tip)


def paint_gull(pen, x, y, size, flap, way, white, tip):
    pen.save()
    pen.translate(x, y)
    pen.scale(size * way, size)
    polygon(pen, [(-13, 1), (-4, -3), (9, -3), (15, 0), (8, 3), (-4, 3)], white)
    for side, colour in ((-1, tip), (1, white)):
        lift = -15 * flap
        elbow, end = (-2 + 5 * side, lift - 5), (-9 + 12 * side, lift * 1.9 + 3)
        polygon(
            pen,
            [(5, -2), elbow, end, (elbow[0] - 7, elbow[1] + 4), (-5, -1)],
            colour if side < 0 else white,
        )
        line(pen, [((elbow[0] + 2 * end[0]) / 3, (elbow[1] + 2 * end[1]) / 3), end], 2.2, tip)
    pen.restore()


def paint_near(scene, pen):
    """Dark mooring posts and a quay close to the camera: they pass fastest."""
    pen.save()
    pen.translate(-scene.camera * NEAR, scene.horizon - 430)
    wood, rope = scene.shade((58, 50, 46)), scene.shade((150, 128, 96))
    for posts in ((96, 176), (860, 930), (1500, 1590)):
        for x, top in zip(posts, (560, 596)):
            rise = 2 * math.sin(scene.time * 0.9)
            box(pen, x - 15, top, 30, 420, wood)
            pen.save()
            pen.translate(x, top)
            pen.scale(15, 5)
            disc(pen, 0, 0, 1, scene.shade((104, 92, 82)))
            pen.restore()
        for drop in (0, 26):
            pen.move_to(posts[0], 588 + drop)
            pen.curve_to(
                posts[0] + 26,
                640 + drop + rise,
                posts[1] - 26,
                646 + drop + rise,
                posts[1],
                622 + drop,
            )
            pen.set_line_width(4)
            pen.set_source_rgb(*rope)
            pen.stroke()
    paint_quay(scene, pen)
    pen.restore()


def paint_quay(scene, pen):
    stone, edge, wood = (scene.shade(c) for c in ((112, 106, 100), (158, 150, 140), (176, 130, 82)))
    polygon(pen, [(2440, 1100), (2440, 634), (3400, 620), (3400, 1100)], stone)
    polygon(pen, [(2430, 640), (2440, 622), (3400, 606), (3400, 628)], edge)
    for x, y in ((2560, 566), (2648, 566), (2604, 514), (2742, 566)):
        box(pen, x, y, 82, 50, wood)
        for slat in (0, 17, 34):
            box(pen, x, y + slat, 82, 3, scene.shade((122, 88, 56)))
    for x in range(2612, 2680, 11):
        polygon(
            pen,
            [(x, 512), (x + 5, 505), (x + 12, 509), (x + 14, 514)],
            scene.shade((176, 200, 212)),
        )
    box(pen, 2476, 596, 34, 32, scene.shade((48, 52, 58)))
    box(pen, 2470, 590, 46, 9, scene.shade((66, 70, 76)))
    white, grey = scene.shade((248, 248, 244)), scene.shade((150, 158, 166))
    polygon(pen, [(2478, 578), (2488, 566), (2504, 566), (2514, 581), (2492, 588)], white)
    polygon(pen, [(2486, 576), (2500, 570), (2520, 583), (2500, 584)], grey)
    nod = 1.5 * math.sin(scene.time * 2.2)
    disc(pen, 2483, 562 + nod, 7, white)
    polygon(
        pen, [(2477, 561 + nod), (2466, 565 + nod), (2477, 566 + nod)], scene.shade((232, 160, 40))
    )

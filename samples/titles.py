"""The film's title, its three chapter cards and its last words."""

import cairo

from picture import CHAPTERS, FONT, WIDTH, ease, window

INK = (0.99, 0.97, 0.92)


def paint_titles(scene, pen):
    pen.select_font_face(FONT, cairo.FONT_SLANT_NORMAL, cairo.FONT_WEIGHT_NORMAL)
    shown = window(scene.time, 0.6, 4.3, 1.0)
    if shown:
        spaced(pen, "HARBOUR", WIDTH / 2, 216, 92, 26 + 0.9 * scene.time, shown)
        rule(pen, WIDTH / 2, 254, 250 * ease(scene.time, 0.9, 3.0), shown)
        spaced(pen, "one day, as the water sees it", WIDTH / 2, 298, 30, 1.5, shown)
    for number, (start, name) in enumerate(CHAPTERS):
        start = max(start, 5.4) + 0.2
        shown = window(scene.time, start, start + 3.9)
        if shown:
            left = 96 - 16 * (1 - ease(scene.time, start, start + 1.4))
            write(pen, ("I", "II", "III")[number], left, 70, 26, 3, shown)
            rule(
                pen,
                left + 60 * ease(scene.time, start, start + 1.6),
                86,
                60 * ease(scene.time, start, start + 1.6),
                shown,
            )
            write(pen, name, left - 2, 138, 56, 2, shown)
    shown = window(scene.time, 57.5, 59.9, 0.6)
    if shown:
        spaced(pen, "and then the light again", WIDTH / 2, 170, 34, 2, shown)


def advance(pen, text, tracking):
    return sum(pen.text_extents(letter).x_advance + tracking for letter in text) - tracking


def spaced(pen, text, centre, y, size, tracking, alpha):
    pen.set_font_size(size)
    write(pen, text, centre - advance(pen, text, tracking) / 2, y, size, tracking, alpha)


def write(pen, text, x, y, size, tracking, alpha):
    """Letters with air between them, over a shadow soft enough not to be seen as one."""
    pen.set_font_size(size)
    for offset, colour, share in (
        (3, (0, 0, 0), 0.10),
        (2, (0, 0, 0), 0.14),
        (1, (0, 0, 0), 0.20),
        (0, INK, 0.96),
    ):
        place = x
        for letter in text:
            pen.move_to(place, y + offset)
            pen.text_path(letter)
            place += pen.text_extents(letter).x_advance + tracking
        pen.set_source_rgba(*colour, alpha * share)
        pen.fill_preserve()
        pen.set_line_width(offset * 2.4)
        if offset:
            pen.stroke()
        pen.new_path()


def rule(pen, centre, y, half, alpha):
    pen.set_source_rgba(*INK, 0.8 * alpha)
    pen.set_line_width(1.5)
    pen.move_to(centre - half, y)
    pen.line_to(centre + half, y)
    pen.stroke()

"""Timing rules of other tools, re-created from the time-fit study (6.3): start and rate of every cue, in seconds."""

import numpy as np

LONGEST_PAUSE, SHORTEST_PAUSE = 0.08, 0.03


def arrays(film):
    return (np.asarray(x, float) / 48000 for x in (film.starts, film.ends, film.natural))


def next_starts(a, b):
    """Until when each cue may sound; the last as long as it likes."""
    return np.r_[a[1:], b[-1] + 60.0]


def pauses(a, b):
    return np.clip(a[1:] - b[:-1], SHORTEST_PAUSE, LONGEST_PAUSE)


def in_place(rate):
    """Every cue at its own start; `rate` from its speech, its slot and the time to the next start."""
    def rule(film):
        a, b, d = arrays(film)
        return a, rate(d, b - a, next_starts(a, b) - a)
    return rule


def drift(limit):
    """One after the other: as fast as the next start asks, up to a limit; then later."""
    def rule(film):
        a, b, d = arrays(film)
        until, pause = next_starts(a, b), np.r_[pauses(a, b), 0]
        starts, rates, free = [], [], 0.0
        for i in range(len(a)):
            start = max(a[i], free)
            room = max(until[i] - pause[i] - start, 1e-3)
            rates.append(min(limit, max(1.0, d[i] / room)))
            starts.append(start)
            free = start + d[i] / rates[-1] + pause[i]
        return np.array(starts), np.array(rates)
    return rule


def chunks(film, gap=0.6, most=12.0, limit=1.67):
    """VideoLingo-like: cues close to each other are one chunk with one rate, spoken one after the other."""
    a, b, d = arrays(film)
    pause = np.r_[pauses(a, b), 0]
    starts, rates, free, i = [], [], 0.0, 0
    until = next_starts(a, b)
    while i < len(a):
        k = i
        while k + 1 < len(a) and a[k + 1] - b[k] < gap and b[k + 1] - a[i] < most:
            k += 1
        at = max(a[i], free)
        speech, rest = d[i:k + 1].sum(), pause[i:k].sum()
        rate = min(limit, max(1.0, speech / max(until[k] - at - rest, 1e-3)))
        for j in range(i, k + 1):
            starts.append(at)
            rates.append(rate)
            at += d[j] / rate + pause[j]
        free, i = at, k + 1
    return np.array(starts), np.array(rates)


def sonitranslate(d, slot, _):
    """Accelerated to the slot, up to 2.1; what would be less than 1.15 is not done."""
    rate = np.minimum(d / slot, 2.1)
    return np.where(rate < 1.15, 1.0, rate)


def ones(d, *_):
    return np.ones_like(d)


RULES = {
    "no fit, cut at the next cue": in_place(ones),
    "no fit, overlay": in_place(ones),
    "stretch to fill the slot, unlimited": in_place(lambda d, slot, _: d / slot),
    "speed up to the slot, unlimited": in_place(lambda d, slot, _: np.maximum(1, d / slot)),
    "speed up to the next start, unlimited": in_place(
        lambda d, _, room: np.maximum(1, d / np.maximum(room, 1e-3))),
    "open-dubbing-like (1.3, overlap)": in_place(lambda d, slot, _: np.clip(d / slot, 1, 1.3)),
    "SoniTranslate-like": in_place(sonitranslate),
    "VideoLingo-like chunks": chunks,
    "drift, cap 1.25": drift(1.25),
    "drift, cap 1.3": drift(1.3),
    "drift, cap 1.5": drift(1.5),
}


def least_bad(film, early=0.12, late=0.25, rate=1.25, highest=1.5):
    """The least number of bad cues any plan can have.

    For every number of bad cues so far, the soonest the last one can end; ending sooner never hurts the cues after it.
    """
    a, b, d = arrays(film)
    wait = np.r_[0, pauses(a, b)]
    ends = np.array([-1e9])
    for i in range(len(a)):
        starts = np.maximum(max(0, a[i] - early), ends + wait[i])
        good = np.where(starts <= a[i] + late + 1e-9, starts + d[i] / rate, np.inf)
        bad = starts + d[i] / highest
        ends = np.minimum(np.r_[good, np.inf], np.r_[np.inf, bad])
        # More bad cues for a later end are of no use.
        ends = np.minimum.accumulate(ends)
    return int(np.argmax(np.isfinite(ends)))

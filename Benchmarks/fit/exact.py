"""Holds the solver against a general convex solver, and the shortening against a linear programme."""

import clarabel
import numpy as np
from scipy import sparse
from scipy.optimize import linprog

# The constants of the study's model, on-screen; the limits half a millisecond and a ten-thousandth inside, as the product has them.
TL, TE, TO, TR, TS = 0.2, 0.12, 0.5, 0.2, 0.15
LATE, EARLY, SLOW, FAST = (12000 - 24) / 48000, 0.12, 0.8 + 1e-4, 1 / 1.5
LATE_WALL, RATE_WALL, FIRM, HURRY, EVENNESS = 60.0, 60.0, 1e4, 2.0, 0.5


class Model:
    """The fit of one speaker's film, as minimise ½xᵀPx + qᵀx in starts, slowness and helpers."""

    def __init__(self, film):
        self.a, self.b, self.d = (np.asarray(x, float) / 48000 for x in (film.starts, film.ends, film.natural))
        self.group = np.unique(film.segments, return_inverse=True)[1]
        n = len(self.a)
        self.pause = np.clip(self.a[1:] - self.b[:-1], 0.03, 0.08)
        self.soonest = np.maximum(0, self.a - EARLY)
        totals = np.bincount(self.group, self.d)
        self.weight = np.clip(totals / 2, 0.5, 2)
        self.firm = self.reachable()
        self.firm_group = np.array([self.firm[self.group == g].all() for g in range(len(totals))])
        gap = np.maximum(0, self.a[1:] - self.b[:-1])
        apart = (self.group[1:] != self.group[:-1]) & (gap < 5)
        self.pairs = [(i, i + 1, EVENNESS * np.exp(-gap[i]) / TS**2) for i in range(n - 1) if apart[i]]

    def reachable(self):
        """Cues of stretches that can be in comfort: all fast and early, none too late."""
        x = np.ceil(self.d * 48000 * SLOW) / 48000
        at, root, bad = [], [], set()
        for i in range(len(x)):
            start = self.soonest[i]
            pressed = i
            if i and (free := at[-1] + x[i - 1] + self.pause[i - 1]) > start + 1e-9:
                start, pressed = free, root[-1]
            at.append(start)
            root.append(pressed)
            if start > self.a[i] + LATE + 1e-9:
                bad.add(pressed)
        return np.array([r not in bad for r in root])

    def cost(self, s, r):
        """What a plan costs; `r` is the slowness of every cue."""
        w = self.weight
        g = np.array([r[self.group == k][0] for k in range(len(w))])
        onset = s - self.a
        total = np.sum(np.where(onset > 0, onset / TL, onset / TE)**2)
        total += np.sum(np.where(self.firm, FIRM, LATE_WALL) * np.maximum(0, onset - LATE))
        total += np.sum(np.maximum(0, s + self.d * r - self.b)**2) / TO**2
        total += np.sum(w * ((1 - g) / TR)**2 + HURRY * w * (1 - g))
        total += np.sum(np.where(self.firm_group, 0, RATE_WALL * w) * np.maximum(0, SLOW - g))
        return total + sum(c * (r[i] - r[k])**2 for i, k, c in self.pairs)

    def solve(self):
        """Clarabel's plan: starts and slowness of every cue, and the least cost."""
        n, m = len(self.a), len(self.weight)
        # Starts, slowness, early, past the end, later than allowed, faster than comfortable.
        s, r, e, o, u, v = (np.arange(k) + at for k, at in zip(
            (n, m, n, n, n, m), np.cumsum([0, n, m, n, n, n])))
        size = 4 * n + 2 * m
        quadratic, linear = sparse.lil_matrix((size, size)), np.zeros(size)
        onset = sparse.lil_matrix((n, size))
        rows, bounds = [], []

        def at_least(entries, bound):
            rows.append(entries)
            bounds.append(bound)

        constant = 0.0
        for i in range(n):
            # Early and late in parts: onset = late part - e, both squared; at the optimum one is zero.
            quadratic[s[i], s[i]] += 2 / TL**2
            quadratic[e[i], e[i]] += 2 / TL**2 + 2 / TE**2
            quadratic[s[i], e[i]] += 2 / TL**2
            quadratic[e[i], s[i]] += 2 / TL**2
            linear[s[i]] -= 2 * self.a[i] / TL**2
            linear[e[i]] -= 2 * self.a[i] / TL**2
            constant += self.a[i]**2 / TL**2
            at_least({s[i]: 1, e[i]: 1}, self.a[i])
            at_least({e[i]: 1}, 0)
            quadratic[o[i], o[i]] += 2 / TO**2
            at_least({o[i]: 1, s[i]: -1, r[self.group[i]]: -self.d[i]}, -self.b[i])
            at_least({o[i]: 1}, 0)
            linear[u[i]] += FIRM if self.firm[i] else LATE_WALL
            at_least({u[i]: 1, s[i]: -1}, -self.a[i] - LATE)
            at_least({u[i]: 1}, 0)
            at_least({s[i]: 1}, self.soonest[i])
            if i:
                at_least({s[i]: 1, s[i - 1]: -1, r[self.group[i - 1]]: -self.d[i - 1]}, self.pause[i - 1])
        for g, w in enumerate(self.weight):
            quadratic[r[g], r[g]] += 2 * w / TR**2
            linear[r[g]] -= 2 * w / TR**2 + HURRY * w
            constant += w / TR**2 + HURRY * w
            at_least({r[g]: -1}, -1)
            at_least({r[g]: 1}, SLOW if self.firm_group[g] else FAST)
            linear[v[g]] += RATE_WALL * w
            at_least({v[g]: 1, r[g]: 1}, SLOW)
            at_least({v[g]: 1}, 0)
        for i, k, c in self.pairs:
            x, y = r[self.group[i]], r[self.group[k]]
            for p, q, sign in ((x, x, 1), (y, y, 1), (x, y, -1), (y, x, -1)):
                quadratic[p, q] += 2 * c * sign
        matrix = sparse.lil_matrix((len(rows), size))
        for row, entries in enumerate(rows):
            for column, value in entries.items():
                matrix[row, column] = -value
        settings = clarabel.DefaultSettings()
        settings.verbose = False
        settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
        solution = clarabel.DefaultSolver(
            sparse.triu(quadratic.tocsc()).tocsc(), linear, matrix.tocsc(), -np.array(bounds),
            [clarabel.NonnegativeConeT(len(rows))], settings).solve()
        x = np.array(solution.x)
        return x[s], x[r][self.group], solution.obj_val + constant, str(solution.status)

    def least_cut(self):
        """The least natural speech to cut so that everything is in comfort, in seconds; None where nothing helps."""
        n = len(self.a)
        rows, bounds = [], []
        for i in range(n - 1):
            # start[i+1] - start[i] + SLOW * cut[i] >= SLOW * natural[i] + pause
            row = np.zeros(2 * n)
            row[i], row[i + 1], row[n + i] = 1, -1, -SLOW
            rows.append(row)
            bounds.append(-SLOW * self.d[i] - self.pause[i])
        limits = [*zip(self.soonest, self.a + LATE), *((0, d) for d in self.d)]
        found = linprog(
            np.r_[np.zeros(n), np.ones(n)], A_ub=np.array(rows) if rows else None,
            b_ub=np.array(bounds) if rows else None, bounds=limits, method="highs")
        return found.fun if found.status == 0 else None

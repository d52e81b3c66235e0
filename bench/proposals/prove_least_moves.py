"""Proves how many households a replan must move: python3 prove_least_moves.py INSTANCE.json [SECONDS]

A mixed integer programme (HiGHS, by way of scipy 1.9 or later): each unit goes to one community, every community is within
the band or has no unit at all, and connectedness is demanded piece by piece, where a solution lacks it. Every line
printed is a proven lower bound on what any plan with one new community at most moves (each new one moves a whole band's
least); a line with no piece left over is the least there is, else the greatest line counts.
It is a yardstick for engine/propose/least-moves.ts and for the plans themselves, no part of Sizhi.
"""
import json
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

instance = json.load(open(sys.argv[1]))
limit = float(sys.argv[2]) if len(sys.argv) > 2 else 600
low, high = instance["band"]
current = instance["current"]
households = [node["population"] for node in instance["nodes"]]
n = len(households)
labels = max(current) + 2  # one may be new
adjacent = [set() for _ in range(n)]
for edge in instance["edges"]:
    adjacent[edge[0]].add(edge[1])
    adjacent[edge[1]].add(edge[0])

at = lambda u, label: u * labels + label
used = lambda label: n * labels + label
variables = n * labels + labels
cost = np.zeros(variables)
for u in range(n):
    for label in range(labels):
        if current[u] >= 0 and label != current[u]:
            cost[at(u, label)] = households[u]

rows, least, most = [], [], []


def demand(row, lower, upper):
    rows.append(row)
    least.append(lower)
    most.append(upper)


for u in range(n):
    demand({at(u, label): 1 for label in range(labels)}, 1, 1)
for label in range(labels):
    own = {at(u, label): households[u] for u in range(n)}
    demand({**own, used(label): -high}, -np.inf, 0)
    demand({**own, used(label): -low}, 0, np.inf)


def pieces(part, label):
    left = {u for u in range(n) if part[u] == label}
    found = []
    while left:
        stack = [left.pop()]
        piece = set(stack)
        while stack:
            for v in adjacent[stack.pop()]:
                if v in left:
                    left.remove(v)
                    piece.add(v)
                    stack.append(v)
        found.append(piece)
    return sorted(found, key=lambda piece: -sum(households[u] for u in piece))


def separator(piece, main):
    """Units next to a piece that can be reached from the main one without passing another such unit."""
    rim = {v for u in piece for v in adjacent[u]} - piece
    seen, stack, found = set(main), list(main), set()
    while stack:
        for v in adjacent[stack.pop()]:
            if v in rim:
                found.add(v)
            elif v not in seen and v not in piece:
                seen.add(v)
                stack.append(v)
    return found


started = time.time()
while time.time() - started < limit:
    matrix = csr_matrix(
        (
            [value for row in rows for value in row.values()],
            (
                [i for i, row in enumerate(rows) for _ in row],
                [column for row in rows for column in row],
            ),
        ),
        shape=(len(rows), variables),
    )
    left = limit - (time.time() - started)
    solved = milp(
        cost,
        constraints=LinearConstraint(matrix, least, most),
        integrality=np.ones(variables),
        bounds=Bounds(0, 1),
        options={"time_limit": left, "mip_rel_gap": 1e-6},
    )
    seconds = time.time() - started
    if solved.x is None:
        print(f"{seconds:.0f} s: {solved.message}")
        break
    part = [int(np.argmax(solved.x[u * labels : (u + 1) * labels])) for u in range(n)]
    broken = 0
    for label in range(labels):
        main, *others = pieces(part, label) or [set()]
        for piece in others:
            broken += 1
            between = separator(piece, main)
            for u in sorted(piece, key=lambda u: -households[u])[:3]:
                for v in sorted(main, key=lambda v: -(current[v] == label) * households[v])[:3]:
                    for any_label in range(labels):
                        row = {at(s, any_label): -1 for s in between}
                        row[at(u, any_label)] = row[at(v, any_label)] = 1
                        demand(row, -np.inf, 1)
    bound = int(np.ceil(solved.mip_dual_bound - 1e-6))
    print(f"{seconds:.0f} s: at least {bound} move; {broken} pieces left over", flush=True)
    if broken == 0:
        break

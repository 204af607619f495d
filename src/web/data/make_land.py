#!/usr/bin/env python3
"""Makes land.svg from Natural Earth's coastlines as npm's world-atlas packs them.

    npm pack world-atlas@2 && tar -xzf world-atlas-2.*.tgz package/land-110m.json
    python3 make_land.py package/land-110m.json > land.svg

An equirectangular drawing, 720 units by 300: two units a degree, from 83 degrees north to 67 south, which leaves out
Antarctica and nothing anybody files from. A tenth of a unit is five kilometres, finer than the source.
"""
import json
import sys

SCALE, TOP, BOTTOM = 2, 83, -67


def arcs_of(topology):
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + tx, y * ky + ty))
        yield points


def ring(arcs, numbers):
    points = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def unwrapped(points):
    """Without jumps from one edge of the drawing to the other: what crosses the date line goes on beyond it."""
    turn, last = 0, None
    for lon, lat in points:
        if last is not None and abs(lon - last) > 180:
            turn += 360 if lon < last else -360
        last = lon
        yield lon + turn, lat


def drawn(points):
    points = list(unwrapped(points))
    if max(lat for _, lat in points) < BOTTOM + 7:
        return ""
    # What goes beyond an edge is drawn a second time, a turn away, to come in at the other one.
    beyond = [-360] if max(lon for lon, _ in points) > 180 else [360] if min(lon for lon, _ in points) < -180 else []
    return "".join(path([(lon + turn, lat) for lon, lat in points]) for turn in [0] + beyond)


def path(points):
    steps, last = [], None
    for lon, lat in points:
        at = (round((lon + 180) * SCALE * 10), round((TOP - lat) * SCALE * 10))
        if last is None:
            steps.append("M%g %g" % (at[0] / 10, at[1] / 10))
        elif at != last:
            steps.append("l%g %g" % ((at[0] - last[0]) / 10, (at[1] - last[1]) / 10))
        last = at
    return "".join(steps) + "z" if len(steps) > 3 else ""


def main():
    topology = json.load(open(sys.argv[1]))
    arcs = list(arcs_of(topology))
    polygons = [p for g in topology["objects"]["land"]["geometries"] for p in g["arcs"]]
    paths = "".join(drawn(ring(arcs, numbers)) for polygon in polygons for numbers in polygon)
    print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"><path d="%s" fill="#9fb0ba"/></svg>'
          % (360 * SCALE, (TOP - BOTTOM) * SCALE, paths))


main()

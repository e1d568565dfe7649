#!/usr/bin/env python3
"""Writes timezones.json: a few zone files of the public-domain time zone database, and offsets that Python's zoneinfo reads from them.

    python3 timezones_golden.py              writes timezones.json beside this script
    python3 timezones_golden.py ZONE ...     prints the same for other zones

Needs Python 3.9 and the Debian package tzdata, nothing else. The bytes of each file are part of
the fixture, so that later changes of the database do not matter. Offsets are taken at random instants from the first change of the
file to the year 2300, and one second before, at, and after a random selection of its changes.
"""
import base64
import datetime
import io
import json
import os
import random
import struct
import sys
import zoneinfo

ZONES = ["America/New_York", "Europe/Berlin", "Europe/Dublin", "Australia/Melbourne", "Australia/Lord_Howe", "Africa/Casablanca",
         "Pacific/Apia", "America/Nuuk", "Asia/Jerusalem", "Asia/Kolkata"]
FOLDER = "/usr/share/zoneinfo/"


def transitions(data):
    """Times of the 64-bit block (RFC 8536)."""
    def counts(at):
        return struct.unpack(">6l", data[at + 20:at + 44])
    utc, std, leap, times, types, chars = counts(0)
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + std + utc
    times = counts(second)[3]
    return struct.unpack(">%dq" % times, data[second + 44:second + 44 + 8 * times])


def offset(zone, t):
    moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=t)
    return int(moment.astimezone(zone).utcoffset().total_seconds())


def main():
    rng = random.Random(7)
    out = []
    for name in sys.argv[1:] or ZONES:
        data = open(FOLDER + name, "rb").read()
        zone = zoneinfo.ZoneInfo.from_file(io.BytesIO(data), key=name)
        changes = [t for t in transitions(data) if t > -6e10]
        first = changes[0] if changes else -2000000000
        at = [rng.randrange(first, 10413792000) for _ in range(40)]
        for t in rng.sample(changes, min(len(changes), 12)):
            at += [t - 1, t, t + 1]
        out.append({"name": name, "file": base64.b64encode(data).decode(),
                    "offsets": [[t, offset(zone, t)] for t in sorted(at) if t >= first]})
    text = json.dumps({"magic": "headroom-golden-timezones", "version": 1, "command": "python3 timezones_golden.py", "seed": 7,
                       "python": "%d.%d.%d" % sys.version_info[:3], "zones": out}, separators=(",", ":")).replace('{"name"', '\n{"name"')
    if sys.argv[1:]:
        print(text)
        return
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "timezones.json")
    with open(path, "w") as f:
        f.write(text + "\n")
    print("timezones.json: %d zones, %d bytes" % (len(out), len(text) + 1))


main()

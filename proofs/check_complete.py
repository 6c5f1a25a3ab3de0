#!/usr/bin/env python3
"""Is every public function of the library called in no_panic?

Reads what rustdoc says of the library with `crypto` alone (JSON, its path as the argument). Wanted are

- `Type::name` for every public function and method, by that spelling;
- for every implementation of a trait, written or derived, the call of a helper that WANTED below
  names, such as `decode::<Type>` for Decode, which calls all of the trait's functions;
- every function of the library's own traits, in those helpers.
"""

import json
import pathlib
import re
import sys

# What a trait's implementation is called by; {0} is the type, {1} the trait's argument.
WANTED = {
    "Decode": "decode::<{0}>",
    "Encode": "encode::<{0}>",
    "Fault": "fault::<{0}>",
    "Sink": "sink::<{0}>",
    "Iterator": "iterate::<{0}>",
    "IntoIterator": "{0}::into_iter",
    "From": "from::<{1}, {0}>",
    "TryFrom": "try_from::<{1}, {0}>",
    "AsRef": "as_ref::<{0}>",
    "Default": "{0}::default",
    "BitOr": "{0}::bitor",
    "BitOrAssign": "{0}::bitor_assign",
    "Clone": "{0}::clone",
    "PartialEq": "(value|unprinted|equal)::<{0}>",
    "PartialOrd": "ordered::<{0}>",
    "Ord": "ordered::<{0}>",
    "Hash": "(value|unprinted)::<{0}>",
    "Debug": "(value|debug)::<{0}>",
    "Display": "display::<{0}>",
    "Error": "source::<{0}>",
    "Drop": "drop::<{0}>",
    "NonceMemory": "memory_of::<{0}>",
}
# Traits without functions of their own, and Error where it has none.
UNWANTED = {"Copy", "Eq", "StructuralPartialEq", "FusedIterator", "ZeroizeOnDrop"}
# What main.rs says that it leaves out: by core, an IP address prints and a text escapes itself
# with panic paths.
LEFT_OUT = {
    "Display": {"IpAddress", "ServiceAffinity", "ScopedAddress"},
    "Debug": {
        *("IpAddress", "ServiceAffinity", "ScopedAddress", "TcpOption"),
        *("MigrationToken", "MigrationTokenClaims", "MigrationExtension"),
        *("ClientHello", "NewSessionTicket", "StoredTicket", "MoveDecision"),
        *("Grant", "Verifier", "Unspent", "Accepted"),
        *("MigrateConnection", "MigrateEvent"),
        *("Error", "Collision", "MalformedOption", "Refusal"),
    },
}


def name(kind):
    """A type as no_panic spells it: without its path, lifetimes and other arguments. Any type stands for
    one that is a parameter."""
    match kind:
        case {"resolved_path": {"path": path}}:
            return path.rpartition("::")[2]
        case {"generic": _}:
            return "_"
        case {"primitive": primitive}:
            return primitive
        case {"borrowed_ref": {"type": inner}}:
            return "&" + name(inner)
        case {"slice": inner}:
            return f"[{name(inner)}]"
        case {"array": {"type": inner, "len": len}}:
            return f"[{name(inner)}; {len}]"
    sys.exit(f"check_complete.py knows no such type: {kind}")


def functions(index, items):
    for item in map(str, items):
        if item in index and "function" in index[item]["inner"]:
            yield index[item]["name"]


def implementations(index):
    """(trait, its first type argument, type, functions); no trait for a type's own functions."""
    for item in index.values():
        match item:
            case {"crate_id": 0, "inner": {"impl": inner}}:
                if inner["is_synthetic"] or inner["blanket_impl"]:
                    continue
                trait, argument = "", ""
                if inner["trait"]:
                    trait = inner["trait"]["path"].rpartition("::")[2]
                    match inner["trait"]["args"]:
                        case {"angle_bracketed": {"args": [*_, {"type": kind}]}}:
                            argument = name(kind)
                own = list(functions(index, inner["items"]))
                yield trait, argument, name(inner["for"]), own


def wanted(index):
    everything = list(implementations(index))
    copied = {this for trait, _, this, _ in everything if trait == "Copy"}
    for trait, argument, this, own in everything:
        if not trait:
            yield from (f"{this}::{function}" for function in own)
        elif trait in UNWANTED or (trait == "Error" and not own):
            continue
        elif this in LEFT_OUT.get(trait, ()):
            continue
        elif trait == "Clone" and this in copied:
            continue
        elif trait in WANTED:
            yield WANTED[trait].format(this, argument)
        else:
            sys.exit(f"check_complete.py knows no such trait: {trait} of {this}")
    for item in index.values():
        match item:
            case {"crate_id": 0, "inner": {"trait": {"items": items}}}:
                yield from (f"::{function}" for function in functions(index, items))
            case {"crate_id": 0, "inner": {"module": {"items": items}}}:
                yield from functions(index, items)


def pattern(call):
    return r"\b" + call.replace("[", r"\[").replace("&_", r"&\w+") + r"(?!\w)"


def main():
    index = json.loads(pathlib.Path(sys.argv[1]).read_text())["index"]
    sources = sorted(pathlib.Path(__file__).with_name("src").glob("bin/no_panic/*.rs"))
    code = re.sub(r"//.*", "", "\n".join(source.read_text() for source in sources))
    # Lifetimes, numbers and what is inferred among a type's arguments are of no account here.
    code = re.sub(r"\b([A-Z]\w*)(?:::)?<(?:'\w+|\d\w*|[A-Z]+|_|, )+>", r"\1", code)
    calls = sorted(set(wanted(index)))
    missing = [call for call in calls if not re.search(pattern(call), code)]
    if missing or len(calls) < 200:
        sys.exit(f"{len(missing)} of {len(calls)} are not in no_panic:\n" + "\n".join(missing))
    print(f"no_panic calls all {len(calls)}")


main()

#!/usr/bin/env python3
"""A second opinion on the vectors: a decoder and verifier written from the rules in README.md, and nothing else.

    python3 testvectors/reference.py [PATH...]     every file holds: exit 0; a test does not: exit 1

It is meant to be read beside the rules, not to be fast. It shares no line with generate.py, which
states each expectation by hand, nor with the Rust code.
"""

import hashlib
import hmac
import ipaddress
import json
import pathlib
import struct
import sys


class Bad(Exception):
    """Refused; the argument is the reason."""


class Reader:
    """A cursor that cannot leave its octets."""

    def __init__(self, data):
        self.data, self.pos = data, 0

    def left(self):
        return len(self.data) - self.pos

    def take(self, count):
        if count > self.left():
            raise Bad("truncated")
        self.pos += count
        return self.data[self.pos - count:self.pos]

    def uint(self, octets):
        return int.from_bytes(self.take(octets), "big")

    def vector(self, octets, low, high, step=1):
        """`opaque v<low..high>`: the length is judged when it is read, before what it counts."""
        length = self.uint(octets)
        if not low <= length <= high or length % step:
            raise Bad("length_out_of_range")
        return self.take(length)

    def finish(self):
        if self.left():
            raise Bad("trailing_data")


def whole(data, decode, *args):
    reader = Reader(data)
    value = decode(reader, *args)
    reader.finish()
    return value


# TLS

CODE_POINTS = {"migration_support": 0xFE4D, "migration_allowed": 0xFE4E, "migration_token": 0xFE4F,
               "migrate_notify": 253, "migrate_request": 253}
PRE_SHARED_KEY = 41


def ip_address(r):
    kind = r.uint(1)
    if kind > 1:
        raise Bad("unknown_value")
    return {"address": str(ipaddress.ip_address(r.take(16 if kind else 4))), "port": r.uint(2)}


def migration_token(r):
    return {"target_address": ip_address(r),
            "session_id": r.vector(1, 32, 255).hex(),
            "expiry_timestamp": str(r.uint(8)),
            "nonce": r.vector(1, 16, 255).hex(),
            "signature": r.vector(1, 32, 255).hex()}


def empty(r):
    if r.left():
        raise Bad("not_empty")
    return {}


def migrate_notify(r, points):
    level = r.uint(1)
    if level not in (1, 2):
        raise Bad("unknown_value")
    if r.uint(1) != points["migrate_notify"]:
        raise Bad("wrong_type")
    return {"level": "warning" if level == 1 else "fatal"}


def handshake(r, kind, decode, *args):
    if r.uint(1) != kind:
        raise Bad("wrong_type")
    return whole(r.take(r.uint(3)), decode, *args)


def migrate_request(r):
    return {"target": r.vector(2, 0, 0xFFFF).hex()}


def extensions(block, ours, last=None):
    """The values of the types in `ours` (type -> decoder), and whether `last` was there."""
    r, seen, values = Reader(block), set(), {}
    while r.left():
        if last in seen:
            raise Bad("misplaced")
        kind = r.uint(2)
        if kind in seen:
            raise Bad("duplicate")
        seen.add(kind)
        data = r.vector(2, 0, 0xFFFF)
        if kind in ours:
            values[kind] = whole(data, ours[kind])
    return values, last in seen


def client_hello(r, points):
    r.take(2 + 32)
    r.vector(1, 0, 32)
    r.vector(2, 2, 0xFFFE, step=2)
    r.vector(1, 1, 255)
    support, token = points["migration_support"], points["migration_token"]
    values, psk = {}, False
    if r.left():
        values, psk = extensions(r.vector(2, 0, 0xFFFF), {support: empty, token: migration_token}, PRE_SHARED_KEY)
    r.finish()
    if token in values and not psk:
        raise Bad("missing")
    return {"migration_support": support in values, "migration_token": values.get(token),
            "pre_shared_key": psk, "migration_attempt": token in values and psk}


def new_session_ticket(r, points):
    value = {"ticket_lifetime": r.uint(4), "ticket_age_add": r.uint(4),
             "ticket_nonce": r.vector(1, 0, 255).hex(), "ticket": r.vector(2, 1, 0xFFFF).hex()}
    allowed, token = points["migration_allowed"], points["migration_token"]
    values, _ = extensions(r.vector(2, 0, 0xFFFE), {allowed: empty, token: migration_token})
    return value | {"migration_allowed": allowed in values, "migration_token": values.get(token)}


# Keys

def expand_label(hash_name, secret, label, length):
    """HKDF-Expand-Label of RFC 8446, section 7.1, with an empty context; HKDF-Expand of RFC 5869."""
    full = b"tls13 " + label
    info = struct.pack(">HB", length, len(full)) + full + b"\0"
    okm, block = b"", b""
    for counter in range(1, 256):
        block = hmac.new(secret, block + info + bytes([counter]), hash_name).digest()
        okm += block
        if len(okm) >= length:
            return okm[:length]


def key_schedule(hash, resumption_master_secret, **_):
    secret, length = bytes.fromhex(resumption_master_secret), hashlib.new(hash).digest_size
    if len(secret) != length:
        raise ValueError(f"a secret of {len(secret)} octets for {hash}")
    return {"session_id": expand_label(hash, secret, b"migration id", 32).hex(),
            "mac_key": expand_label(hash, secret, b"migration mac", length).hex()}


def signed_octets(data, reading):
    """The octets of a well-formed token that its signature is over."""
    r = Reader(data)
    address = r.take(19 if data[0] else 7)
    session_id, expiry, nonce = r.vector(1, 32, 255), r.take(8), r.vector(1, 16, 255)
    return {"encoded": data[:r.pos], "bare": address + session_id + expiry + nonce}[reading]


def token_verification(data, now, local_addresses, used_nonces, signed_content, **session):
    """The token, or the first of the six checks that it fails."""
    keys = key_schedule(**session)
    token = whole(data, migration_token)
    if token["session_id"] != keys["session_id"]:
        raise Bad("session_mismatch")
    content = signed_octets(data, signed_content)
    if token["signature"] != hmac.new(bytes.fromhex(keys["mac_key"]), content, session["hash"]).hexdigest():
        raise Bad("bad_signature")
    if int(now) > int(token["expiry_timestamp"]):
        raise Bad("expired")
    if local_addresses is not None and same(token["target_address"]) not in same(local_addresses):
        raise Bad("wrong_target")
    if token["nonce"] in used_nonces:
        raise Bad("replayed")
    return token


def tcp_migrate_auth(ni, nj, key, seqno, reqno_octet, view, **_):
    if len(key) != 50:
        raise ValueError("a key of other than 25 octets")
    reqno = {"8bit": reqno_octet, "7bit": reqno_octet & 127}[view]
    known = struct.pack(">II", ni, nj) + bytes.fromhex(key)
    return {"token": hashlib.sha1(known).hexdigest()[:16],
            "request": hashlib.sha1(known + struct.pack(">IB", seqno, reqno)).hexdigest()[:16]}


# TCP

FLAGS = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "SAF"]
OURS = (79, 80, 15, 16)


def framed_option(r):
    """Kind and data of the next option; kinds 0 and 1 have no data."""
    kind = r.uint(1)
    if kind <= 1:
        return kind, None
    length = r.uint(1)
    if length < 2:
        raise Bad("length_out_of_range")
    return kind, r.take(length - 2)


def option_value(kind, data):
    if data is None:
        return {"kind": kind, "name": "nop" if kind else "end"}
    length, r = len(data) + 2, Reader(data)
    if kind in (79, 80):
        compact, octets = (8, 4) if kind == 79 else (20, 16)
        if length not in (compact, compact + 2):
            raise Bad("wrong_length")
        value = {"kind": kind, "name": "service_affinity", "layout": "compact"}
        if length != compact:
            value |= {"layout": "padded", "reserved": r.uint(2)}
        return value | {"address": str(ipaddress.ip_address(r.take(octets))), "port": r.uint(2)}
    if kind == 15:
        if length not in (3, 20):
            raise Bad("wrong_length")
        curve = r.uint(1)
        if (curve == 0) != (length == 3):
            raise Bad("inconsistent")
        value = {"kind": kind, "name": "migrate_permitted", "variant": "insecure"}
        return value | ({"variant": "secure", "curve": curve, "key_data": r.take(17).hex()} if curve else {})
    if kind == 16:
        if length != 19:
            raise Bad("wrong_length")
        return {"kind": kind, "name": "migrate", "reqno_octet": r.uint(1), "token": r.take(8).hex(),
                "request": r.take(8).hex()}
    return {"kind": kind, "name": "other", "data": data.hex()}


def tcp_option(r):
    kind, data = framed_option(r)
    if data is not None and len(data) + 2 > 40:
        raise Bad("length_out_of_range")
    return option_value(kind, data)


def tcp_options(r):
    if r.left() > 40:
        raise Bad("length_out_of_range")
    options = []
    while r.left():
        options.append(option_value(*framed_option(r)))
        if options[-1]["kind"] == 0:
            break
    return {"options": options, "padding": r.take(r.left()).hex()}


def tcp_header(r):
    names = ["source_port", "destination_port", "sequence_number", "acknowledgment_number"]
    value = {name: r.uint(size) for name, size in zip(names, (2, 2, 4, 4))}
    word = r.uint(2)
    if word >> 12 < 5:
        raise Bad("length_out_of_range")
    value |= {"reserved": word >> 9 & 7, "flags": [name for bit, name in enumerate(FLAGS) if word >> bit & 1]}
    value |= {name: r.uint(2) for name in ("window", "checksum", "urgent_pointer")}
    return value | tcp_options(Reader(r.take((word >> 12) * 4 - 20)))


# Captures

def packets(data):
    """(link type, captured octets) of every frame, link type None where the file tells none."""
    magic = data[:4].hex()
    if magic == "0a0d0d0a":
        yield from pcapng_packets(data)
        return
    order = {"a1b2c3d4": ">", "a1b23c4d": ">", "d4c3b2a1": "<", "4d3cb2a1": "<"}[magic]
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    pos = 24
    while pos < len(data):
        size = struct.unpack_from(order + "I", data, pos + 8)[0]
        yield link, data[pos + 16:pos + 16 + size]
        pos += 16 + size


def pcapng_packets(data):
    pos, order, interfaces = 0, "<", []
    while pos < len(data):
        if data[pos:pos + 4].hex() == "0a0d0d0a":
            order, interfaces = "<" if data[pos + 8:pos + 12].hex() == "4d3c2b1a" else ">", []
        kind, size = struct.unpack_from(order + "II", data, pos)
        body = data[pos + 8:pos + size - 4]
        if kind == 1:
            link, _, snaplen = struct.unpack_from(order + "HHI", body)
            interfaces.append((link, snaplen))
        elif kind in (2, 6):                                  # Packet (obsolete), Enhanced Packet
            interface = struct.unpack_from(order + ("H" if kind == 2 else "I"), body)[0]
            captured = struct.unpack_from(order + "I", body, 12)[0]
            yield interfaces[interface][0], body[20:20 + captured]
        elif kind == 3:                                       # Simple Packet: the section's first interface
            link, snaplen = interfaces[0]
            original = struct.unpack_from(order + "I", body)[0]
            yield link, body[4:4 + (min(original, snaplen) if snaplen else original)]
        pos += size


def ip_packet(link, frame):
    """The IP packet in a frame, or nothing."""
    if link in (12, 14, 101):
        return frame
    if link in (0, 108):                                      # the address family is not looked at
        return frame[4:]
    if link not in (1, 113, 276):
        return b""
    at = {1: 12, 113: 14, 276: 0}[link]
    ethertype = frame[at:at + 2].hex()
    at = {1: 14, 113: 16, 276: 20}[link]
    while ethertype in ("8100", "88a8"):
        ethertype = frame[at + 2:at + 4].hex()
        at += 4
    version = {"0800": 4, "86dd": 6}.get(ethertype)
    return frame[at:] if at < len(frame) and frame[at] >> 4 == version else b""


def tcp_segment(packet):
    """The TCP segment in an IP packet as far as it was captured, or nothing."""
    if len(packet) >= 20 and packet[0] >> 4 == 4:
        total = int.from_bytes(packet[2:4], "big")
        later = int.from_bytes(packet[6:8], "big") & 0x1FFF
        protocol, at = packet[9], (packet[0] & 15) * 4
        if at < 20:
            return b""
    elif len(packet) >= 40 and packet[0] >> 4 == 6:
        total, later = int.from_bytes(packet[4:6], "big"), 0
        total = total and total + 40
        protocol, at = packet[6], 40
        while protocol in (0, 43, 44, 60) and at + 8 <= min(len(packet), total or len(packet)):
            header = packet[at:at + 8]
            if protocol == 44:
                later |= int.from_bytes(header[2:4], "big") >> 3
            at += 8 if protocol == 44 else (header[1] + 1) * 8
            protocol = header[0]
            if later:
                break
    else:
        return b""
    if protocol != 6 or later or 0 < total < at:
        return b""
    return packet[at:total or len(packet)]


def segment_value(segment):
    """`value` of a segment that is reported, or None."""
    if len(segment) < 20 or segment[12] >> 4 < 5 or len(segment) < (segment[12] >> 4) * 4:
        return None
    word = int.from_bytes(segment[12:14], "big")
    flags = [name for bit, name in enumerate(FLAGS) if word >> bit & 1]
    found, r = [], Reader(segment[20:(word >> 12) * 4])
    while r.left():
        first = r.data[r.pos]
        try:
            kind, data = framed_option(r)
        except Bad as broken:
            found += [{"kind": first, "error": str(broken)}] if first in OURS else []
            break
        if kind == 0:
            break
        if kind in OURS:
            try:
                found.append(option_value(kind, data))
            except Bad as error:
                found.append({"kind": kind, "error": str(error)})
    affinity_syn = {"SYN", "SAF"} <= set(flags) and "ACK" not in flags and not {"ECE", "CWR"} <= set(flags)
    return {"flags": flags, "options": found} if found or affinity_syn else None


# Files

ALONE = {"ip_address": ip_address, "migration_token": migration_token, "migration_support": empty, "migration_allowed": empty,
         "tcp_option": tcp_option, "tcp_options": tcp_options, "tcp_header": tcp_header}
IN_MESSAGES = ("client_hello", "new_session_ticket", "migrate_request", "migrate_notify")
OF_INPUT = {"key_schedule": key_schedule, "tcp_migrate_auth": tcp_migrate_auth}


def result(structure, test, points):
    """What `hex` and `input` of a test come to."""
    data = bytes.fromhex(test["hex"])
    if structure == "token_verification":
        return token_verification(data, **test["input"])
    if structure not in OF_INPUT:
        return decode(structure, data, points)
    if data:
        raise ValueError("octets where the structure has none")
    return OF_INPUT[structure](**test["input"])


def decode(structure, data, points):
    if structure == "client_hello":
        return whole(data, handshake, 1, client_hello, points)
    if structure == "new_session_ticket":
        return whole(data, handshake, 4, new_session_ticket, points)
    if structure == "migrate_request":
        return whole(data, handshake, points["migrate_request"], migrate_request)
    if structure == "migrate_notify":
        return whole(data, migrate_notify, points)
    return whole(data, ALONE[structure])


def same(value):
    """The value with every address in one spelling, so that two of them compare."""
    if isinstance(value, dict):
        return {k: str(ipaddress.ip_address(v)) if k == "address" else same(v) for k, v in value.items()}
    return [same(v) for v in value] if isinstance(value, list) else value


def failures(path, doc):
    if doc["structure"] == "capture":
        frames = list(packets((path.parent / doc["capture"]).read_bytes()))
        values = [(n, segment_value(tcp_segment(ip_packet(*f)))) for n, f in enumerate(frames, 1)]
        got = [{"frame": n, "element": "tcp_segment", "value": v} for n, v in values if v]
        if same(got) != same(doc["elements"]) or len(frames) != doc.get("frames", len(frames)):
            yield f"got {len(frames)} frames and {json.dumps(got)}"
        return
    if doc["structure"] not in (*ALONE, *IN_MESSAGES, *OF_INPUT, "token_verification"):
        yield f"structure {doc['structure']} is not one that this decoder reads"
        return
    ids = [test["id"] for test in doc["tests"]]
    if min(ids, default=0) < 1 or len(set(ids)) < len(ids):
        yield "there are tests, their ids are positive, and no two have the same"
    flags = {flag for test in doc["tests"] for flag in test.get("flags", [])} - set(doc.get("flags", {}))
    if flags:
        yield f"flags that the file does not explain: {', '.join(sorted(flags))}"
    points = CODE_POINTS | doc.get("code_points", {})
    for test in doc["tests"]:
        try:
            got = {"result": "valid", "value": same(result(doc["structure"], test, points))}
        except Bad as bad:
            got = {"result": "invalid", "reason": str(bad)}
        except (KeyError, TypeError, ValueError) as error:
            got = {"malformed": repr(error)}
        if got != {k: same(test[k]) for k in ("result", "value", "reason") if k in test}:
            yield f"test {test['id']} ({test['comment']}): got {json.dumps(got)[:200]}"


def unique(pairs):
    """An object of JSON. Python's own would take the last of several values without a word."""
    members = {}
    for key, value in pairs:
        if key in members:
            raise ValueError(f"key {key!r} twice in one object")
        members[key] = value
    return members


def main():
    roots = [pathlib.Path(a) for a in sys.argv[1:]] or [pathlib.Path(__file__).parent]
    failed = 0
    for path in sorted(p for root in roots for p in ([root] if root.is_file() else root.rglob("*.json"))):
        try:
            doc = json.loads(path.read_text("utf-8"), object_pairs_hook=unique)
        except (ValueError, RecursionError) as error:
            lines = [f"not JSON that this decoder reads: {error}"]
        else:
            if doc.get("format") != "rehome-vectors/1":
                continue
            lines = list(failures(path, doc))
        print(path, "fails" if lines else "holds", *lines, sep="\n  " if lines else " ")
        failed += len(lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

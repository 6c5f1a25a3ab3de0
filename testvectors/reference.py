#!/usr/bin/env python3
"""A second opinion on the vectors: a decoder and verifier written from the rules in README.md, and nothing else.

    python3 testvectors/reference.py [PATH...]     every file holds: exit 0; a test does not: exit 1

It is meant to be read beside the rules, not to be fast. It shares no line with the scripts that write the
vectors and state each expectation by hand, nor with the Rust code. Captures of TLS take the package `cryptography`
(Debian: python3-cryptography), all else the standard library.
"""

import hashlib
import hmac
import ipaddress
import json
import pathlib
import struct
import sys

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
except ImportError:
    AESGCM = ChaCha20Poly1305 = None


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


def extensions(block, ours, last=None, met=None):
    """The values of the types in `ours` (type -> decoder), and whether `last` was there.

    `met` is a list that takes those of `ours` whose type was read, whatever becomes of them."""
    r, seen, values = Reader(block), set(), {}
    while r.left():
        if last in seen:
            raise Bad("misplaced")
        kind = r.uint(2)
        if kind in ours and met is not None:
            met.append(kind)
        if kind in seen:
            raise Bad("duplicate")
        seen.add(kind)
        data = r.vector(2, 0, 0xFFFF)
        if kind in ours:
            values[kind] = whole(data, ours[kind])
    return values, last in seen


def client_hello(r, points, met=None):
    r.take(2 + 32)
    r.vector(1, 0, 32)
    r.vector(2, 2, 0xFFFE, step=2)
    r.vector(1, 1, 255)
    support, token = points["migration_support"], points["migration_token"]
    values, psk = {}, False
    if r.left():
        values, psk = extensions(r.vector(2, 0, 0xFFFF), {support: empty, token: migration_token}, PRE_SHARED_KEY, met)
    r.finish()
    if token in values and not psk:
        raise Bad("missing")
    return {"migration_support": support in values, "migration_token": values.get(token),
            "pre_shared_key": psk, "migration_attempt": token in values and psk}


def new_session_ticket(r, points, met=None):
    value = {"ticket_lifetime": r.uint(4), "ticket_age_add": r.uint(4),
             "ticket_nonce": r.vector(1, 0, 255).hex(), "ticket": r.vector(2, 1, 0xFFFF).hex()}
    allowed, token = points["migration_allowed"], points["migration_token"]
    values, _ = extensions(r.vector(2, 0, 0xFFFE), {allowed: empty, token: migration_token}, met=met)
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

def read_capture(data):
    """Every frame as (link type, captured octets, whole second or None), and the key logs that stand in the file."""
    magic = data[:4].hex()
    if magic == "0a0d0d0a":
        return read_pcapng(data)
    order = {"a1b2c3d4": ">", "a1b23c4d": ">", "d4c3b2a1": "<", "4d3cb2a1": "<"}[magic]
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    pos, frames = 24, []
    while pos < len(data):
        second, _, size = struct.unpack_from(order + "III", data, pos)
        frames.append((link, data[pos + 16:pos + 16 + size], second))
        pos += 16 + size
    return frames, []


def read_pcapng(data):
    pos, order, interfaces, frames, logs = 0, "<", [], [], []
    while pos < len(data):
        if data[pos:pos + 4].hex() == "0a0d0d0a":
            order, interfaces = "<" if data[pos + 8:pos + 12].hex() == "4d3c2b1a" else ">", []
        kind, size = struct.unpack_from(order + "II", data, pos)
        body = data[pos + 8:pos + size - 4]
        if kind == 1:
            interfaces.append(interface(order, body))
        elif kind in (2, 6):                                  # Packet (obsolete), Enhanced Packet
            link, _, per_second, offset = interfaces[struct.unpack_from(order + ("H" if kind == 2 else "I"), body)[0]]
            high, low, captured = struct.unpack_from(order + "III", body, 4)
            frames.append((link, body[20:20 + captured], (high << 32 | low) // per_second + offset))
        elif kind == 3:                                       # Simple Packet: the section's first interface, no time
            link, snaplen, _, _ = interfaces[0]
            original = struct.unpack_from(order + "I", body)[0]
            frames.append((link, body[4:4 + (min(original, snaplen) if snaplen else original)], None))
        elif kind == 10:                                      # Decryption Secrets
            secrets, length = struct.unpack_from(order + "II", body)
            logs += [body[8:8 + length]] if secrets == 0x544C534B else []
        pos += size
    return frames, logs


def interface(order, body):
    """Link type, snap length, units of time in a second, seconds to add."""
    link, _, snaplen = struct.unpack_from(order + "HHI", body)
    per_second, offset, pos = 10 ** 6, 0, 8
    while pos + 4 <= len(body):
        code, length = struct.unpack_from(order + "HH", body, pos)
        value = body[pos + 4:pos + 4 + length]
        if code == 9:                                         # if_tsresol
            per_second = 2 ** (value[0] & 127) if value[0] & 128 else 10 ** value[0]
        elif code == 14:                                      # if_tsoffset
            offset = struct.unpack(order + "q", value)[0]
        pos += 4 + length + -length % 4
    return link, snaplen, per_second, offset


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


def header_length(segment):
    """Octets of the header, 0 where it is none or not all there."""
    length = (segment[12] >> 4) * 4 if len(segment) >= 20 else 0
    return length if 20 <= length <= len(segment) else 0


def segment_value(segment):
    """`value` of a segment that is reported, or None."""
    if not header_length(segment):
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


# TLS in captures

class Connection:
    """A 4-tuple from its beginning to its end, and what each end, an (address, port), sent."""

    def __init__(self, syn=None):
        self.syn, self.first, self.octets, self.fins = syn, {}, {}, set()

    def add(self, source, sequence, payload, frame):
        """The first copy of an octet counts. An offset counts from the first octet of the stream."""
        first = self.first.setdefault(source, sequence)
        sent = self.octets.setdefault(source, {})
        at = (sequence - first) % 2 ** 32
        at -= 2 ** 32 if at >= 2 ** 31 else 0
        for offset, octet in enumerate(payload, at):
            sent.setdefault(offset, (octet, frame))

    def stream(self, source):
        """The octets up to the first that is missing, and for each the frame that brought it or the last before it."""
        sent, octets, frames = self.octets.get(source, {}), bytearray(), []
        while len(octets) in sent:
            octet, frame = sent[len(octets)]
            octets.append(octet)
            frames.append(max(frame, frames[-1] if frames else 0))
        return bytes(octets), frames


def connections(frames):
    """Every TCP connection."""
    every, current = [], {}
    for number, (link, octets, _) in enumerate(frames, 1):
        packet = ip_packet(link, octets)
        segment = tcp_segment(packet)
        length = header_length(segment)
        if not length:
            continue
        addresses = packet[12:20] if packet[0] >> 4 == 4 else packet[8:40]
        half = len(addresses) // 2
        source, target = (addresses[:half], segment[0:2]), (addresses[half:], segment[2:4])
        sequence, flags = int.from_bytes(segment[4:8], "big"), segment[13]
        fin, syn, rst, ack = (bool(flags & bit) for bit in (1, 2, 4, 16))
        key = frozenset((source, target))
        connection = current.get(key)
        opens = syn and not ack and (connection is None or connection.syn != (source, sequence))
        if connection is None or opens:
            connection = current[key] = Connection((source, sequence) if opens else None)
            every.append(connection)
        connection.add(source, (sequence + syn) % 2 ** 32, segment[length:], number)
        connection.fins |= {source} if fin else set()
        if rst or len(connection.fins) == 2:
            del current[key]
    return every


class Record:
    def __init__(self, header, fragment, frames):
        self.kind, self.header, self.fragment, self.frames = header[0], header, fragment, frames
        self.whole = len(fragment) == int.from_bytes(header[3:5], "big")


def tls_records(octets, frames):
    """The records of a stream; the last may be cut. Where something else stands, they end."""
    records, pos = [], 0
    while pos + 5 <= len(octets):
        header, length = octets[pos:pos + 5], int.from_bytes(octets[pos + 3:pos + 5], "big")
        if not 20 <= header[0] <= 23 or length > 2 ** 14 + 256:
            break
        if pos == 0 and header[1] != 3 and (header[0], octets[5:6]) not in ((22, b"\1"), (22, b"\2")):
            break                                             # a version means nothing, but to tell TLS by it
        part = slice(pos + 5, pos + 5 + length)
        records.append(Record(header, octets[part], frames[part]))
        pos += 5 + length
    return records


class Messages:
    """Puts handshake messages together, whatever records they come in."""

    def __init__(self):
        self.octets, self.frames = b"", []

    def add(self, octets, frames):
        """Every message that is complete with these octets, and its frame."""
        self.octets, self.frames = self.octets + octets, self.frames + frames
        while len(self.octets) >= 4 and len(self.octets) >= (size := 4 + int.from_bytes(self.octets[1:4], "big")):
            yield self.octets[:size], self.frames[size - 1]
            self.octets, self.frames = self.octets[size:], self.frames[size:]


def in_the_clear(records):
    """(content type, octets, frame) of the messages and alerts before the first encrypted record."""
    messages = Messages()
    for record in records:
        if record.kind == 22:
            for message, frame in messages.add(record.fragment, record.frames):
                yield 22, message, frame
        elif record.kind == 21 and record.whole and len(record.fragment) == 2:
            yield 21, record.fragment, record.frames[-1]
        elif record.kind == 23:
            return


def hello_parts(message):
    """Random and extensions of a ClientHello or ServerHello and, of the latter, its cipher suite."""
    r, found = Reader(message[4:]), {}
    random = suite = None
    try:
        r.take(2)
        random = r.take(32)
        r.vector(1, 0, 32)
        if message[0] == 1:
            r.vector(2, 2, 0xFFFE)
            r.vector(1, 1, 255)
        else:
            suite = r.uint(2)
            r.take(1)
        block = Reader(r.vector(2, 0, 0xFFFF))
        while block.left():
            kind = block.uint(2)
            found[kind] = block.vector(2, 0, 0xFFFF)
    except Bad:
        pass
    return random, found, suite


RETRY = hashlib.sha256(b"HelloRetryRequest").digest()
SUITES = {0x1301: ("sha256", 16), 0x1302: ("sha384", 32), 0x1303: ("sha256", 32)}


def traffic_secrets(logs):
    """(label, client random) -> secrets, of every line that is one. A hello that is copied has several."""
    secrets = {}
    for line in b"\n".join(logs).splitlines():
        words = line.decode("latin-1").split(" ")
        try:
            label, random, secret = words[0], bytes.fromhex(words[1]), bytes.fromhex(words[2])
        except (IndexError, ValueError):
            continue
        if len(random) == 32 and len(words) == 3:
            secrets.setdefault((label, random), {})[secret] = None
    return secrets


class Protection:
    """Keys of one direction: opens records in their order."""

    def __init__(self, suite, secret):
        (self.hash, self.key_length), self.suite, self.secret = SUITES[suite], suite, secret
        self.key = expand_label(self.hash, secret, b"key", self.key_length)
        self.iv = int.from_bytes(expand_label(self.hash, secret, b"iv", 12), "big")
        self.sequence = 0

    def updated(self):
        return Protection(self.suite, expand_label(self.hash, self.secret, b"traffic upd", len(self.secret)))

    def open(self, record):
        """Content type and content, or None."""
        if AESGCM is None:
            raise ImportError("the Python package cryptography is missing (Debian: python3-cryptography)")
        aead = (ChaCha20Poly1305 if self.suite == 0x1303 else AESGCM)(self.key)
        try:
            inner = aead.decrypt((self.iv ^ self.sequence).to_bytes(12, "big"), record.fragment, record.header)
        except (InvalidTag, ValueError):
            return None
        self.sequence += 1
        inner = inner.rstrip(b"\0")
        return (inner[-1], inner[:-1]) if inner else (0, b"")


EARLY, SHAKING, RUNNING = range(3)                            # which keys an end writes with


def decrypted(records, stages, early):
    """(content type, octets, frame) of what the keys of the stages open, of each all Protections that it may be.

    `early` says whether early data was offered, so that the first records may be of that stage."""
    stage, messages = EARLY if early else SHAKING, Messages()
    for record in records:
        if record.kind == 20:
            continue
        if record.kind != 23 or not record.whole:
            return
        # Early data may end without a word, and so do keys that are not known: then the next ones are tried.
        tries = [EARLY, SHAKING] if stage == EARLY else [stage]
        tries += [RUNNING] if SHAKING in tries and len(stages[SHAKING]) < len(stages[RUNNING]) else []
        opened = ((at, keys, keys.open(record)) for at in tries for keys in stages[at])
        at, keys, content = next((one for one in opened if one[2]), (None, None, None))
        if content is None and RUNNING not in tries[1:] and stage != EARLY:
            return
        if content is None:
            continue
        stage, stages[at], (kind, octets) = at, [keys], content
        if kind == 21:
            yield 21, octets, record.frames[-1]
        if kind != 22:
            continue
        for message, frame in messages.add(octets, [record.frames[-1]] * len(octets)):
            yield 22, message, frame
            if message[0] == 5:                               # EndOfEarlyData
                stage = SHAKING
            elif message[0] == 20:                            # Finished
                stage = RUNNING
            elif message[0] == 24:                            # KeyUpdate
                stages[stage] = [stages[stage][0].updated()]


def element(name, frame, decode, *args):
    try:
        return {"frame": frame, "element": name, "value": decode(*args)}
    except Bad as bad:
        return {"frame": frame, "element": name, "error": str(bad)}


def carried(found, points):
    """The elements among messages and alerts, and the two carriers that have none of ours."""
    for kind, octets, frame in found:
        if kind == 21 and len(octets) >= 2 and octets[1] == points["migrate_notify"]:
            yield element("migrate_notify", frame, whole, octets, migrate_notify, points)
        elif kind == 22 and octets[0] == points["migrate_request"]:
            yield element("migrate_request", frame, whole, octets[4:], migrate_request)
        elif kind == 22 and octets[0] in (1, 4):
            name, decode = ("client_hello", client_hello) if octets[0] == 1 else ("new_session_ticket", new_session_ticket)
            met = []
            one = element(name, frame, whole, octets[4:], decode, points, met)
            yield one | {"octets": octets, "ours": bool(met)}


def tls_elements(connection, secrets, points):
    """What `carried` makes of a connection, each direction in the order of its stream."""
    sent = {source: tls_records(*connection.stream(source)) for source in connection.octets}
    clear = {source: list(in_the_clear(records)) for source, records in sent.items()}
    begins = {source: next((m[0] for kind, m, _ in found if kind == 22), None) for source, found in clear.items()}
    client = next((source for source, kind in begins.items() if kind == 1), None)
    if client is None or connection.syn and connection.syn[0] != client:
        return
    server = next((source for source in sent if source != client), None)
    hellos = [found for found in clear[client] if found[0] == 22]
    random, offered, _ = hello_parts(hellos[0][1])
    replies = [hello_parts(m) for kind, m, _ in clear.get(server, []) if kind == 22 and m[0] == 2]
    retried = bool(replies) and replies[0][0] == RETRY
    if retried and sum(record.kind == 22 for record in sent[client]) > 1:
        # Early data, which the retry refuses, may lie between the two hellos.
        last = max(at for at, record in enumerate(sent[client]) if record.kind == 22)
        records = [record for at, record in enumerate(sent[client]) if record.kind != 23 or at > last]
        clear[client], sent[client] = list(in_the_clear(records)), records
    reply = next((parts for parts in replies if parts[0] != RETRY), None)
    tls13 = reply is None or reply[1].get(43) == b"\x03\x04"
    for source in (client, server):
        found, hello = [], 0
        for kind, octets, frame in clear.get(source, []):
            hello += kind == 22
            if kind == 21 and tls13 or kind == 22 and octets[0] == 1 and source == client and hello <= 1 + retried:
                found.append((kind, octets, frame))
        yield from carried(found, points)
        if source is None or reply is None or not tls13 or reply[2] not in SUITES:
            continue
        at = next((n for n, record in enumerate(sent[source]) if record.kind == 23), None)
        side = "CLIENT" if source == client else "SERVER"
        labels = ["CLIENT_EARLY_TRAFFIC_SECRET", f"{side}_HANDSHAKE_TRAFFIC_SECRET", f"{side}_TRAFFIC_SECRET_0"]
        stages = [[Protection(reply[2], secret) for secret in secrets.get((label, random), ())] for label in labels]
        early = source == client and 42 in offered and not retried
        if at is not None:
            yield from carried((f for f in decrypted(sent[source][at:], stages, early) if f[0] == 21 or f[1][0] != 1),
                               points)


def first_identity(hello):
    """The first identity in the pre_shared_key of a ClientHello; None where it can't be read."""
    try:
        return Reader(Reader(hello_parts(hello)[1][PRE_SHARED_KEY]).vector(2, 0, 0xFFFF)).vector(2, 1, 0xFFFF).hex()
    except Bad:
        return None


def verdict(one, now, sessions, of_ticket, used):
    """What becomes of the token in a ClientHello; `used` has the connection that each nonce was accepted in."""
    token = one["value"]["migration_token"]
    if token["session_id"] != of_ticket.get(first_identity(one["octets"]), token["session_id"]):
        return "session_mismatch"
    if token["session_id"] not in sessions:
        return "unknown_session"
    data = next(data for kind, data in hello_parts(one["octets"])[1].items() if kind == one["token_type"])
    nonce = token["session_id"], token["nonce"]
    others = [token["nonce"]] if used.get(nonce, one["connection"]) != one["connection"] else []
    try:
        token_verification(data, now or 0, None, others, "encoded", **sessions[token["session_id"]])
    except Bad as refusal:
        return str(refusal)
    used[nonce] = one["connection"]
    return "valid"


def capture_elements(frames, secrets, doc):
    """All that a capture carries."""
    points = code_points(doc)
    found, of_ticket = [], {}
    for number, (link, octets, _) in enumerate(frames, 1):
        value = segment_value(tcp_segment(ip_packet(link, octets)))
        found += [{"frame": number, "element": "tcp_segment", "value": value}] if value else []
    for number, connection in enumerate(connections(frames)):
        of_tls = [one | {"connection": number} for one in tls_elements(connection, secrets, points)]
        tickets = [one["value"] for one in of_tls if one["element"] == "new_session_ticket" and "value" in one]
        ids = [ticket["migration_token"]["session_id"] for ticket in tickets if ticket["migration_token"]]
        of_ticket |= {ticket["ticket"]: ids[0] for ticket in tickets if ids}
        found += [one for one in of_tls if one.pop("ours", True)]
    sessions = {}
    for given in doc.get("resumption_master_secrets", []):
        session = {"hash": given["hash"], "resumption_master_secret": given["secret"]}
        sessions[key_schedule(**session)["session_id"]] = session
    used = {}
    found.sort(key=lambda one: one["frame"])                  # stable: within a frame as they stand in the stream
    for one in found:
        if one["element"] == "client_hello" and sessions and one.get("value", {}).get("migration_attempt"):
            now = frames[one["frame"] - 1][2]
            one["verdict"] = verdict(one | {"token_type": points["migration_token"]}, now, sessions, of_ticket, used)
    return [{k: v for k, v in one.items() if k not in ("octets", "connection")} for one in found]


# Files

ALONE = {"ip_address": ip_address, "migration_token": migration_token, "migration_support": empty,
         "migration_allowed": empty,
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


# All members of elements and values. Others in a file are skipped.
NAMES = set("""frame element value error verdict address port target_address session_id expiry_timestamp nonce signature
    level target migration_support migration_allowed migration_token pre_shared_key migration_attempt ticket_lifetime
    ticket_age_add ticket_nonce ticket source_port destination_port sequence_number acknowledgment_number reserved flags
    window checksum urgent_pointer options padding kind name layout variant curve key_data reqno_octet token request
    data mac_key""".split())


def same(value):
    """The value with every address in one spelling, so that two of them compare."""
    if isinstance(value, dict):
        return {k: str(ipaddress.ip_address(v)) if k == "address" else same(v) for k, v in value.items() if k in NAMES}
    return [same(v) for v in value] if isinstance(value, list) else value


def code_points(doc):
    return CODE_POINTS | {name: number for name, number in doc.get("code_points", {}).items() if number is not None}


def migrate_failures(frames, named):
    """What does not hold of the secrets behind Migrate options."""
    syns = []
    for link, octets, _ in frames:
        header = tcp_segment(ip_packet(link, octets))
        value = segment_value(header)
        if value and "SYN" in value["flags"] and "ACK" not in value["flags"]:
            seqno = struct.unpack(">I", header[4:8])[0]
            syns += [(seqno, option["reqno_octet"], option["token"], option["request"])
                     for option in value["options"] if option.get("name") == "migrate"]
    for number, one in enumerate(named, 1):
        if tcp_migrate_auth(**one) != {name: one[name] for name in ("token", "request")}:
            yield f"number {number} of tcp_migrate: got {tcp_migrate_auth(**one)}"
        elif (one["seqno"], one["reqno_octet"], one["token"], one["request"]) not in syns:
            yield f"number {number} of tcp_migrate: no SYN carries this option"


def failures(path, doc):
    if doc["structure"] == "capture":
        frames, logs = read_capture((path.parent / doc["capture"]).read_bytes())
        if "keylog" in doc:
            logs.append((path.parent / doc["keylog"]).read_bytes())
        try:
            got = capture_elements(frames, traffic_secrets(logs), doc)
        except ImportError as error:
            yield str(error)
            return
        if same(got) != same(doc["elements"]) or len(frames) != doc.get("frames", len(frames)):
            yield f"got {len(frames)} frames and {json.dumps(got)}"
        yield from migrate_failures(frames, doc.get("tcp_migrate", []))
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
    points = code_points(doc)
    for test in doc["tests"]:
        try:
            got = {"result": "valid", "value": same(result(doc["structure"], test, points))}
        except Bad as bad:
            got = {"result": "invalid", "reason": str(bad)}
        except (KeyError, TypeError, ValueError) as error:
            got = {"malformed": repr(error)}
        if got != {k: same(test[k]) for k in ("result", "value", "reason") if k in test}:
            yield f"test {test['id']} ({test.get('comment')}): got {json.dumps(got)[:200]}"


def unique(pairs):
    """An object of JSON, without members that are null and mean nothing. Python's own would take the last of several
    values without a word."""
    members = {}
    for key, value in pairs:
        if key in members:
            raise ValueError(f"key {key!r} twice in one object")
        members[key] = value
    return {k: v for k, v in members.items() if v is not None or k in ("migration_token", "local_addresses")}


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

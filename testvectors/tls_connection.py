"""TLS 1.3 connections for generate_tls.py, packet by packet, and the captures that they go into.

No keys are exchanged: the traffic secrets are made up and stand in the key log. Records are protected as RFC 8446,
section 5.2, has it. What looks random is drawn from SHA-256 of a name, so that it is always the same.
Python 3.11 and the package cryptography.
"""

import dataclasses
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from octets import (enhanced, ethernet, ip, ip4, ip6, lines, pcap_frame, pcap_header, run, section, segment, u8, u16, u24,
                    u32)

START = 1790000000                                            # when every capture begins, unless it says otherwise
SECOND = 10 ** 9
HANDSHAKE, ALERT, CHANGE_CIPHER_SPEC, DATA = 22, 21, 20, 23
SUITES = {0x1301: ("sha256", 16, AESGCM), 0x1302: ("sha384", 32, AESGCM), 0x1303: ("sha256", 32, ChaCha20Poly1305)}
RETRY = hashlib.sha256(b"HelloRetryRequest").digest()

files = {}                                                    # path below testvectors/ -> octets


def drawn(count, *names):
    name = "/".join(map(str, names)).encode()
    return b"".join(hashlib.sha256(name + u32(n)).digest() for n in range(count // 32 + 1))[:count]


def expand_label(hash_name, secret, label, length):
    label = b"tls13 " + label
    info, last, out = u16(length) + u8(len(label)) + label + b"\x00", b"", b""
    while len(out) < length:
        last = hmac.new(secret, last + info + u8(len(out) // hashlib.new(hash_name).digest_size + 1), hash_name).digest()
        out += last
    return out[:length]


# Messages

POINTS = {"migration_support": 0xFE4D, "migration_allowed": 0xFE4E, "migration_token": 0xFE4F, "migrate_notify": 253,
          "migrate_request": 253}


def vec1(octets): return u8(len(octets)) + octets
def vec2(octets): return u16(len(octets)) + octets
def ext(kind, data=b""): return u16(kind) + vec2(data)
def message(kind, body, length=None): return u8(kind) + u24(len(body) if length is None else length) + body


SUPPORT, ALLOWED = ext(0xFE4D), ext(0xFE4E)
VERSIONS, EARLY_DATA = ext(43, b"\x02\x03\x04"), ext(42)
USUAL = b"".join([ext(0, vec2(b"\x00" + vec2(b"service.example"))), ext(10, vec2(u16(29) + u16(23))),
                  ext(13, vec2(run(24, 0x03))), VERSIONS, ext(51, vec2(u16(29) + vec2(run(32, 0x11))))])
END_OF_EARLY_DATA = message(5, b"")


def psk(*identities):
    """pre_shared_key with these tickets and as many binders."""
    offered = b"".join(vec2(identity) + drawn(4, "age", identity.hex()) for identity in identities)
    return ext(41, vec2(offered) + vec2(b"".join(vec1(drawn(32, "binder", identity.hex())) for identity in identities)))


def key_update(requested=0):
    return message(24, u8(requested))


def request(target, kind=253):
    return message(kind, vec2(target))


@dataclasses.dataclass
class Token:
    octets: bytes
    value: dict
    extension: bytes


class Session:
    """What a resumption_master_secret gives, and the tokens that it signs."""

    def __init__(self, name, hash_name="sha256"):
        self.name, self.hash = name, hash_name
        size = hashlib.new(hash_name).digest_size
        self.secret = drawn(size, "resumption_master_secret", name)
        self.id = expand_label(hash_name, self.secret, b"migration id", 32)
        self.mac_key = expand_label(hash_name, self.secret, b"migration mac", size)
        self.given = {"hash": hash_name, "secret": self.secret.hex()}

    def token(self, target=("192.0.2.80", 443), expiry=START + 3600, nonce=None, session_id=None, flip=0, kind=0xFE4F):
        """A token. `flip` is a number of bits to change in the first octet of its signature."""
        address, port = ip(target[0]), target[1]
        session_id = self.id if session_id is None else session_id
        nonce = drawn(16, "nonce", self.name) if nonce is None else nonce
        content = u8(len(address) == 16) + address + u16(port) + vec1(session_id) + expiry.to_bytes(8, "big") + vec1(nonce)
        signature = hmac.new(self.mac_key, content, self.hash).digest()
        signature = u8(signature[0] ^ flip) + signature[1:]
        octets = content + vec1(signature)
        value = {"target_address": {"address": target[0], "port": port}, "session_id": session_id.hex(),
                 "expiry_timestamp": str(expiry), "nonce": nonce.hex(), "signature": signature.hex()}
        return Token(octets, value, ext(kind, octets))


class Ticket:
    """A NewSessionTicket; `block` is its extensions."""

    def __init__(self, name, block=b"", token=None, allowed=False, size=32, block_length=None, after=b""):
        self.identity = drawn(size, "ticket", name)
        nonce, add = drawn(2, "ticket_nonce", name), drawn(4, "ticket_age_add", name)
        block = vec2(block) if block_length is None else u16(block_length) + block
        self.octets = message(4, u32(7200) + add + vec1(nonce) + vec2(self.identity) + block + after)
        self.value = {"ticket_lifetime": 7200, "ticket_age_add": int.from_bytes(add, "big"), "ticket_nonce": nonce.hex(),
                      "ticket": self.identity.hex(), "migration_allowed": allowed, "migration_token": token and token.value}


def with_token(name, token):
    return Ticket(name, token.extension, token=token)


# Captures

@dataclasses.dataclass
class Frame:
    link: int
    octets: bytes
    note: str
    when: int                                                 # nanoseconds since the epoch
    original: int


def wrap(link, packet, tags=()):
    """The packet in a frame of this link type."""
    six = packet[0] >> 4 == 6
    ethertype = 0x86DD if six else 0x0800
    if link == 1:
        frame = ethernet(ethertype, packet, tags)
        return frame + bytes(max(0, 60 - len(frame)))              # a short frame is filled up
    if link == 113:
        return struct.pack(">HHH8sH", 0, 1, 6, run(6, 0x12), ethertype) + packet
    if link == 276:
        return struct.pack(">HHIHBB8s", ethertype, 0, 2, 1, 0, 6, run(6, 0x12)) + packet
    if link in (0, 108):
        return struct.pack("<I" if link == 0 else ">I", 10 if six else 2) + packet
    return packet


class Capture:
    """Frames, and what is expected of them. What is expected without a frame is complete in the frame last written."""

    def __init__(self, name, comment, *sessions, **more):
        self.name, self.comment, self.more = f"tls-synthetic-{name}", comment, more
        self.frames, self.elements, self.keylog, self.log_file, self.sessions = [], [], [], None, sessions
        self.clock, self.link = START * SECOND, 1

    def at(self, second, nanosecond=0):
        """The next frame's time."""
        self.clock = second * SECOND + nanosecond

    def frame(self, packet, note, link=None, captured=None, tags=()):
        octets = wrap(self.link if link is None else link, packet, tags)
        self.frames.append(Frame(self.link if link is None else link, octets[:captured], note, self.clock, len(octets)))
        self.clock += SECOND // 1000
        return len(self.frames)

    def expect(self, name, value=None, error=None, verdict=None, frame=None):
        element = {"frame": frame or len(self.frames), "element": name}
        element |= {"error": error} if error else {"value": value}
        self.elements.append(element | ({"verdict": verdict} if verdict else {}))

    def hello(self, verdict=None, frame=None, support=False, token=None, psk=False):
        value = {"migration_support": support, "migration_token": token and token.value, "pre_shared_key": psk,
                 "migration_attempt": token is not None and psk}
        self.expect("client_hello", value, verdict=verdict, frame=frame)

    def ticket(self, ticket, frame=None):
        self.expect("new_session_ticket", ticket.value, frame=frame)

    def notify(self, level="warning", frame=None):
        self.expect("migrate_notify", {"level": level}, frame=frame)

    def request(self, target, frame=None):
        self.expect("migrate_request", {"target": target.hex()}, frame=frame)

    def save(self, suffix, data):
        """The capture, its key log if there is one, and the expectation."""
        files[f"captures/{self.name}.{suffix}"] = data
        head = {"format": "rehome-vectors/1", "structure": "capture", "capture": f"{self.name}.{suffix}"}
        log = "".join(line + "\n" for line in self.keylog).encode() if self.log_file is None else self.log_file
        if log:
            files[f"captures/{self.name}.keys"] = log
            head["keylog"] = f"{self.name}.keys"
        head |= {"comment": self.comment, "frames": len(self.frames),
                 "notes": [f"{number}: {frame.note}" for number, frame in enumerate(self.frames, 1)]}
        if self.sessions:
            head["resumption_master_secrets"] = [session.given for session in self.sessions]
        head |= self.more
        self.elements.sort(key=lambda element: element["frame"])
        files[f"captures/{self.name}.json"] = lines(head, "elements", self.elements)

    def pcap(self, order="<", magic=0xA1B2C3D4):
        unit = 1 if magic == 0xA1B23C4D else 1000
        self.save("pcap", pcap_header(self.frames[0].link, order, magic) + b"".join(
            pcap_frame(frame.octets, frame.when // SECOND, frame.when % SECOND // unit, frame.original, order)
            for frame in self.frames))

    def pcapng(self, *parts):
        """Parts are blocks, or pairs of a number of frames and what makes a block of one."""
        data, left = b"", list(self.frames)
        for part in parts:
            if isinstance(part, bytes):
                data += part
            else:
                count, make = part
                data += b"".join(make(frame) for frame in left[:count])
                del left[:count]
        assert not left
        self.save("pcapng", data)

    def rest(self, order="<", interface=0):
        """The part of a pcapng with all frames that are left, in microseconds."""
        return 10 ** 6, lambda frame: enhanced(order, interface, frame.octets, frame.original, when=frame.when // 1000)


HEAD = section("<", [(1, 0)])                                 # one Ethernet interface


# Connections

class Keys:
    """Write keys of one end."""

    def __init__(self, suite, secret):
        self.suite, self.secret, self.sequence = suite, secret, 0
        self.hash, length, aead = SUITES[suite]
        self.aead = aead(expand_label(self.hash, secret, b"key", length))
        self.iv = int.from_bytes(expand_label(self.hash, secret, b"iv", 12), "big")

    def updated(self):
        return Keys(self.suite, expand_label(self.hash, self.secret, b"traffic upd", len(self.secret)))

    def seal(self, kind, content, padding=0):
        inner = content + u8(kind) + bytes(padding)
        header = u8(DATA) + u16(0x0303) + u16(len(inner) + 16)
        self.sequence += 1
        return header + self.aead.encrypt((self.iv ^ (self.sequence - 1)).to_bytes(12, "big"), inner, header)


def record(kind, fragment, version=0x0303):
    """A record in the clear."""
    return u8(kind) + u16(version) + vec2(fragment)


CCS = record(CHANGE_CIPHER_SPEC, b"\x01")
OTHER = {"client": "server", "server": "client"}
EARLY = "CLIENT_EARLY_TRAFFIC_SECRET"
LABELS = ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0",
          "SERVER_TRAFFIC_SECRET_0")


class Connection:
    """Both ends of a connection. Offsets count from the first octet of an end's stream."""

    def __init__(self, capture, port=50000, to=("192.0.2.40", 443), client="192.0.2.10", suite=0x1301, labels=LABELS,
                 sequences=(1000, 5000), link=None, tags=(), name=None):
        self.capture, self.suite, self.link, self.tags = capture, suite, link, tags
        self.end = {"client": (ip(client), port), "server": (ip(to[0]), to[1])}
        self.initial = dict(zip(("client", "server"), sequences))
        self.sent = {"client": 0, "server": 0}                # the offset where the next octets go
        self.keys = {}
        self.name = name or f"{capture.name}/{client}:{port}/{to[0]}:{to[1]}/{sequences[0]}"
        self.random = drawn(32, "random", self.name)
        self.lines = [f"{label} {self.random.hex()} {self.secret(label).hex()}" for label in labels]
        capture.keylog += self.lines

    # TCP

    def put(self, side, at, octets, note, flags=("ACK",), options=b"", captured=None, ip_options=None):
        """One segment with octets of the stream from offset `at`."""
        (source, port), (target, target_port) = self.end[side], self.end[OTHER[side]]
        sequence = (self.initial[side] + at + ("SYN" not in flags)) % 2 ** 32
        acknowledgment = (self.initial[OTHER[side]] + 1 + self.sent[OTHER[side]]) % 2 ** 32 if "ACK" in flags else 0
        tcp = segment(flags, options, payload=octets, ports=(port, target_port), sequence=sequence,
                      acknowledgment=acknowledgment)
        packet = (ip6 if len(source) == 16 else ip4)(tcp, source=source, target=target, **ip_options or {})
        self.sent[side] = max(self.sent[side], at + len(octets))
        return self.capture.frame(packet, f"{side}: {note}", self.link, captured, self.tags)

    def send(self, side, octets, note, size=None, **more):
        """Octets in their order, in segments of `size`."""
        size = size or len(octets)
        for at in range(0, len(octets), size):
            part = f", part {at // size + 1}" if len(octets) > size else ""
            number = self.put(side, self.sent[side], octets[at:at + size], note + part, **more)
        return number

    def syn(self, octets=b"", note="SYN", flags=("SYN",), **more):
        return self.put("client", 0, octets, note, flags, **more)

    def open(self):
        self.syn()
        self.put("server", 0, b"", "SYN, ACK", ("SYN", "ACK"))
        self.put("client", self.sent["client"], b"", "ACK")

    def fin(self, side, octets=b"", note="FIN", **more):
        self.put(side, self.sent[side], octets, note, ("FIN", "ACK"), **more)

    def close(self):
        self.fin("client")
        self.fin("server")
        self.put("client", self.sent["client"] + 1, b"", "ACK")

    def reset(self, side="client"):
        self.put(side, self.sent[side], b"", "RST", ("RST", "ACK"))

    # TLS

    def secret(self, label):
        return drawn(hashlib.new(SUITES.get(self.suite, SUITES[0x1301])[0]).digest_size, "secret", label, self.name)

    def begin(self, side, stage):
        """The end takes the keys of "early", "handshake" or "application"."""
        label = {"early": "{}_EARLY_TRAFFIC_SECRET", "handshake": "{}_HANDSHAKE_TRAFFIC_SECRET",
                 "application": "{}_TRAFFIC_SECRET_0"}[stage]
        self.keys[side] = Keys(self.suite, self.secret(label.format(side.upper())))

    def seal(self, side, content, kind=HANDSHAKE, padding=0):
        return self.keys[side].seal(kind, content, padding)

    def update(self, side, requested=0):
        """The record with a KeyUpdate; what follows has the next keys."""
        octets = self.seal(side, key_update(requested))
        self.keys[side] = self.keys[side].updated()
        return octets

    def hello(self, *extensions, suites=None):
        """The message, with these extensions behind the usual ones."""
        return self.hello_around(vec2(USUAL + b"".join(extensions)), suites)

    def hello_around(self, after_compression, suites=None):
        suites = vec2(u16(self.suite) + u16(0x00FF)) if suites is None else suites
        return message(1, u16(0x0303) + self.random + vec1(drawn(32, "legacy", self.name)) + suites + b"\x01\x00"
                       + after_compression)

    def server_hello(self, random=None, suite=None,
                     extensions=ext(43, u16(0x0304)) + ext(51, u16(29) + vec2(run(32, 0x51)))):
        return message(2, u16(0x0303) + (random or drawn(32, "server", self.name)) + vec1(drawn(32, "legacy", self.name))
                       + u16(suite or self.suite) + b"\x00" + vec2(extensions))

    def retry(self):
        return self.server_hello(RETRY, extensions=ext(43, u16(0x0304)) + ext(44, vec2(b"cookie")))

    def server_flight(self, early=False):
        """The messages that the server's handshake keys protect."""
        size = hashlib.new(SUITES[self.suite][0]).digest_size
        return [message(8, vec2(EARLY_DATA if early else b"")),
                message(11, b"\x00" + u24(120) + drawn(120, "certificate", self.name)),
                message(15, u16(0x0403) + vec2(drawn(70, "verify", self.name))),
                message(20, drawn(size, "finished", self.name))]

    def finished(self):
        return message(20, drawn(hashlib.new(SUITES[self.suite][0]).digest_size, "client finished", self.name))

    def answer(self, early=False):
        """The server's octets from ServerHello to Finished."""
        self.begin("server", "handshake")
        octets = record(HANDSHAKE, self.server_hello()) + CCS
        octets += b"".join(self.seal("server", part) for part in self.server_flight(early))
        self.begin("server", "application")
        return octets

    def finish(self):
        """The client's octets of the same."""
        self.begin("client", "handshake")
        octets = CCS + self.seal("client", self.finished())
        self.begin("client", "application")
        return octets

    def handshake(self):
        """All that follows a ClientHello."""
        self.send("server", self.answer(), "ServerHello to Finished")
        self.send("client", self.finish(), "Finished")

    def say(self, message, note="ClientHello", **more):
        """A ClientHello in one record and segment."""
        return self.send("client", record(HANDSHAKE, message, 0x0301), note, **more)

    def connect(self, *extensions):
        """From SYN to Finished, with these extensions in the ClientHello. The number of the ClientHello's frame."""
        self.open()
        number = self.say(self.hello(*extensions))
        self.handshake()
        return number

    def post(self, *messages, side="server", note="NewSessionTicket", padding=0, **more):
        """Messages after the handshake, all in one record."""
        return self.send(side, self.seal(side, b"".join(messages), padding=padding), note, **more)

    def alert(self, level=1, description=253, side="server", note="migrate_notify"):
        return self.send(side, self.seal(side, u8(level) + u8(description), ALERT), note)

    def data(self, side="client", octets=b"application data"):
        return self.send(side, self.seal(side, octets, DATA), "application data")

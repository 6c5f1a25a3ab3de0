"""What the generators share: numbers, packets, pcap and pcapng, and how a file gets written."""

import ipaddress
import json
import pathlib
import struct
import sys


def u8(n): return n.to_bytes(1, "big")
def u16(n): return n.to_bytes(2, "big")
def u24(n): return n.to_bytes(3, "big")
def u32(n): return n.to_bytes(4, "big")
def ip(text): return ipaddress.ip_address(text).packed


def run(count, start=0):
    """`count` octets that count up, so that a slice taken one octet off is seen."""
    return bytes((start + i) % 256 for i in range(count))


def lines(head, key, rows):
    """JSON with one row a line."""
    text = json.dumps(head, indent=1, ensure_ascii=False)[:-2] + f',\n "{key}": ['
    rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return (text + "\n  " + rows + "\n ]\n}\n").encode()


def write_or_check(files, script):
    """Writes the files (path below this directory -> octets); with --check, 1 where one is not what it would write."""
    differ = 0
    for name, data in files.items():
        path = pathlib.Path(__file__).parent / name
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_bytes() != data:
                print(f"{name} is not what {script} writes")
                differ += 1
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    return 1 if differ else 0


# TCP and IP. Checksums are zero.

NAMES = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "SAF"]
CLIENT, SERVER, CLIENT6, SERVER6 = ip("192.0.2.10"), ip("192.0.2.40"), ip("2001:db8:1::10"), ip("2001:db8:1::40")


def option(kind, data, length=None):
    return u8(kind) + u8(len(data) + 2 if length is None else length) + data


def segment(flags, options=b"", offset=None, reserved=0, payload=b"", ports=(50000, 443), sequence=1, acknowledgment=2):
    """A TCP header with `options` filled up to four octets by NOP."""
    options += b"\x01" * (-len(options) % 4)
    word = (5 + len(options) // 4 if offset is None else offset) << 12 | reserved << 9
    word |= sum(1 << NAMES.index(flag) for flag in flags)
    return struct.pack(">HHIIHHHH", *ports, sequence, acknowledgment, word, 1024, 0, 0) + options + payload


def ip4(payload, protocol=6, length=None, options=b"", fragment=0, source=CLIENT, target=SERVER):
    size = 20 + len(options) + len(payload)
    return struct.pack(">BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, size if length is None else length, 1, fragment, 64,
                       protocol, 0, source, target) + options + payload


def ip6(payload, protocol=6, length=None, source=CLIENT6, target=SERVER6):
    size = len(payload) if length is None else length
    return struct.pack(">IHBB16s16s", 6 << 28, size, protocol, 64, source, target) + payload


def fragment6(payload, offset, more, protocol=6):
    return struct.pack(">BBHI", protocol, 0, offset << 3 | more, 7) + payload


def ethernet(ethertype, packet, tags=()):
    return run(6, 0x02) + run(6, 0x12) + b"".join(u16(tag) + u16(7) for tag in tags) + u16(ethertype) + packet


# pcap

def pcap_header(link, order="<", magic=0xA1B2C3D4):
    return struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)


def pcap_frame(octets, second, fraction, original=None, order="<"):
    return struct.pack(order + "IIII", second, fraction, len(octets), original or len(octets)) + octets


# pcapng

def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = len(body) + 12
    return struct.pack(order + "II", kind, size) + body + struct.pack(order + "I", size)


def section(order, interfaces):
    """A section header and its interfaces, each (link type, snap length) or with options behind."""
    head = block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    return head + b"".join(block(order, 1, struct.pack(order + "HHI", link, 0, snap) + b"".join(options))
                           for link, snap, *options in interfaces)


def block_option(order, code, value):
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def enhanced(order, interface, octets, original=None, options=b"", when=None):
    """An Enhanced Packet Block; `when` is its time in the units of the interface."""
    high, low = (0x65C0F, interface) if when is None else divmod(when, 2 ** 32)
    head = struct.pack(order + "IIIII", interface, high, low, len(octets), original or len(octets))
    return block(order, 6, head + octets + (bytes(-len(octets) % 4) + options if options else b""))


def obsolete(order, interface, octets, when=0):
    return block(order, 2, struct.pack(order + "HHIIII", interface, 0xFFFF, *divmod(when, 2 ** 32), len(octets), len(octets))
                 + octets)


def simple(order, octets, original=None):
    return block(order, 3, struct.pack(order + "I", original or len(octets)) + octets)


def secrets_block(order, data, kind=0x544C534B):
    """A Decryption Secrets Block; this kind is a TLS key log."""
    return block(order, 10, struct.pack(order + "II", kind, len(data)) + data)

#!/usr/bin/env python3
"""Writes captures/tls-synthetic-*: TLS 1.3 connections that test the rules for captures of TLS, one by one.

    python3 testvectors/generate_tls.py            write the files
    python3 testvectors/generate_tls.py --check    exit 1 where a file is not what this script writes

Every expectation stands here by hand, behind the frame that it is about; the rules are in README.md. How the
packets come about is in tls_connection.py. Nothing is drawn at random, so the files are the same octet for octet
wherever the script runs. Python 3.11 and the package cryptography (Debian: python3-cryptography).
"""

import struct
import sys

from octets import (block_option, enhanced, ip, ip4, obsolete, option, run, secrets_block, section, simple, u8, u16, u24,
                    write_or_check)
from tls_connection import (ALERT, ALLOWED, CCS, DATA, EARLY, EARLY_DATA, END_OF_EARLY_DATA, HANDSHAKE, HEAD, LABELS, SECOND,
                            START, SUPPORT, Capture, Connection, Keys, Session, Ticket, drawn, ext, files, message, psk, record,
                            request, vec1, vec2, with_token)

B = ("192.0.2.80", 443)                                       # where clients move to
OTHER = ext(16, b"\x00\x03\x02h2")                            # an extension of somebody else
PSK = psk(b"ticket")                                          # with a ticket that is of no connection in the capture


def issue(cap, session, port=50000, token=None, **more):
    """A connection to A: the client supports migration and gets a ticket with a token."""
    c = Connection(cap, port, **more)
    cap.hello(support=True, frame=c.connect(SUPPORT))
    ticket = with_token(f"{cap.name}/{session.name}/{port}", token or session.token())
    c.post(ticket.octets)
    cap.ticket(ticket)
    return c, ticket


def move(cap, token, identity, verdict, port=50001, **more):
    """A connection to B: a ClientHello with token and ticket, and its verdict."""
    c = Connection(cap, port, B, labels=(), **more)
    c.open()
    c.say(c.hello(token.extension, psk(identity)))
    cap.hello(verdict, token=token, psk=True)
    return c


# Whole migrations

for name, suite, hash_name in (("aes128", 0x1301, "sha256"), ("aes256", 0x1302, "sha384"), ("chacha20", 0x1303, "sha256")):
    session = Session(name, hash_name)
    cap = Capture(name,
                  f"Draft -00 with cipher suite {suite:#06x}: a ticket with a token, migrate_notify, the move to B.",
                  session)
    token = session.token(nonce=drawn(32, "nonce", name))
    c, ticket = issue(cap, session, token=token, suite=suite)
    c.data()
    c.data("server")
    c.alert()
    cap.notify()
    c.alert(description=0, note="close_notify")
    c.close()
    c = Connection(cap, 50001, B, suite=suite)
    c.open()
    c.say(c.hello(SUPPORT, token.extension, psk(ticket.identity)))
    cap.hello("valid", support=True, token=token, psk=True)
    c.handshake()
    again = Ticket(f"{name}/B")
    c.post(again.octets, note="NewSessionTicket without our extensions")
    c.close()
    cap.pcap()

cap = Capture("draft-03", "Draft -03: a ticket with migration_allowed, migrate_request, a resumption without a token.")
c = Connection(cap)
cap.hello(support=True, frame=c.connect(SUPPORT))
ticket = Ticket("draft-03", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
c.post(request(b"b.example:443"), note="migrate_request")
cap.request(b"b.example:443")
c.close()
c = Connection(cap, 50001, B)
cap.hello(support=True, psk=True, frame=c.connect(SUPPORT, psk(ticket.identity)))
c.post(Ticket("draft-03/B").octets, note="NewSessionTicket without our extensions")
cap.pcap()

cap = Capture("ipv6", "IPv6, and a token with an IPv6 target. Raw IP, big-endian pcap.", Session("ipv6"))
cap.link = 101
session = Session("ipv6")
token = session.token(("2001:db8:1::80", 8443))
c, ticket = issue(cap, session, token=token, client="2001:db8:1::10", to=("2001:db8:1::40", 443))
c.close()
c = Connection(cap, 50001, ("2001:db8:1::80", 8443), client="2001:db8:1::10", labels=())
c.open()
c.say(c.hello(token.extension, psk(ticket.identity)))
cap.hello("valid", token=token, psk=True)
cap.pcap(">")

# Keys


def secret_flow(name, comment):
    """A connection whose element needs the keys, and one whose ClientHello does not."""
    cap = Capture(name, comment)
    c, ticket = issue(cap, Session(name))
    c.alert()
    cap.notify()
    c.close()
    return cap, c


def log(*rows):
    return "".join(row + "\n" for row in rows).encode()


cap, c = secret_flow("keys-first",
                     "Decryption Secrets Blocks before the first packet: a TLS key log between two of another kind.")
cap.log_file = b""
wrong = log(*(line[:-1] + ("0" if line[-1] != "0" else "1") for line in c.lines))
cap.pcapng(HEAD, secrets_block("<", wrong, 0x57474B4C), secrets_block("<", log(*c.lines)),
           secrets_block("<", wrong, 0x57474B4C), cap.rest())

cap, c = secret_flow("keys-last",
                     "The Decryption Secrets Block is the last block of the file: its keys count for what stands "
                     "before it.")
cap.log_file = b""
cap.pcapng(HEAD, cap.rest(), secrets_block("<", log(*c.lines)))

cap, c = secret_flow("keys-both",
                     "Half of the keys in the key log, the others in two Decryption Secrets Blocks, one of them in the "
                     "middle.")
cap.log_file = log(*c.lines[:2])
cap.pcapng(HEAD, (4, cap.rest()[1]), secrets_block("<", log(c.lines[2])), cap.rest(), secrets_block("<", log(c.lines[3])))

cap, c = secret_flow("keylog-lines",
                     "A key log with CRLF, comments, lines that are none, keys of TLS 1.2, upper-case hex, and no line "
                     "end at its end.")
other = drawn(32, "another random").hex()
cap.log_file = b"\r\n".join([
    b"# SSL/TLS secrets log file, generated by NSS", b"", b"#" + c.lines[0].encode(), b"CLIENT_RANDOM",
    b"\xff\xfe\x00 octets of no text",
    f"CLIENT_RANDOM {other} {drawn(48, 'master').hex()}".encode(),
    f"CLIENT_RANDOM {c.random.hex()} {drawn(48, 'master').hex()}".encode(),
    f"EXPORTER_SECRET {c.random.hex()} {drawn(32, 'exporter').hex()}".encode(),
    f"SERVER_TRAFFIC_SECRET_0 {other} {drawn(32, 'x').hex()}".encode(),
    f"SERVER_TRAFFIC_SECRET_1 {c.random.hex()} {drawn(32, 'y').hex()}".encode(), b"SERVER_TRAFFIC_SECRET_0 zz zz",
    f"SERVER_TRAFFIC_SECRET_0 {c.random.hex()}".encode(),
    *(line.split(" ")[0].encode() + line[len(line.split(" ")[0]):].upper().encode() for line in c.lines[:2]),
    b"RSA 0123456789abcdef " + b"00" * 48, c.lines[2].encode(), c.lines[2].encode(), c.lines[3].encode()])
cap.pcap()

cap = Capture("missing-secrets",
              "Keys of one direction only, or of the handshake only: what they open is seen, the rest is not.")
for port, labels, what in ((50000, [n for n in LABELS if "SERVER" in n], "the server's"),
                           (50001, [n for n in LABELS if "CLIENT" in n], "the client's"),
                           (50002, LABELS[:2], "the handshake's"), (50003, (), "no")):
    c = Connection(cap, port, labels=labels)
    cap.hello(support=True, frame=c.connect(SUPPORT))
    ticket = Ticket(port, ALLOWED, allowed=True)
    c.post(ticket.octets, note=f"NewSessionTicket ({what} keys are known)")
    if port == 50000:
        cap.ticket(ticket)
    c.alert(side="client", note=f"migrate_notify ({what} keys are known)")
    if port == 50001:
        cap.notify()
    c.close()
cap.pcap()

cap = Capture("application-secrets",
              "The application secrets are known, those of the handshake are not: what the keys open is seen.")
c = Connection(cap, labels=LABELS[2:])
cap.hello(support=True, frame=c.connect(SUPPORT))
ticket = Ticket("application-secrets", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
c.alert(side="client")
cap.notify()
cap.pcap()

cap = Capture("copied-hello",
              "A ClientHello that is copied into a second connection: the key log has two secrets of a label for one "
              "client random. The handshake's secrets of the second connection are not known.")
for n, labels in ((0, LABELS), (1, LABELS[2:])):
    c = Connection(cap, 50000 + n, labels=())
    c.random = drawn(32, "random", "copied-hello")
    cap.keylog += [f"{label} {c.random.hex()} {c.secret(label).hex()}" for label in labels]
    cap.hello(support=True, frame=c.connect(SUPPORT))
    ticket = Ticket(f"copied-hello/{n}", ALLOWED, allowed=True)
    c.post(ticket.octets)
    cap.ticket(ticket)
    c.alert(side="client")
    cap.notify()
cap.pcap()

# Files

session = Session("sections")
cap = Capture("sections",
              "A connection over two sections, big-endian and little-endian, and over interfaces of differing link "
              "type and resolution.", session)
token = session.token(expiry=START + 10)
c = Connection(cap)
c.open()
hello = record(HANDSHAKE, c.hello(SUPPORT))
c.send("client", hello[:100], "ClientHello, part 1, Ethernet, big-endian")
c.link = 276
c.send("client", hello[100:], "ClientHello, part 2, Linux cooked")
cap.hello(support=True)
c.link = 101
answer = c.answer()
c.send("server", answer[:300], "ServerHello and on, raw IP, little-endian")
c.link = 0
c.send("server", answer[300:], "up to Finished, null")
c.send("client", c.finish(), "Finished, null")
c.link = 101
ticket = with_token("sections", token)
c.post(ticket.octets, note="NewSessionTicket, raw IP")
cap.ticket(ticket)
cap.at(START + 10, 996999999)
c = move(cap, token, ticket.identity, "valid", link=101)
cap.log_file = b""
first_section = section(">", [(1, 0, block_option(">", 9, b"\x06")), (276, 0, block_option(">", 9, b"\x09"))])
second_section = section("<", [(0, 0, block_option("<", 9, b"\x03")), (101, 0, block_option("<", 9, b"\x8a"))])
cap.pcapng(first_section, (4, lambda f: enhanced(">", 0, f.octets, when=f.when // 1000)),
           (1, lambda f: enhanced(">", 1, f.octets, when=f.when)),
           second_section, (1, lambda f: enhanced("<", 1, f.octets, when=f.when * 1024 // SECOND)),
           (2, lambda f: enhanced("<", 0, f.octets, when=f.when * 1000 // SECOND)), secrets_block("<", log(*cap.keylog)),
           (10, lambda f: enhanced("<", 1, f.octets, when=f.when * 1024 // SECOND)))


def at_expiry(cap, session, port, second, nanosecond, verdict):
    """A token of expiry START, presented at this time in a frame of its own: the ClientHello is all of the connection."""
    cap.at(second, nanosecond)
    token = session.token(expiry=START, nonce=drawn(16, "nonce", port))
    c = Connection(cap, port, B, labels=())
    c.say(c.hello(token.extension, psk(b"ticket")), f"ClientHello at expiry {second - START:+} s {nanosecond} ns")
    cap.hello(verdict, token=token, psk=True)


BOTH = ((0, 0, "valid"), (0, 999999999, "valid"), (1, 0, "expired"), (-1, 999999999, "valid"))

session = Session("times")
cap = Capture("times",
              "pcapng: now is the frame's time in whole seconds, rounded down, whatever the interface counts in. A "
              "token is valid while now is at most its expiry. Simple Packet Blocks have no time: nothing is expired.",
              session)
makers = []
RESOLUTIONS = ((6, 10 ** 6), (9, 10 ** 9), (0x8A, 2 ** 10), (3, 1000), (0, 1), (0x80, 1))
for interface, (_, per_second) in enumerate(RESOLUTIONS):
    for second, nanosecond, verdict in BOTH:
        at_expiry(cap, session, 50000 + len(makers), START + second, nanosecond, verdict)
        makers.append((1, lambda f, i=interface, p=per_second: enhanced("<", i, f.octets, when=f.when * p // SECOND)))
for second, nanosecond, verdict in BOTH[1:3]:
    at_expiry(cap, session, 50000 + len(makers), START + second, nanosecond, verdict)
    cap.frames[-1].note += ", in the obsolete Packet Block"
    makers.append((1, lambda f: obsolete("<", 1, f.octets, when=f.when)))
for when in (START, START + 10 ** 6):
    at_expiry(cap, session, 50000 + len(makers), when, 0, "valid")
    cap.frames[-1].note = cap.frames[-1].note.split(" at ")[0] + " in a Simple Packet Block"
    makers.append((1, lambda f: simple("<", f.octets)))
by_default, *others = ((1, 0, block_option("<", 9, u8(n)), block_option("<", 0, b"")) for n, _ in RESOLUTIONS)
cap.pcapng(section("<", [by_default[:2], *others]), *makers)

for name, magic, order in (("microseconds", 0xA1B2C3D4, "<"), ("nanoseconds", 0xA1B23C4D, ">")):
    session = Session(name)
    cap = Capture(f"times-{name}",
                  f"pcap with {name}: a token is valid up to the last moment of its expiry's second.", session)
    for n, (second, nanosecond, verdict) in enumerate(BOTH):
        at_expiry(cap, session, 50000 + n, START + second, nanosecond, verdict)
    token = session.token(expiry=START, nonce=run(16))
    c = Connection(cap, 50010, B, labels=())
    hello = record(HANDSHAKE, c.hello(token.extension, PSK))
    cap.at(START)
    c.send("client", hello[:-1], "ClientHello at expiry, all but its last octet")
    cap.at(START + 1)
    c.send("client", hello[-1:], "its last octet, a second later")
    cap.hello("expired", token=token, psk=True)
    cap.pcap(order, magic)

session = Session("times-offset")
cap = Capture("times-offset", "pcapng: the interface has if_tsoffset, seconds to be added to the time of its frames.",
              session)
for n, (second, nanosecond, verdict) in enumerate(BOTH):
    at_expiry(cap, session, 50000 + n, START + second, nanosecond, verdict)
OFFSET = START - 1000
cap.pcapng(section("<", [(1, 0, block_option("<", 9, b"\x09"), block_option("<", 14, struct.pack("<q", OFFSET)))]),
           (4, lambda f: enhanced("<", 0, f.octets, when=f.when - OFFSET * SECOND)))

cap = Capture("links",
              "A ClientHello and a ticket by every link type, and by Ethernet with tags, IPv4 options and an IPv4 "
              "length of 0.")
makers = []
for n, (link, what, tags, ip_options) in enumerate((
        (0, "null", (), {}), (108, "loop", (), {}), (1, "Ethernet", (), {}), (12, "raw IP (12)", (), {}),
        (14, "raw IP (14)", (), {}), (101, "raw IP (101)", (), {}),
        (113, "Linux cooked", (), {}), (276, "Linux cooked v2", (), {}), (1, "802.1ad and 802.1Q", (0x88A8, 0x8100), {}),
        (1, "40 octets of IPv4 options", (), {"options": b"\x01" * 40}), (1, "IPv4 length 0", (), {"length": 0}))):
    c = Connection(cap, 50000 + n, link=link, tags=tags)
    before = len(cap.frames)
    c.send("client", record(HANDSHAKE, c.hello(SUPPORT)), f"ClientHello, {what}", ip_options=ip_options)
    cap.hello(support=True)
    c.handshake()
    ticket = Ticket(what, ALLOWED, allowed=True)
    c.post(ticket.octets, ip_options=ip_options)
    cap.ticket(ticket)
    makers.append((len(cap.frames) - before, lambda f, n=n: enhanced("<", n, f.octets, when=f.when // 1000)))
cap.pcapng(section("<", [(link, 0) for link in (0, 108, 1, 12, 14, 101, 113, 276, 1, 1, 1)]), *makers)

# Records and messages

cap = Capture("hello-pieces", "A ClientHello in many records and segments: it is complete with its own last octet.")
c = Connection(cap, 50000)
hello = c.hello(SUPPORT)
c.open()
parts = [hello[at:at + 1] for at in range(20)] + [hello[20:60], hello[60:]]
octets = b"".join(record(HANDSHAKE, part, 0x0301) for part in parts)
c.send("client", octets, "ClientHello in 22 records", size=13)
cap.hello(support=True)
c.handshake()
c = Connection(cap, 50001)
hello = record(HANDSHAKE, c.hello(SUPPORT), 0x0301)
c.open()
for part, what in ((hello[:3], "3 octets of the record's header"), (hello[3:5], "the rest of the header"),
                   (hello[5:7], "2 octets of the message's header"),
                   (hello[7:-1], "all but the last octet")):
    c.send("client", part, f"ClientHello, {what}")
c.send("client", hello[-1:], "ClientHello, the last octet")
cap.hello(support=True)
c.send("server", c.answer(), "ServerHello to Finished", size=1 + 4 * 16)
c.send("client", c.finish(), "Finished", size=7)
ticket = Ticket("hello-pieces", ALLOWED, allowed=True)
c.post(ticket.octets, size=11)
cap.ticket(ticket)
cap.pcap()

session = Session("long-hello")
token = session.token(nonce=run(255))
cap = Capture("long-hello",
              "A ClientHello of more than 50000 octets: three records of the largest size and a fourth.", session)
c = Connection(cap, 50000, B)
c.open()
hello = c.hello(ext(21, bytes(50000)), SUPPORT, token.extension, PSK)
c.send("client", b"".join(record(HANDSHAKE, hello[at:at + 2 ** 14]) for at in range(0, len(hello), 2 ** 14)),
       "ClientHello", size=14600)
cap.hello("valid", support=True, token=token, psk=True)
c.handshake()
c.alert()
cap.notify()
cap.pcap()

cap = Capture("records",
              "Messages that share records, and messages over several records: an encrypted message is complete with "
              "its last record.")
c = Connection(cap)
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.begin("server", "handshake")
flight = b"".join(c.server_flight())
c.send("server", record(HANDSHAKE, c.server_hello()) + CCS + c.seal("server", flight),
       "ServerHello; EncryptedExtensions to Finished in one record")
c.begin("server", "application")
c.send("client", c.finish(), "Finished")
tickets = [Ticket(f"records/{n}", ALLOWED, allowed=True) for n in range(5)]
c.post(tickets[0].octets, request(b"first"), tickets[1].octets,
       note="NewSessionTicket, migrate_request, NewSessionTicket in one record")
cap.ticket(tickets[0])
cap.request(b"first")
cap.ticket(tickets[1])
octets = tickets[2].octets
parts = [octets[n:n + 1] for n in range(8)] + [octets[8:30], octets[30:-1], octets[-1:] + request(b"second")[:3]]
for n, part in enumerate(parts, 1):
    c.post(part, note=f"NewSessionTicket over 11 records, {n}" + (", and the start of migrate_request" if n == 11 else ""))
cap.ticket(tickets[2])
sealed = c.seal("server", request(b"second")[3:] + tickets[3].octets[:1])
c.send("server", sealed[:-1],
       "the rest of migrate_request and an octet of a NewSessionTicket; all but the record's last octet")
c.send("server", sealed[-1:], "the record's last octet")
cap.request(b"second")
c.send("server", c.seal("server", tickets[3].octets[1:]) + c.seal("server", b"", DATA) + c.seal("server", tickets[4].octets),
       "two NewSessionTickets in one segment, an empty record of data between")
cap.ticket(tickets[3])
cap.ticket(tickets[4])
cap.pcap()

cap = Capture("padding", "Records with 0, 1 and many octets of padding, up to the largest record.")
c = Connection(cap)
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.begin("server", "handshake")
flight = b"".join(c.seal("server", part, padding=n) for n, part in enumerate(c.server_flight()))
c.send("server", record(HANDSHAKE, c.server_hello()) + CCS + flight, "ServerHello to Finished, padding of 0, 1, 2, 3")
c.begin("server", "application")
c.send("client", c.finish(), "Finished")
for padding in (0, 1, 255, 2 ** 14 - len(Ticket(3).octets)):
    ticket = Ticket(padding % 7, ALLOWED, allowed=True)
    c.post(ticket.octets, padding=padding, note=f"NewSessionTicket, padding of {padding}", size=1460 * 6)
    cap.ticket(ticket)
c.send("client", c.seal("client", b"\x01\xfd", ALERT, 1000), "migrate_notify, padding of 1000")
cap.notify()
cap.pcap()



def seal_as(keys, version, kind, content):
    """A protected record of another legacy_record_version."""
    inner = content + u8(kind)
    header = u8(DATA) + u16(version) + u16(len(inner) + 16)
    keys.sequence += 1
    return header + keys.aead.encrypt((keys.iv ^ (keys.sequence - 1)).to_bytes(12, "big"), inner, header)


cap = Capture("record-versions",
              "legacy_record_version is ignored (RFC 8446, section 5.1), in the clear and where a record is protected; "
              "a stream may begin with a record that has no content.")
for n, (first, version, what) in enumerate(((b"", 0x0300, "version 0x0300"), (b"", 0x0305, "version 0x0305"),
                                            (b"", 0x0000, "version 0x0000"), (b"", 0x7f12, "version 0x7f12"),
                                            (record(HANDSHAKE, b""), 0x0303, "an empty record before it"),
                                            (record(HANDSHAKE, b"", 0x0305), 0x0300, "an empty record before it"))):
    c = Connection(cap, 50000 + n)
    c.open()
    c.send("client", first + record(HANDSHAKE, c.hello(SUPPORT), version), f"ClientHello, {what}")
    cap.hello(support=True)
    c.begin("server", "handshake")
    octets = first + record(HANDSHAKE, c.server_hello(), version) + record(20, b"\x01", version)
    octets += b"".join(seal_as(c.keys["server"], version, HANDSHAKE, part) for part in c.server_flight())
    c.send("server", octets, f"ServerHello to Finished, {what}")
    c.begin("server", "application")
    c.send("client", c.finish(), "Finished")
    ticket = Ticket(f"record-versions/{n}", ALLOWED, allowed=True)
    c.send("server", seal_as(c.keys["server"], version, HANDSHAKE, ticket.octets), "NewSessionTicket")
    cap.ticket(ticket)
    c.send("client", seal_as(c.keys["client"], version, ALERT, b"\x01\xfd"), "migrate_notify")
    cap.notify()
c = Connection(cap, 50010, labels=())
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.send("server", record(ALERT, b"\x02\xfd", 0x0300), "migrate_notify in the clear, version 0x0300")
cap.notify("fatal")
cap.pcap()

# TCP

cap = Capture("out-of-order",
              "Segments out of order: the frame that fills the gap completes all that lay behind it. Retransmissions "
              "count once.")
c = Connection(cap)
c.open()
hello = record(HANDSHAKE, c.hello(SUPPORT))
c.put("client", 120, hello[120:], "ClientHello, part 2 before part 1")
c.put("client", 0, hello[:120], "ClientHello, part 1")
cap.hello(support=True)
c.put("client", 0, hello, "ClientHello, retransmitted as a whole")
answer = c.answer()
for at in (400, 200, 0):
    c.put("server", at, answer[at:at + 200] if at < 400 else answer[at:], f"ServerHello to Finished, from octet {at}")
c.send("client", c.finish(), "Finished")
tickets = [Ticket(f"out-of-order/{n}", ALLOWED, allowed=True) for n in range(4)]
sealed = [c.seal("server", ticket.octets) for ticket in tickets]
at, size = c.sent["server"], len(sealed[0])
c.put("server", at + size, sealed[1], "NewSessionTicket 2")
c.put("server", at + 3 * size, sealed[3], "NewSessionTicket 4")
c.put("server", at + size, sealed[1], "NewSessionTicket 2, retransmitted")
c.put("server", at, sealed[0], "NewSessionTicket 1: completes 1 and 2")
cap.ticket(tickets[0])
cap.ticket(tickets[1])
c.put("server", at, sealed[0], "NewSessionTicket 1, retransmitted")
c.put("server", at + 2 * size - 10, (sealed[1] + sealed[2])[size - 10:],
      "the end of 2 again and NewSessionTicket 3: completes 3 and 4")
cap.ticket(tickets[2])
cap.ticket(tickets[3])
c.put("server", at, b"".join(sealed), "NewSessionTicket 1 to 4, retransmitted in one segment")
cap.pcap()

cap = Capture("overlap", "Segments that overlap with other content: of every octet the copy that was captured first counts.")
c = Connection(cap, 50000)
c.open()
good, other = c.hello(SUPPORT), c.hello()
hello = record(HANDSHAKE, good)
c.put("client", 0, hello[:-10], "ClientHello without its last 10 octets")
c.put("client", 0, bytes(len(hello) - 10) + hello[-10:], "the same octets as zeros, and the last 10")
cap.hello(support=True)
c.handshake()
ticket = Ticket("overlap", ALLOWED, allowed=True)
sealed = c.seal("server", ticket.octets)
at = c.sent["server"]
c.put("server", at + 30, sealed[30:60], "NewSessionTicket, octets 30 to 59, a gap before them")
c.put("server", at, sealed[:20] + bytes(20), "octets 0 to 39, from 20 on zeros")
c.put("server", at + 10, sealed[10:], "too late: octets 20 to 29 were there, as zeros")
c = Connection(cap, 50001)
cap.hello(support=True, frame=c.connect(SUPPORT))
sealed = c.seal("server", ticket.octets)
at = c.sent["server"]
c.put("server", at + 30, sealed[30:60], "NewSessionTicket, octets 30 to 59, a gap before them")
c.put("server", at + 20, sealed[20:30] + bytes(10), "octets 20 to 39, from 30 on zeros")
c.put("server", at, sealed[:20] + bytes(40) + sealed[60:], "the whole, octets 20 to 59 as zeros")
cap.ticket(ticket)
cap.pcap()

cap = Capture("wrap",
              "Sequence numbers wrap in the middle of the ClientHello, of the server's Finished, and of a message out "
              "of order.")
c = Connection(cap, sequences=(2 ** 32 - 101, 2 ** 32 - 501))
c.open()
hello = record(HANDSHAKE, c.hello(SUPPORT))
c.put("client", 150, hello[150:], "ClientHello, octets behind the wrap")
c.put("client", 0, hello[:150], "ClientHello, octets around the wrap")
cap.hello(support=True)
answer = c.answer()
c.put("server", 0, answer, "ServerHello to Finished")
c.send("client", c.finish(), "Finished")
ticket = Ticket("wrap", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
c = Connection(cap, 50001, sequences=(2 ** 32 - 1, 2 ** 32 - 2))
c.open()
c.say(c.hello(SUPPORT), "ClientHello; the SYN had sequence number 4294967295")
cap.hello(support=True)
c.handshake()
c.alert()
cap.notify()
cap.pcap()

cap = Capture("gap", "A segment is lost: nothing behind it in this direction is seen, the other direction goes on.")
c = Connection(cap, 50000)
cap.hello(support=True, frame=c.connect(SUPPORT))
tickets = [Ticket(f"gap/{n}", ALLOWED, allowed=True) for n in range(3)]
c.post(tickets[0].octets)
cap.ticket(tickets[0])
c.sent["server"] += len(c.seal("server", tickets[1].octets))
c.post(tickets[2].octets, note="NewSessionTicket behind a lost segment")
c.alert(note="migrate_notify behind a lost segment")
c.alert(side="client")
cap.notify()
c = Connection(cap, 50001)
c.open()
hello = record(HANDSHAKE, c.hello(SUPPORT))
c.send("client", hello[:100], "ClientHello, part 1")
c.sent["client"] += 50
c.send("client", hello[150:], "ClientHello, part 3; part 2 is lost")
c.handshake()
c.post(tickets[0].octets, note="NewSessionTicket: its keys are in the key log, but whose they are is not seen")
cap.pcap()

cap = Capture("snap", "Cut by the snap length: what was not captured is a gap. A message that lies before it is seen.")
c = Connection(cap, 50000)
c.open()
c.say(c.hello(SUPPORT), "ClientHello, cut", captured=200)
c.handshake()
c.post(Ticket("snap", ALLOWED).octets, note="NewSessionTicket: without the ClientHello nothing is known of its keys")
c = Connection(cap, 50001)
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.send("server", c.answer(), "ServerHello to Finished, cut behind ServerHello", captured=300)
c.send("client", c.finish(), "Finished")
c.post(Ticket("snap", ALLOWED).octets, note="NewSessionTicket behind octets that were not captured")
c.alert(side="client")
cap.notify()
c = Connection(cap, 50002)
c.open()
hello = record(HANDSHAKE, c.hello(SUPPORT))
c.put("client", 0, hello, "ClientHello, its last octet cut off", captured=54 + len(hello) - 1)
c.put("client", len(hello) - 1, hello[-1:], "its last octet again")
cap.hello(support=True)
cap.pcap()

cap = Capture("fragments",
              "A segment in two IPv4 fragments: the first is read like a whole packet, the second is not. What it "
              "held is a gap until it is sent again.")
for port in (50000, 50001):
    c = Connection(cap, port)
    c.open()
    hello = record(HANDSHAKE, c.hello(SUPPORT))
    c.put("client", 0, hello[:100], "ClientHello, the first fragment: a TCP header and 100 octets",
          ip_options={"fragment": 0x2000})
    cap.frame(ip4(hello[100:], fragment=15), "client: ClientHello, the second fragment")
    if port == 50001:
        c.put("client", 100, hello[100:], "ClientHello, the octets of the second fragment in a segment of their own")
        cap.hello(support=True)
    else:
        c.sent["client"] = len(hello)
    c.handshake()
    ticket = Ticket(f"fragments/{port}", ALLOWED, allowed=True)
    c.post(ticket.octets)
    if port == 50001:
        cap.ticket(ticket)
cap.pcap()

cap = Capture("beginning", "The capture begins in the middle. A connection without its SYN is read from its first segment.")
c = Connection(cap, 50000)
c.open()
c.say(c.hello(SUPPORT))
c.handshake()
cap.frames.clear()
c.data()
c.post(Ticket("beginning", ALLOWED).octets, note="NewSessionTicket of a connection whose ClientHello was not captured")
c.alert()
c.close()
c = Connection(cap, 50001)
c.say(c.hello(SUPPORT), "ClientHello; the connection's first segments were not captured")
cap.hello(support=True)
c.handshake()
ticket = Ticket("beginning", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
c.close()
c = Connection(cap, 50002)
c.put("server", 0, b"", "SYN, ACK; the SYN was not captured", ("SYN", "ACK"))
c.put("client", 0, b"", "ACK")
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.handshake()
c.post(ticket.octets)
cap.ticket(ticket)
cap.pcap()

session = Session("port-reuse")
token = session.token()
cap = Capture("port-reuse",
              "The same addresses and ports again: after FIN both ways and after RST, by a SYN with the same sequence "
              "number, and without either by one with another. Every time it is another connection, in which the nonce is "
              "used again.", session)
SAME, NEW, LOWER = (7000000, 9000000), (7500000, 9900000), (500, 600)
for n, (sequences, verdict, ending) in enumerate((
        (SAME, "valid", "fin"), (SAME, "replayed", "reset"), (SAME, "replayed", None), (NEW, "replayed", "half"),
        (LOWER, "replayed", None))):
    c = Connection(cap, 50000, B, sequences=sequences, name=f"port-reuse/{n}")
    c.open()
    c.say(c.hello(token.extension, psk(b"ticket")))
    cap.hello(verdict, token=token, psk=True)
    c.handshake()
    ticket = Ticket(f"port-reuse/{n}", ALLOWED, allowed=True)
    c.post(ticket.octets)
    cap.ticket(ticket)
    if ending == "fin":
        c.close()
    elif ending == "reset":
        c.reset()
    elif ending == "half":
        c.fin("server")
cap.pcap()

cap = Capture("in-flight",
              "Octets that were in flight when a RST came begin another connection, which is read from its first segment.")
c = Connection(cap, 50000)
c.open()
c.reset("server")
c.say(c.hello(SUPPORT), "ClientHello, the first octets behind the server's RST")
cap.hello(support=True)
c = Connection(cap, 50001)
c.open()
hello = record(HANDSHAKE, c.hello(SUPPORT))
c.send("client", hello[:100], "ClientHello, part 1")
c.reset("server")
c.send("client", hello[100:], "ClientHello, part 2: of a connection that begins in the middle")
c = Connection(cap, 50002)
cap.hello(support=True, frame=c.connect(SUPPORT))
c.post(Ticket("in-flight/none").octets, note="NewSessionTicket without our extensions")
c.reset()
c.post(Ticket("in-flight/lost", ALLOWED, allowed=True).octets,
       note="NewSessionTicket behind the RST: nothing is known of its connection")
c = Connection(cap, 50003)
cap.hello(support=True, frame=c.connect(SUPPORT))
c.reset()
c = Connection(cap, 50003, sequences=(1000 + c.sent["client"], 5000 + c.sent["server"]), name="in-flight/next")
c.say(c.hello(SUPPORT), "the ClientHello of another connection, with the next sequence number")
cap.hello(support=True)
c.handshake()
ticket = Ticket("in-flight/next", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
cap.pcap()

DAYS = 2 * 24 * 60 * 60
cap = Capture("days", "A connection is one however long nothing is sent: two days between handshake and ticket, and between "
              "two segments of a ClientHello.")
c = Connection(cap, 50000)
cap.hello(support=True, frame=c.connect(SUPPORT))
d = Connection(cap, 50001)
d.open()
hello = record(HANDSHAKE, d.hello(SUPPORT))
d.send("client", hello[:100], "ClientHello, part 1")
cap.at(START + DAYS)
ticket = Ticket("days", ALLOWED, allowed=True)
c.post(ticket.octets, note="NewSessionTicket, two days later")
cap.ticket(ticket)
d.send("client", hello[100:], "ClientHello, part 2, two days later")
cap.hello(support=True)
d.handshake()
cap.at(START + 2 * DAYS)
d.alert()
cap.notify()
cap.pcap()

cap = Capture("close", "A FIN of one end does not end the connection; the segment with the second FIN still belongs to it.")
c = Connection(cap)
cap.hello(support=True, frame=c.connect(SUPPORT))
c.fin("client")
c.sent["client"] += 1
ticket = Ticket("close", ALLOWED, allowed=True)
c.post(ticket.octets, note="NewSessionTicket after the client's FIN")
cap.ticket(ticket)
c.fin("server", c.seal("server", b"\x01\xfd", ALERT), "migrate_notify and FIN")
cap.notify()
cap.pcap()

session = Session("fast-open")
cap = Capture("fast-open", "SYNs: one retransmitted; TCP Fast Open, with all or part of the ClientHello in the SYN.",
              session)
c = Connection(cap, 50000)
c.syn()
c.syn(note="SYN, retransmitted")
c.put("server", 0, b"", "SYN, ACK", ("SYN", "ACK"))
c.put("server", 0, b"", "SYN, ACK, retransmitted", ("SYN", "ACK"))
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.handshake()
c.syn(note="SYN, a late copy")
c.alert()
cap.notify()
token = session.token()
c = Connection(cap, 50001, B)
hello = record(HANDSHAKE, c.hello(token.extension, psk(b"ticket")))
c.syn(hello, "SYN with the ClientHello", options=option(34, run(8)))
cap.hello("valid", token=token, psk=True)
c.put("server", 0, b"", "SYN, ACK that takes the SYN only", ("SYN", "ACK"))
c.put("client", 0, hello, "ClientHello, retransmitted")
c.handshake()
ticket = Ticket("fast-open", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
c = Connection(cap, 50002)
hello = record(HANDSHAKE, c.hello(SUPPORT))
c.syn(hello[:50], "SYN with the start of the ClientHello", options=option(34, run(8)))
c.put("server", 0, b"", "SYN, ACK", ("SYN", "ACK"))
c.send("client", hello[50:], "the rest of the ClientHello")
cap.hello(support=True)
c.handshake()
cap.pcap()

cap = Capture("late-direction",
              "The server's segments were recorded after the client's that answer them: elements are seen all the "
              "same, each at the frame that has it.")
c = Connection(cap)
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.send("client", c.finish(), "Finished")
c.alert(side="client")
cap.notify()
c.send("server", c.answer(), "ServerHello to Finished")
ticket = Ticket("late-direction", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
cap.pcap()

session = Session("interleaved")
cap = Capture("interleaved",
              "Five connections on odd ports, segment by segment in turn, and other traffic between. Their addresses and "
              "ports differ in one of four, or are exchanged.",
              session)
many = [Connection(cap, port, (server, to), client) for client, port, server, to in (
    ("192.0.2.10", 1, "192.0.2.40", 65535), ("192.0.2.10", 50000, "192.0.2.40", 25), ("192.0.2.11", 50000, "192.0.2.40", 25),
    ("192.0.2.10", 50000, "192.0.2.41", 25), ("192.0.2.10", 25, "192.0.2.40", 50000))]
token = session.token()
plain = Connection(cap, 50007, ("192.0.2.40", 80), labels=())
flights = []
for c in many:
    c.open()
for c in many:
    hello = record(HANDSHAKE, c.hello(SUPPORT))
    flights.append([("client", hello[:60], "ClientHello, part 1"), ("client", hello[60:], "ClientHello, part 2"),
                    ("server", c.answer(), "ServerHello to Finished"), ("client", c.finish(), "Finished")])
plain.open()
for step in range(4):
    plain.send("client", b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "plain HTTP")
    for c, flight in zip(many, flights):
        c.send(*flight[step])
        if step == 1:
            cap.hello(support=True)
    cap.frame(ip4(struct.pack(">HHHH", 53, 53, 20, 0) + run(12), 17), "a UDP datagram")
tickets = [with_token(f"interleaved/{n}", session.token(nonce=drawn(16, "nonce", n))) for n in range(5)]
halves = []
for c, ticket in zip(many, tickets):
    sealed = c.seal("server", ticket.octets)
    c.send("server", sealed[:40], "NewSessionTicket, part 1")
    halves.append(sealed[40:])
plain.send("server", b"HTTP/1.1 200 OK\r\n\r\n", "plain HTTP")
for c, ticket, half in reversed(list(zip(many, tickets, halves))):
    c.send("server", half, "NewSessionTicket, part 2")
    cap.ticket(ticket)
cap.pcap()

AFF4 = option(79, ip("192.0.2.80") + u16(443))
AFF4_VALUE = {"kind": 79, "name": "service_affinity", "layout": "compact", "address": "192.0.2.80", "port": 443}
cap = Capture("mixed", "Elements of TCP and of TLS in one capture, also in one frame, where the segment's own comes first.")
c = Connection(cap, 50000)
c.syn(note="SYN with SAF", flags=("SYN", "SAF"))
cap.expect("tcp_segment", {"flags": ["SYN", "SAF"], "options": []})
c.put("server", 0, b"", "SYN, ACK", ("SYN", "ACK"))
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.handshake()
c.fin("server", c.seal("server", b"\x01\xfd", ALERT), "migrate_notify, FIN and kind 79", options=AFF4)
cap.expect("tcp_segment", {"flags": ["FIN", "ACK"], "options": [AFF4_VALUE]})
cap.notify()
c.fin("client")
c = Connection(cap, 50001)
c.syn(record(HANDSHAKE, c.hello(SUPPORT)), "SYN with SAF and a ClientHello", flags=("SYN", "SAF"))
cap.expect("tcp_segment", {"flags": ["SYN", "SAF"], "options": []})
cap.hello(support=True)
cap.pcap()

session = Session("twice")
token = session.token()
cap = Capture("twice",
              "Every frame was captured twice, as at both ends of a link: segments with an element of TCP are reported "
              "twice, those of TLS once.", session)
c = Connection(cap, 50000)
c.syn(note="SYN with SAF", flags=("SYN", "SAF"))
for frame in (1, 2):
    cap.expect("tcp_segment", {"flags": ["SYN", "SAF"], "options": []}, frame=frame)
c.put("server", 0, b"", "SYN, ACK", ("SYN", "ACK"))
c.say(c.hello(token.extension, PSK))
cap.hello("valid", frame=2 * len(cap.frames) - 1, token=token, psk=True)
c.handshake()
ticket = Ticket("twice", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket, frame=2 * len(cap.frames) - 1)
c.close()
cap.frames = [frame for one in cap.frames for frame in (one, one)]
cap.pcap()

cap = Capture("not-tls", "Streams whose first octets are no TLS have no elements, whatever comes behind.")
c = Connection(cap, 50000, ("192.0.2.40", 25))
c.open()
c.send("server", b"220 mail.example ESMTP\r\n", "SMTP greeting")
c.send("client", b"EHLO c.example\r\nSTARTTLS\r\n", "SMTP, STARTTLS")
c.send("server", b"250 STARTTLS\r\n220 Go ahead\r\n", "SMTP")
c.say(c.hello(SUPPORT), "ClientHello behind octets that are no TLS")
c.handshake()
c.post(Ticket("not-tls", ALLOWED).octets)
c = Connection(cap, 50001)
c.open()
c.send("client", drawn(100, "noise"), "100 octets of noise")
c.send("server", drawn(100, "more noise"), "100 octets of noise")
c = Connection(cap, 50002, ("192.0.2.40", 80))
c.open()
c.say(c.hello(SUPPORT), "ClientHello to a server without TLS")
cap.hello(support=True)
c.send("server", b"HTTP/1.1 400 Bad Request\r\n\r\n", "plain HTTP")
cap.pcap()

# Handshakes

session = Session("retry")
token = session.token()
cap = Capture("retry", "HelloRetryRequest: both ClientHellos are elements. A nonce counts once per connection.", session)
for port, verdict in ((50000, "valid"), (50001, "replayed")):
    c = Connection(cap, port, B)
    c.open()
    c.say(c.hello(SUPPORT, token.extension, psk(b"ticket")))
    cap.hello(verdict, support=True, token=token, psk=True)
    c.send("server", record(HANDSHAKE, c.retry()) + CCS, "HelloRetryRequest")
    c.send("client",
           CCS + record(HANDSHAKE, c.hello(ext(44, vec2(b"cookie")), SUPPORT, token.extension, psk(b"ticket"))),
           "the second ClientHello")
    cap.hello(verdict, support=True, token=token, psk=True)
    c.handshake()
    ticket = Ticket(port, ALLOWED, allowed=True)
    c.post(ticket.octets)
    cap.ticket(ticket)
    c.close()
cap.pcap()

cap = Capture("early-data",
              "0-RTT: accepted, with its secret in the key log and without; refused; refused by a HelloRetryRequest.")
for port, labels, accepted, retry, what in (
        (50000, (EARLY, *LABELS), True, False, "accepted, its secret is known"),
        (50001, LABELS, True, False, "accepted, its secret is not known"),
        (50002, LABELS, False, False, "refused, its secret is not known"),
        (50003, (EARLY, *LABELS), False, False, "refused, its secret is known"),
        (50004, LABELS, False, True, "refused by HelloRetryRequest, its secret is not known"),
        (50005, (EARLY, *LABELS), False, True, "refused by HelloRetryRequest, its secret is known")):
    c = Connection(cap, port, labels=labels)
    c.open()
    c.say(c.hello(SUPPORT, EARLY_DATA, psk(b"ticket")), f"ClientHello with early_data ({what})")
    cap.hello(support=True, psk=True)
    c.begin("client", "early")
    c.send("client", CCS, "change_cipher_spec")
    for n in range(3):
        c.data(octets=f"early data {n}".encode())
    if retry:
        c.send("server", record(HANDSHAKE, c.retry()) + CCS, "HelloRetryRequest")
        c.send("client", record(HANDSHAKE, c.hello(ext(44, vec2(b"cookie")), SUPPORT, psk(b"ticket"))),
               "the second ClientHello")
        cap.hello(support=True, psk=True)
    c.send("server", c.answer(accepted), "ServerHello to Finished")
    end = c.seal("client", END_OF_EARLY_DATA) if accepted else b""
    c.send("client", end + c.finish()[len(CCS):], "EndOfEarlyData, Finished" if accepted else "Finished")
    ticket = Ticket(port, ALLOWED, allowed=True)
    c.post(ticket.octets)
    cap.ticket(ticket)
    c.alert(side="client")
    cap.notify()
cap.pcap()

cap = Capture("early-data-suite",
              "0-RTT under the cipher suite of the ticket, which the server refuses for another: its secret is known, but "
              "opens nothing.")
c = Connection(cap, labels=(EARLY, *LABELS), suite=0x1303)
c.open()
c.say(c.hello(SUPPORT, EARLY_DATA, psk(b"ticket"), suites=vec2(u16(0x1301) + u16(0x1303))), "ClientHello with early_data")
cap.hello(support=True, psk=True)
c.keys["client"] = Keys(0x1301, c.secret(EARLY))
c.send("client", CCS, "change_cipher_spec")
for n in range(3):
    c.data(octets=f"early data {n}".encode())
c.send("server", c.answer(), "ServerHello with 0x1303, to Finished")
c.send("client", c.finish()[len(CCS):], "Finished")
ticket = Ticket("early-data-suite", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
c.alert(side="client")
cap.notify()
cap.pcap()

cap = Capture("key-update",
              "KeyUpdate in both directions, several times; what follows has the next keys, and counts its records "
              "anew.")
c = Connection(cap, suite=0x1302)
cap.hello(support=True, frame=c.connect(SUPPORT))
c.data()
c.data("server")
for n in range(4):
    c.send("server", c.update("server", n % 2), f"KeyUpdate, update_requested {n % 2}")
    if n % 2:
        c.send("client", c.update("client"), "KeyUpdate, as requested")
    ticket = Ticket(f"key-update/{n}", ALLOWED, allowed=True)
    c.post(ticket.octets)
    cap.ticket(ticket)
    c.alert(side="client")
    cap.notify()
c.send("client", c.update("client", 1) + c.seal("client", b"\x01\xfd", ALERT), "KeyUpdate and migrate_notify in one segment")
cap.notify()
c.send("server", c.update("server") + c.update("server") + c.seal("server", request(b"after")),
       "two KeyUpdates and migrate_request in one segment")
cap.request(b"after")
c = Connection(cap, 50001, suite=0x1303)
cap.hello(support=True, frame=c.connect(SUPPORT))
half = c.seal("server", message(24, b"\x00")[:3])
c.send("server", half, "KeyUpdate, part 1")
c.send("server", c.seal("server", message(24, b"\x00")[3:]), "KeyUpdate, part 2")
c.keys["server"] = c.keys["server"].updated()
ticket = Ticket("key-update/pieces", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
cap.pcap()

cap = Capture("bad-record",
              "A record that fails to authenticate ends its direction; what came before stands, the other direction "
              "goes on.")
c = Connection(cap, 50000)
cap.hello(support=True, frame=c.connect(SUPPORT))
tickets = [Ticket(f"bad-record/{n}", ALLOWED, allowed=True) for n in range(3)]
c.post(tickets[0].octets)
cap.ticket(tickets[0])
sealed = c.seal("server", tickets[1].octets)
c.send("server", sealed[:-1] + u8(sealed[-1] ^ 1), "NewSessionTicket with a bit of its tag flipped")
c.post(tickets[2].octets, note="NewSessionTicket behind it")
c.alert(side="client")
cap.notify()
c = Connection(cap, 50001)
cap.hello(support=True, frame=c.connect(SUPPORT))
sealed = c.seal("server", tickets[1].octets)
header = sealed[:1] + u16(0x0301) + sealed[3:5]
c.send("server", header + sealed[5:], "NewSessionTicket whose header, which is authenticated, has another version")
c.post(tickets[2].octets, note="NewSessionTicket behind it")
c.alert(side="client")
cap.notify()
c = Connection(cap, 50002)
cap.hello(support=True, frame=c.connect(SUPPORT))
c.send("server", record(DATA, drawn(60, "injected")), "a record that no key made")
c.post(tickets[2].octets, note="NewSessionTicket behind it, whose number is as if the record had not been")
c.alert(side="client")
cap.notify()
cap.pcap()

cap = Capture("change-cipher-spec",
              "change_cipher_spec records between others, up to the client's Finished, mean nothing. They do not count "
              "as records.")
c = Connection(cap)
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.send("client", CCS, "change_cipher_spec")
c.begin("server", "handshake")
c.send("server", record(HANDSHAKE, c.server_hello()), "ServerHello")
for part in c.server_flight():
    c.send("server", CCS + c.seal("server", part), "change_cipher_spec, a message")
c.begin("server", "application")
c.send("client", CCS + c.finish(), "change_cipher_spec twice, Finished")
ticket = Ticket("change-cipher-spec", ALLOWED, allowed=True)
c.post(ticket.octets)
cap.ticket(ticket)
c.alert(side="client")
cap.notify()
cap.pcap()

cap = Capture("tls12", "TLS 1.2, and TLS 1.3 with a cipher suite that is not read. Of the first nothing is seen but the "
              "ClientHello, of the second what is in the clear, alerts too.")
c = Connection(cap, 50000)
cap.keylog += [f"CLIENT_RANDOM {c.random.hex()} {drawn(48, 'master').hex()}"]
c.open()
c.say(c.hello(SUPPORT, suites=vec2(u16(0x1301) + u16(0xC02F))))
cap.hello(support=True)
done = c.server_hello(suite=0xC02F, extensions=ext(23))
done += message(11, u24(120) + drawn(120, "certificate")) + message(14, b"")
c.send("server", record(HANDSHAKE, done), "ServerHello, Certificate, ServerHelloDone")
c.send("client", record(ALERT, b"\x01\xfd"), "migrate_notify in the clear, which TLS 1.2 does not have")
c.send("client", record(HANDSHAKE, message(16, vec1(run(32)))) + CCS + record(HANDSHAKE, drawn(40, "finished")),
       "ClientKeyExchange, Finished")
# Its ticket is such that the message would have migration_allowed in TLS 1.3.
trap = b"\x00\x00" + vec1(b"") + vec2(b"\x01") + vec2(ALLOWED)
ticket = record(HANDSHAKE, message(4, b"\x00\x00\x1c\x20" + vec2(trap)))
c.send("server", ticket + CCS + record(HANDSHAKE, drawn(40, "server finished")), "NewSessionTicket of TLS 1.2, Finished")
c.send("server", record(DATA, drawn(80, "data")), "application data")
c.send("client", record(ALERT, drawn(26, "alert")), "an encrypted alert")
c = Connection(cap, 50001)
c.open()
c.say(c.hello(SUPPORT, suites=vec2(u16(0x1304))))
cap.hello(support=True)
c.send("server", record(HANDSHAKE, c.server_hello(suite=0x1304)) + CCS + record(DATA, drawn(500, "flight")),
       "ServerHello with 0x1304, TLS_AES_128_CCM_SHA256, and on")
c.send("client", record(ALERT, b"\x01\xfd"), "migrate_notify in the clear")
cap.notify("warning")
c.send("client", CCS + record(DATA, drawn(53, "finished")), "Finished")
c.send("server", record(DATA, drawn(100, "ticket")), "application data")
cap.pcap()

# Elements

cap = Capture("alerts",
              "migrate_notify: by either end, of either level, with a level that there is not, with octets behind it, "
              "in the clear, where a record of other than two octets is none; other alerts are nothing.")
c = Connection(cap, 50000)
cap.hello(support=True, frame=c.connect(SUPPORT))
c.alert(1)
cap.notify("warning")
c.alert(1, side="client")
cap.notify("warning")
c.alert(1, 90, note="user_canceled")
c.alert(3, 252, note="level 3, alert 252")
c.alert(3, note="level 3, migrate_notify")
cap.expect("migrate_notify", error="unknown_value")
c.alert(0, side="client", note="level 0, migrate_notify")
cap.expect("migrate_notify", error="unknown_value")
c.alert(255, note="level 255, migrate_notify")
cap.expect("migrate_notify", error="unknown_value")
sealed = c.seal("client", b"\x01\xfd", ALERT)
c.send("client", sealed[:10], "migrate_notify, part 1")
c.send("client", sealed[10:], "migrate_notify, part 2")
cap.notify("warning")
c.send("server", c.seal("server", b"\x01\xfd", ALERT) + c.seal("server", b"\x01\xfd", ALERT),
       "migrate_notify twice in one segment")
cap.notify("warning")
cap.notify("warning")
c.data("server", b"\x01\xfd")
for side, octets, error in (("server", b"\x01\xfd\x00", "trailing_data"), ("client", b"\x01\xfd\x01\xfd", "trailing_data"),
                            ("server", b"\x03\xfd\x00", "unknown_value"), ("server", b"\x01\x5a\xfd", None)):
    c.send(side, c.seal(side, octets, ALERT), f"an encrypted alert of {len(octets)} octets: {octets.hex()}")
    if error:
        cap.expect("migrate_notify", error=error)
c.alert(2)
cap.notify("fatal")
c.close()
for port, octets, expected in ((50001, b"\x01\xfd", {"value": {"level": "warning"}}),
                               (50002, b"\x02\xfd", {"value": {"level": "fatal"}}),
                               (50003, b"\x09\xfd", {"error": "unknown_value"}), (50004, b"\x02\x28", None),
                               (50007, b"\x01\xfd\x00", None), (50008, b"\x01\xfd\x01\xfd", None),
                               (50009, b"\x03\xfd\x00", None), (50010, b"\xfd", None)):
    c = Connection(cap, port, labels=())
    c.open()
    c.say(c.hello(SUPPORT))
    cap.hello(support=True)
    c.send("server", record(ALERT, octets), f"an alert in the clear: {octets.hex()}")
    if expected:
        cap.expect("migrate_notify", **expected)
    c.close()
c = Connection(cap, 50006)
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.send("server", c.answer(), "ServerHello to Finished")
c.begin("client", "handshake")
c.alert(2, side="client", note="migrate_notify under the handshake's keys, in place of Finished")
cap.notify("fatal")
c = Connection(cap, 50005, labels=())
c.open()
c.say(c.hello(SUPPORT))
cap.hello(support=True)
c.send("server", record(ALERT, b"\x01\xfd")[:6], "an alert in the clear, all but its last octet")
c.send("server", b"\xfd", "its last octet")
cap.notify("warning")
cap.pcap()

cap = Capture("long-alerts",
              "An alert record in the clear of more than two octets is no alert, but one of TLS 1.2, encrypted: its second "
              "octet means nothing.")
for n, octets in enumerate((b"\x02\xfd\x00", b"\x00\xfd" + drawn(16, "an alert of ChaCha20"),
                            b"\x00\xfd" + drawn(24, "an alert of AES-GCM"))):
    c = Connection(cap, 50000 + n, labels=())
    c.open()
    c.say(c.hello(SUPPORT))
    cap.hello(support=True)
    c.send("server", record(ALERT, octets), f"an alert record of {len(octets)} octets, no ServerHello before it")
    c.send("client", record(ALERT, octets), "the same from the client")
    c.close()
cap.pcap()

cap = Capture("requests", "migrate_request: an empty target, and malformed ones; what follows goes on.")
c = Connection(cap)
cap.hello(support=True, frame=c.connect(SUPPORT))
for note, octets, error in (
        ("the target is empty", request(b""), None), ("the message is empty", message(253, b""), "truncated"),
        ("one octet of the length", message(253, b"\x00"), "truncated"),
        ("the target runs past the message", message(253, b"\x00\x05four"), "truncated"),
        ("an octet behind the target", message(253, vec2(b"four") + b"\x00"), "trailing_data"),
        ("an octet behind an empty target", message(253, b"\x00\x00\x00"), "trailing_data"),
        ("well-formed again", request(b"last"), None)):
    c.post(octets, note=f"migrate_request, {note}")
    if error:
        cap.expect("migrate_request", error=error)
    else:
        cap.request(octets[6:])
cap.pcap()

cap = Capture("long-request", "migrate_request with a target of 65535 octets, over five records.")
c = Connection(cap)
cap.hello(support=True, frame=c.connect(SUPPORT))
target = run(251) * 261 + run(24)
octets = request(target)
c.send("server", b"".join(c.seal("server", octets[at:at + 2 ** 14]) for at in range(0, len(octets), 2 ** 14)),
       "migrate_request", size=14600)
cap.request(target)
c.alert()
cap.notify()
cap.pcap()

session = Session("tickets")
token = session.token()
cap = Capture("tickets",
              "NewSessionTicket: both our extensions, none of them, foreign ones, and malformed: an element only if "
              "one of our extension types was read before the fault.", session)
c = Connection(cap)
cap.hello(support=True, frame=c.connect(SUPPORT))
FOREIGN = ext(42, b"\x00\x00\x40\x00")
HALF = token.extension[:-1]
for note, ticket, expected in (
        ("both extensions", Ticket(1, ALLOWED + token.extension, token, True), "value"),
        ("both in the other order, foreign ones around",
         Ticket(2, FOREIGN + token.extension + ext(0xFE4D, b"foreign") + ALLOWED + psk(b"x"), token, True), "value"),
        ("no extension", Ticket(3), None), ("foreign extensions", Ticket(4, FOREIGN + SUPPORT), None),
        ("a ticket of 1 octet", Ticket(5, ALLOWED, None, True, size=1), "value"),
        ("migration_allowed with an octet", Ticket(6, ext(0xFE4E, b"\x00")), "not_empty"),
        ("migration_allowed twice", Ticket(7, ALLOWED + ALLOWED), "duplicate"),
        ("an octet behind the token", Ticket(8, ext(0xFE4F, token.octets + b"\x00")), "trailing_data"),
        ("the token cut short", Ticket(9, ext(0xFE4F, token.octets[:-1])), "truncated"),
        ("address type 2", Ticket(10, ext(0xFE4F, b"\x02" + token.octets[1:])), "unknown_value"),
        ("the token runs past the block", Ticket(11, HALF), "truncated"),
        ("another extension twice, behind ours", Ticket(12, ALLOWED + FOREIGN + FOREIGN), "duplicate"),
        ("another extension twice, before ours", Ticket(13, FOREIGN + FOREIGN + ALLOWED), None),
        ("another extension runs past the block, behind ours", Ticket(14, ALLOWED + FOREIGN[:-1]), "truncated"),
        ("another extension runs past the block, ours inside it", Ticket(15, u16(42) + u16(99) + ALLOWED), None),
        ("the block runs past the message, ours in it", Ticket(16, ALLOWED, block_length=5), None),
        ("octets behind the block, ours in it", Ticket(17, ALLOWED, after=b"\x00\x00"), "trailing_data"),
        ("octets behind the block, no extension of ours", Ticket(18, FOREIGN, after=b"\x00\x00"), None),
        ("well-formed again", Ticket(19, ALLOWED, None, True), "value")):
    c.post(ticket.octets, note=f"NewSessionTicket, {note}")
    if expected == "value":
        cap.ticket(ticket)
    elif expected:
        cap.expect("new_session_ticket", error=expected)
cap.pcap()

session = Session("hellos")
token = session.token()
cap = Capture("hellos", "ClientHellos, well-formed and malformed. A malformed one is an element only if one "
              "of our extension types was read before the fault. One with an error has no verdict.", session)
for n, (note, build, expected) in enumerate((
        ("none of our extensions", lambda c: c.hello(OTHER), None), ("pre_shared_key alone", lambda c: c.hello(PSK), None),
        ("no extensions at all", lambda c: c.hello_around(b""), None),
        ("migration_allowed, which is foreign here", lambda c: c.hello(ALLOWED, OTHER), None),
        ("support", lambda c: c.hello(SUPPORT, OTHER), {"support": True}),
        ("support and pre_shared_key", lambda c: c.hello(SUPPORT, PSK), {"support": True, "psk": True}),
        ("support in a block of 8 octets", lambda c: c.hello_around(vec2(SUPPORT + ext(23))), {"support": True}),
        ("token and pre_shared_key", lambda c: c.hello(token.extension, PSK),
         {"token": token, "psk": True, "verdict": "valid"}),
        ("a token without pre_shared_key", lambda c: c.hello(token.extension), "missing"),
        ("support, and a token without pre_shared_key", lambda c: c.hello(SUPPORT, token.extension), "missing"),
        ("support with an octet", lambda c: c.hello(ext(0xFE4D, b"\x00")), "not_empty"),
        ("support twice", lambda c: c.hello(SUPPORT, OTHER, SUPPORT), "duplicate"),
        ("another extension twice, behind ours", lambda c: c.hello(SUPPORT, OTHER, OTHER), "duplicate"),
        ("another extension twice, before ours", lambda c: c.hello(OTHER, OTHER, SUPPORT), None),
        ("pre_shared_key not last, ours before it", lambda c: c.hello(SUPPORT, PSK, OTHER), "misplaced"),
        ("octets of no extension behind pre_shared_key, ours before it",
         lambda c: c.hello(token.extension, PSK, b"\x00"), "misplaced"),
        ("an octet behind the token", lambda c: c.hello(ext(0xFE4F, token.octets + b"\x00"), PSK), "trailing_data"),
        ("the token's nonce too short", lambda c: c.hello(ext(0xFE4F, session.token(nonce=run(15)).octets), PSK),
         "length_out_of_range"),
        ("the token's signature cut short", lambda c: c.hello(ext(0xFE4F, token.octets[:-1]), PSK), "truncated"),
        ("the token of no octets", lambda c: c.hello(ext(0xFE4F), PSK), "truncated"),
        ("support runs past the block", lambda c: c.hello(OTHER, u16(0xFE4D) + u16(3)), "truncated"),
        ("support's type ends the block", lambda c: c.hello(OTHER, u16(0xFE4D)), "truncated"),
        ("another extension runs past the block, behind ours", lambda c: c.hello(SUPPORT, OTHER[:-1]), "truncated"),
        ("another extension runs past the block, ours inside it", lambda c: c.hello(u16(16) + u16(99) + SUPPORT), None),
        ("octets behind the block, ours in it", lambda c: c.hello_around(vec2(SUPPORT + OTHER) + b"\x00"), "trailing_data"),
        ("octets behind the block, a token without pre_shared_key in it",
         lambda c: c.hello_around(vec2(token.extension) + b"\x00"), "trailing_data"),
        ("octets behind the block, none of ours", lambda c: c.hello_around(vec2(OTHER) + b"\x00"), None),
        ("the block runs past the message, ours in it", lambda c: c.hello_around(u16(99) + SUPPORT + OTHER), None),
        ("cipher suites of an odd length, ours behind them", lambda c: c.hello(SUPPORT, suites=vec2(b"\x13\x01\x00")),
         None))):
    c = Connection(cap, 50000 + n, labels=())
    c.say(build(c), f"ClientHello: {note}")
    if isinstance(expected, dict):
        cap.hello(**expected)
    elif expected:
        cap.expect("client_hello", error=expected)
    c.send("server", record(ALERT, b"\x02\x32"), "decode_error")
cap.pcap()

for name, comment, points in (
        ("code-points", "All code points other than the defaults, which are foreign here.",
         {"migration_support": 0xFF01, "migration_allowed": 0xFF02, "migration_token": 0xFF03, "migrate_notify": 200,
          "migrate_request": 201}),
        ("one-code-point", "One code point other than the default: the others keep theirs.", {"migration_token": 0xFF03})):
    session = Session(name)
    cap = Capture(name, comment, session, code_points=points)
    kind = {"migration_support": 0xFE4D, "migration_allowed": 0xFE4E, "migrate_notify": 253, "migrate_request": 253} | points
    changed = len(points) > 1
    token = session.token(kind=kind["migration_token"])
    usual = session.token(nonce=drawn(16, "usual"))
    c = Connection(cap, 50000)
    cap.hello(support=True, frame=c.connect(ext(kind["migration_support"])))
    ticket = Ticket(f"{name}/1", token.extension, token)
    c.post(ticket.octets)
    cap.ticket(ticket)
    ticket = Ticket(f"{name}/2", ext(kind["migration_allowed"]) + usual.extension, allowed=True)
    c.post(ticket.octets, note="NewSessionTicket with migration_allowed, and the usual type of migration_token")
    cap.ticket(ticket)
    c.post(Ticket(f"{name}/3", usual.extension).octets, note="NewSessionTicket with the usual type of migration_token")
    c.post(request(b"here", kind["migrate_request"]), note="migrate_request")
    cap.request(b"here")
    c.alert(description=kind["migrate_notify"])
    cap.notify()
    c.alert(note="alert 253")
    if not changed:
        cap.notify()
    c.post(request(b"there"), note="message 253")
    if not changed:
        cap.request(b"there")
    c = Connection(cap, 50001, labels=())
    c.say(c.hello(SUPPORT), "ClientHello with the usual type of migration_support")
    if not changed:
        cap.hello(support=True)
    c = Connection(cap, 50002, labels=())
    c.say(c.hello(usual.extension, PSK), "ClientHello with the usual type of migration_token")
    c = Connection(cap, 50003, B, labels=())
    c.say(c.hello(token.extension, psk(ticket.identity)))
    cap.hello("valid", token=token, psk=True)
    cap.pcap()

# Verdicts

session, second, stranger = Session("verdicts"), Session("verdicts/2", "sha384"), Session("verdicts/3")
cap = Capture("verdicts",
              "Every verdict but replayed, and which comes first where two apply. The ticket is of no connection in "
              "the capture, so that the session is found by the token's session_id.", session, second)
for n, (note, token, verdict) in enumerate((
        ("valid", session.token(), "valid"), ("valid, with SHA-384", second.token(), "valid"),
        ("the target is not checked", session.token(("203.0.113.9", 0), nonce=run(16, 1)), "valid"),
        ("a nonce of 255 octets", session.token(nonce=run(255)), "valid"),
        ("expiry at the end of its range", session.token(expiry=2 ** 64 - 1, nonce=run(16, 2)), "valid"),
        ("a bit of the signature flipped", session.token(nonce=run(16, 3), flip=1), "bad_signature"),
        ("a bit flipped, SHA-384", second.token(nonce=run(16, 3), flip=128), "bad_signature"),
        ("signed by another session", stranger.token(session_id=session.id), "bad_signature"),
        ("signed with the other hash", Session("verdicts", "sha384").token(session_id=session.id), "bad_signature"),
        ("expired", session.token(expiry=START - 1, nonce=run(16, 4)), "expired"),
        ("expiry 0", session.token(expiry=0, nonce=run(16, 5)), "expired"),
        ("expired, and a bit of the signature flipped", session.token(expiry=1, flip=1), "bad_signature"),
        ("no secret of this session", stranger.token(), "unknown_session"),
        ("no secret of this session, expired, a bit of the signature flipped", stranger.token(expiry=1, flip=1),
         "unknown_session"),
        ("a session_id of 33 octets", session.token(session_id=session.id + b"\x00", nonce=run(16, 6)), "unknown_session"),
        ("a session_id of 255 octets", session.token(session_id=run(255), nonce=run(16, 7)), "unknown_session"))):
    c = Connection(cap, 50000 + n, B, labels=())
    c.say(c.hello(token.extension, PSK), f"ClientHello: {note}")
    cap.hello(verdict, token=token, psk=True)
cap.pcap()

session, second = Session("sessions"), Session("sessions/2")
cap = Capture("sessions",
              "Which session: that of the connection whose ticket is the first PSK identity, known by the tokens of "
              "that connection's tickets; where no ticket is it, by the token's session_id.", session, second)
c, ticket = issue(cap, session)
plain = Ticket("sessions/plain")
c.post(plain.octets, note="NewSessionTicket without a token, of the same connection")
c, ticket2 = issue(cap, second, 50001)
for n, (note, token, identities, verdict) in enumerate((
        ("the ticket of its own session", session.token(), [ticket.identity], "valid"),
        ("the ticket of another session", session.token(nonce=run(16, 1)), [ticket2.identity], "session_mismatch"),
        ("the ticket of another session, expired, a bit of the signature flipped", session.token(expiry=1, flip=1),
         [ticket2.identity], "session_mismatch"),
        ("the ticket without a token, of its own session's connection", session.token(nonce=run(16, 2)),
         [plain.identity], "valid"),
        ("the ticket without a token, of another session's connection", second.token(nonce=run(16, 2)),
         [plain.identity], "session_mismatch"),
        ("a session_id of 33 octets with a ticket", session.token(session_id=session.id + b"\x00"), [ticket.identity],
         "session_mismatch"),
        ("a ticket that was not seen", session.token(nonce=run(16, 3)), [b"another ticket"], "valid"),
        ("a ticket that differs in its last octet", second.token(nonce=run(16, 3)), [ticket.identity[:-1] + b"\x00"],
         "valid"),
        ("a ticket that goes on behind one that was seen", second.token(nonce=run(16, 4)),
         [ticket.identity + b"\x00"], "valid"),
        ("first the ticket of its own session, then that of another", session.token(nonce=run(16, 5)),
         [ticket.identity, ticket2.identity], "valid"),
        ("first the ticket of another session, then that of its own", session.token(nonce=run(16, 6)),
         [ticket2.identity, ticket.identity], "session_mismatch"),
        ("first a ticket that was not seen, then that of another session", session.token(nonce=run(16, 7)),
         [b"x", ticket2.identity], "valid"),
        ("the nonce of a token that did not match: it was not used", session.token(nonce=run(16, 1)),
         [ticket.identity], "valid"))):
    c = Connection(cap, 50002 + n, B, labels=())
    c.say(c.hello(token.extension, psk(*identities)), f"ClientHello: {note}")
    cap.hello(verdict, token=token, psk=True)
cap.pcap()

session, second = Session("link"), Session("link/2")
cap = Capture("link",
              "The ticket was sent before the token is presented, but by a connection whose ClientHello was captured later: "
              "tickets count wherever they stand in the capture.", session, second)
c = Connection(cap)
hello = c.hello(SUPPORT)
c.open()
c.send("server", c.answer(), "ServerHello to Finished")
ticket = with_token("link", session.token())
c.post(ticket.octets)
cap.ticket(ticket)
move(cap, second.token(), ticket.identity, "session_mismatch")
move(cap, session.token(), ticket.identity, "valid", port=50002)
c.say(hello, "ClientHello, captured late")
cap.hello(support=True)
c.send("client", c.finish(), "Finished")
cap.pcap()

session = Session("identities")
cap = Capture("identities",
              "A pre_shared_key whose inside can't be read has no first identity: the session is found by session_id. "
              "The message is not malformed by it.", session)
for n, (note, inside) in enumerate((
        ("of no octets", b""), ("whose list of identities is empty", vec2(b"") + vec2(b"")),
        ("whose list ends in the first identity", vec2(u16(40) + b"ticket")),
        ("whose list runs past it", u16(99) + vec2(b"ticket") + b"\x00" * 4),
        ("whose first identity is empty", vec2(vec2(b"") + b"\x00" * 4) + vec2(vec1(run(32)))))):
    token = session.token(nonce=run(16, n))
    c = Connection(cap, 50000 + n, B, labels=())
    c.say(c.hello(token.extension, ext(41, inside)), f"ClientHello with a pre_shared_key {note}")
    cap.hello("valid", token=token, psk=True)
cap.pcap()

session, second = Session("replays"), Session("replays/2")
cap = Capture("replays",
              "A nonce is used up by the connection that presents it first and is accepted; it belongs to its session.",
              session, second)
token = session.token()
c = Connection(cap, 50000, B, labels=())
c.open()
hello = c.hello(token.extension, PSK)
c.say(hello)
cap.hello("valid", token=token, psk=True)
c.put("client", 0, record(HANDSHAKE, hello, 0x0301), "ClientHello, retransmitted")
for n, (note, token, octets, verdict) in enumerate((
        ("the same ClientHello, copied", token, hello, "replayed"),
        ("another ClientHello with the same token", token, None, "replayed"),
        ("another token with the same nonce", session.token(("192.0.2.81", 443), expiry=START + 99), None, "replayed"),
        ("the same nonce, expired", session.token(expiry=START - 9), None, "expired"),
        ("the same nonce, a bit of the signature flipped", session.token(flip=1), None, "bad_signature"),
        ("the same nonce in another session", second.token(nonce=drawn(16, "nonce", "replays")), None, "valid"),
        ("and again", second.token(nonce=drawn(16, "nonce", "replays")), None, "replayed"),
        ("a new nonce, expired", session.token(expiry=START - 9, nonce=run(16, 1)), None, "expired"),
        ("the nonce of the one that was expired", session.token(nonce=run(16, 1)), None, "valid"),
        ("a new nonce, a bit of the signature flipped", session.token(nonce=run(16, 2), flip=1), None, "bad_signature"),
        ("the nonce of the one with a bad signature", session.token(nonce=run(16, 2)), None, "valid"),
        ("a nonce that one begins with", session.token(nonce=run(17, 2)), None, "valid"),
        ("that nonce once more", session.token(nonce=run(17, 2)), None, "replayed")), 1):
    c = Connection(cap, 50000 + n, B, labels=())
    c.say(octets or c.hello(token.extension, PSK), f"ClientHello: {note}")
    cap.hello(verdict, token=token, psk=True)
cap.pcap()

for name, comment, more in (("no-secrets", "No secrets are given: no verdict.", {}),
                            ("empty-secrets", "The list of secrets is empty: no verdict.",
                             {"resumption_master_secrets": []})):
    session = Session(name)
    cap = Capture(name, comment, **more)
    c, ticket = issue(cap, session)
    move(cap, session.token(), ticket.identity, None)
    move(cap, session.token(expiry=0, flip=1), ticket.identity, None, port=50002)
    cap.pcap()


if __name__ == "__main__":
    sys.exit(write_or_check(files, "generate_tls.py"))

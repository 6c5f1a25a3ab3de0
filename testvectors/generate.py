#!/usr/bin/env python3
"""Writes rulings/*.json and captures/synthetic-*: tests of rules that the other files leave untested.

    python3 testvectors/generate.py            write the files
    python3 testvectors/generate.py --check    exit 1 where a file is not what this script writes

Every expectation stands here by hand, beside the octets that it is about; the rules are in README.md. Only signatures
are computed, and the session_id and key that they take.
Nothing is drawn at random, so the files are the same octet for octet wherever the script runs.
Python 3.11, standard library only.
"""

import hashlib
import hmac
import itertools
import struct
import sys

from octets import (NAMES, block, enhanced, ethernet, fragment6, ip, ip4, ip6, lines, obsolete, option, pcap_frame,
                    pcap_header, run, section, segment, simple, u8, u16, u24, u32, write_or_check)

FLAGS = {
    "BoundaryLength": "a length at the end of its range, or one step outside it",
    "BoundaryValue": "a number at the end of its range, or one step beside it; zeros at an end of a secret",
    "CodePoints": "run-time code points other than the defaults",
    "Duplicate": "an extension type twice",
    "FirstFault": "more than one thing is wrong: the reason is the one that the rules put first",
    "Foreign": "an element that belongs to somebody else and is not looked into",
    "Forgery": "made of another token without its key",
    "Framing": "a length, a list or a message that does not fit what encloses it",
    "Misplaced": "pre_shared_key is not the last extension",
    "Reading": "tells two readings of a document apart: of the signed content, or of ReqNo's octet",
    "TrailingData": "octets left over",
    "Truncated": "the octets end too early",
}
DRAFT_00 = "draft-wang-tls-service-affinity-00, section 4"
DRAFT_03 = "draft-wang-tls-service-affinity-03"
AFFINITY = "draft-wang-tcpm-tcp-service-affinity-option-06, section 4"

files = {}                                                    # path below testvectors/ -> octets


def ok(comment, octets, value, *flags):
    return {"comment": comment, "flags": list(flags), "hex": octets.hex(), "result": "valid", "value": value}


def bad(comment, octets, reason, *flags):
    return {"comment": comment, "flags": list(flags), "hex": octets.hex(), "result": "invalid", "reason": reason}


def vectors(name, structure, spec, tests, code_points=None):
    head = {"format": "rehome-vectors/1", "structure": structure, "spec": spec}
    if code_points:
        head["code_points"] = code_points
        tests = [test | {"flags": test["flags"] + ["CodePoints"]} for test in tests]
    head["flags"] = {flag: text for flag, text in FLAGS.items() if any(flag in test["flags"] for test in tests)}
    tests = [{"id": number} | test for number, test in enumerate(tests, 1)]
    files[f"rulings/{name}.json"] = lines(head, "tests", tests)


# TLS: the pieces

SUPPORT, ALLOWED, TOKEN, PSK = 0xFE4D, 0xFE4E, 0xFE4F, 41


def token(kind=0, session_id=32, nonce=16, signature=32):
    address = u8(kind) + (ip("2001:db8::40") if kind == 1 else ip("192.0.2.40"))
    return (address + u16(443) + u8(session_id) + run(session_id, 0x20) + (1790000000).to_bytes(8, "big")
            + u8(nonce) + run(nonce, 0x80) + u8(signature) + run(signature, 0xC0))


TOKEN_VALUE = {"target_address": {"address": "192.0.2.40", "port": 443}, "session_id": run(32, 0x20).hex(),
               "expiry_timestamp": "1790000000", "nonce": run(16, 0x80).hex(), "signature": run(32, 0xC0).hex()}


def ext(kind, data=b"", length=None):
    return u16(kind) + u16(len(data) if length is None else length) + data


def message(kind, body, length=None, after=b""):
    return u8(kind) + u24(len(body) if length is None else length) + body + after


START = u16(0x0303) + run(32, 0x60)                           # legacy_version and random
BEFORE_BLOCK = START + b"\x00" + u16(2) + u16(0x1301) + b"\x01\x00"


def hello(block, block_length=None, after_block=b"", **framing):
    """A ClientHello around an extensions block."""
    body = BEFORE_BLOCK + u16(len(block) if block_length is None else block_length) + block + after_block
    return message(1, body, **framing)


def hello_value(support=False, token=None, psk=False):
    return {"migration_support": support, "migration_token": token, "pre_shared_key": psk,
            "migration_attempt": token is not None and psk}


support, psk = ext(SUPPORT), ext(PSK, u16(7) + u16(1) + b"i" + u32(0) + u16(33) + u8(32) + run(32))
own_token, no_token_type = ext(TOKEN, token()), ext(TOKEN, token(kind=2))
nonempty, foreign = ext(SUPPORT, b"\x00"), ext(0x3374, b"foreign")
many = [ext(0x1000 + n) for n in range(16383)]                # as many as 65535 octets hold; none of ours

hello_tests = [
    # Small blocks: fewer than 8 octets are allowed, and are read like any other block.
    *(bad(f"a block of {n} octets: no whole extension", hello(ext(0x3374)[:n]), "truncated", "BoundaryLength", "Truncated")
      for n in (1, 2, 3)),
    *(ok(f"a block of {n + 4} octets, one foreign extension", hello(ext(0x3374, run(n))), hello_value(), "BoundaryLength",
         "Foreign") for n in (0, 1, 2, 3)),
    ok("a block of 4 octets: pre_shared_key, which is not looked into", hello(ext(PSK)), hello_value(psk=True),
       "BoundaryLength", "Foreign"),
    bad("a block of 6 octets: migration_support, then half an extension", hello(support + b"\x33\x74"), "truncated",
        "BoundaryLength", "Truncated"),
    # What is foreign.
    ok("pre_shared_key that does not parse, after a token", hello(own_token + ext(PSK, b"\xff")),
       hello_value(token=TOKEN_VALUE, psk=True), "Foreign"),
    ok("migration_allowed is foreign here", hello(support + ext(ALLOWED)), hello_value(support=True), "Foreign"),
    ok("migration_allowed with octets in it is foreign here", hello(ext(ALLOWED, b"\x00\x00")), hello_value(), "Foreign"),
    bad("foreign migration_allowed twice", hello(ext(ALLOWED) + ext(ALLOWED)), "duplicate", "Duplicate", "Foreign"),
    # A length is judged when it is read, even where the octets end with it.
    bad("a session id of 33, and the body ends", message(1, START + u8(33)), "length_out_of_range", "FirstFault"),
    bad("cipher suites of 3 octets, and the body ends", message(1, START + u8(0) + u16(3)), "length_out_of_range", "FirstFault"),
    bad("cipher suites of 65535 octets, and the body ends", message(1, START + u8(0) + u16(65535)), "length_out_of_range",
        "FirstFault"),
    bad("no compression method, and the body ends", message(1, BEFORE_BLOCK[:-2] + u8(0)), "length_out_of_range", "FirstFault"),
    bad("half the length of the cipher suites", message(1, START + u8(0) + b"\x00"), "truncated", "Truncated"),
    bad("cipher suites of 4 octets where 2 are left in the body", message(1, START + u8(0) + u16(4) + u16(0x1301)),
        "truncated", "Truncated"),
    # The frame of the message.
    bad("another message, and nothing else", b"\x02", "wrong_type", "FirstFault"),
    bad("another message, longer than the octets that are there", message(2, b"", length=9), "wrong_type", "FirstFault"),
    bad("another message, and octets after it", message(2, BEFORE_BLOCK, after=b"\x00"), "wrong_type", "FirstFault"),
    bad("the message runs past the octets, with a session id of 33 inside", message(1, START + u8(33) + run(33), length=99),
        "truncated", "FirstFault", "Framing"),
    bad("the message ends one octet before its block, and that octet is there", hello(support, length=46), "truncated",
        "Framing", "FirstFault"),
    bad("the message ends inside the session id, and the octets are there",
        message(1, START + u8(32), after=run(40)), "truncated", "Framing", "FirstFault"),
    bad("migration_support that is not empty, and an octet after the message", hello(nonempty, after=b"\x00"), "not_empty",
        "FirstFault", "TrailingData"),
    bad("a token without pre_shared_key, and an octet after the message", hello(own_token, after=b"\x00"), "missing",
        "FirstFault", "TrailingData"),
    # The frame of the block.
    bad("a token without pre_shared_key, and an octet after the block", hello(own_token, after_block=b"\x00"), "trailing_data",
        "FirstFault", "TrailingData"),
    bad("migration_support that is not empty, and an octet after the block", hello(nonempty, after_block=b"\x00"), "not_empty",
        "FirstFault", "TrailingData"),
    bad("a repeated extension, and an octet after the block", hello(support + support, after_block=b"\x00"), "duplicate",
        "FirstFault", "Duplicate", "TrailingData"),
    bad("pre_shared_key ends the block, an octet follows the block", hello(own_token + psk, after_block=b"\x00"),
        "trailing_data", "TrailingData"),
    bad("the block runs past the body, with a migration_support inside that is not empty", hello(nonempty, block_length=6),
        "truncated", "FirstFault", "Framing"),
    bad("the block runs past the body, with a repeated extension inside", hello(support + support, block_length=9), "truncated",
        "FirstFault", "Framing"),
    bad("the block runs past the body, with a token and no pre_shared_key inside",
        hello(own_token, block_length=len(own_token) + 1), "truncated", "FirstFault", "Framing"),
    # The frame of an extension comes before its content.
    bad("migration_support of length 3, cut by the block's end", hello(ext(SUPPORT, b"\x00\x00", length=3)), "truncated",
        "FirstFault", "Framing"),
    bad("migration_support of length 3, cut by the block's end, with octets after the block",
        hello(ext(SUPPORT, b"\x00\x00", length=3), after_block=b"\x00"), "truncated", "FirstFault", "Framing"),
    bad("a token with address type 2, cut by the block's end", hello(ext(TOKEN, token(kind=2), length=99)), "truncated",
        "FirstFault", "Framing"),
    bad("a token without pre_shared_key, then an extension cut by the block's end", hello(own_token + ext(0x3374, length=1)),
        "truncated", "FirstFault", "Framing"),
    bad("a token without pre_shared_key, then a migration_support that is not empty", hello(own_token + nonempty), "not_empty",
        "FirstFault"),
    bad("a token with an octet left over, and no pre_shared_key", hello(ext(TOKEN, token() + b"\x00")), "trailing_data",
        "FirstFault", "TrailingData"),
    bad("a token with an octet left over, and the token again", hello(ext(TOKEN, token() + b"\x00") + own_token),
        "trailing_data", "FirstFault", "TrailingData", "Duplicate"),
    # A repeated type is known once it is read, whatever follows it.
    bad("migration_support again, not empty", hello(support + nonempty), "duplicate", "FirstFault", "Duplicate"),
    bad("migration_support that is not empty, and again", hello(nonempty + support), "not_empty", "FirstFault", "Duplicate"),
    bad("a second copy that runs past the block", hello(foreign + ext(0x3374, length=1)), "duplicate", "FirstFault", "Duplicate"),
    bad("a second copy with half a length", hello(foreign + ext(0x3374)[:3]), "duplicate", "FirstFault", "Duplicate"),
    bad("a second copy without a length", hello(foreign + ext(0x3374)[:2]), "duplicate", "FirstFault", "Duplicate"),
    bad("half the type of a second copy", hello(foreign + ext(0x3374)[:1]), "truncated", "Truncated"),
    bad("the token again, with address type 2", hello(own_token + no_token_type + psk), "duplicate", "FirstFault", "Duplicate"),
    bad("type 0 twice", hello(ext(0, b"sni") + ext(0)), "duplicate", "Duplicate", "Foreign"),
    bad("type 65535 twice", hello(ext(65535) + foreign + ext(65535)), "duplicate", "Duplicate", "Foreign"),
    ok("types that differ in one bit each are no copies", hello(support + b"".join(ext(0x3374 ^ 1 << n) for n in range(16))),
       hello_value(support=True), "Foreign"),
    ok("1000 extensions and migration_support", hello(b"".join(many[:1000]) + support), hello_value(support=True), "Foreign"),
    bad("600 extensions, and the last of them again", hello(b"".join(many[:600] + many[599:600])), "duplicate", "Duplicate",
        "Foreign"),
    bad("16383 extensions of 16382 types: the last repeats the first", hello(b"".join(many[:16382] + many[:1])), "duplicate",
        "Duplicate", "Foreign", "BoundaryLength"),
    # pre_shared_key is last, or misplaced, whatever follows it.
    *(bad(f"{n} of an extension's octets after pre_shared_key", hello(psk + support[:n]), "misplaced", "Misplaced",
          "FirstFault")
      for n in (1, 2, 3)),
    bad("pre_shared_key twice", hello(psk + psk), "misplaced", "Misplaced", "FirstFault", "Duplicate"),
    bad("pre_shared_key, another extension, pre_shared_key", hello(psk + foreign + psk), "misplaced", "Misplaced", "FirstFault",
        "Duplicate"),
    bad("after pre_shared_key a migration_support that is not empty", hello(psk + nonempty), "misplaced", "Misplaced",
        "FirstFault"),
    bad("after pre_shared_key a token with address type 2", hello(psk + no_token_type), "misplaced", "Misplaced", "FirstFault"),
    bad("after pre_shared_key an extension that runs past the block", hello(psk + ext(0x3374, length=1)), "misplaced",
        "Misplaced", "FirstFault", "Framing"),
    bad("after pre_shared_key a type that stood before it", hello(support + psk + support), "misplaced", "Misplaced",
        "FirstFault", "Duplicate"),
    bad("a misplaced pre_shared_key, and an octet after the block", hello(psk + support, after_block=b"\x00"), "misplaced",
        "Misplaced", "FirstFault", "TrailingData"),
    bad("pre_shared_key cut by the block's end", hello(own_token + psk[:-1]), "truncated", "Truncated", "Framing"),
    bad("pre_shared_key with half a length, after a token", hello(own_token + psk[:3]), "truncated", "Truncated", "FirstFault"),
    bad("a migration_support that is not empty, then a misplaced pre_shared_key", hello(nonempty + psk + foreign), "not_empty",
        "FirstFault", "Misplaced"),
    bad("a repeated extension, then a misplaced pre_shared_key", hello(foreign + foreign + psk + support), "duplicate",
        "FirstFault", "Duplicate", "Misplaced"),
]
vectors("client_hello", "client_hello", f"{DRAFT_00}; RFC 8446, section 4.1.2", hello_tests)

vectors("client_hello_one_code_point", "client_hello", f"{DRAFT_00}; RFC 8446, section 4.1.2", [
    ok("the token has the type that the file gives, migration_support its default", hello(support + ext(0x1234, token()) + psk),
       hello_value(support=True, token=TOKEN_VALUE, psk=True)),
    ok("the default of the token is foreign", hello(ext(TOKEN, b"\x00")), hello_value(), "Foreign"),
    bad("the given type needs pre_shared_key", hello(ext(0x1234, token())), "missing"),
], {"migration_token": 0x1234})


# NewSessionTicket

TICKET = u32(7200) + u32(0x01020304) + u8(2) + b"\x00\x01" + u16(6) + b"ticket"


def ticket(block, block_length=None, after_block=b"", **framing):
    body = TICKET + u16(len(block) if block_length is None else block_length) + block + after_block
    return message(4, body, **framing)


def ticket_value(allowed=False, token=None):
    return {"ticket_lifetime": 7200, "ticket_age_add": 0x01020304, "ticket_nonce": "0001", "ticket": b"ticket".hex(),
            "migration_allowed": allowed, "migration_token": token}


allowed, disallowed = ext(ALLOWED), ext(ALLOWED, b"\x00")
vectors("new_session_ticket", "new_session_ticket", f"{DRAFT_00}.2; {DRAFT_03}; RFC 8446, section 4.6.1", [
    *(bad(f"a block of {n} octets: no whole extension", ticket(ext(0x3374)[:n]), "truncated", "BoundaryLength", "Truncated")
      for n in (1, 2, 3)),
    *(ok(f"a block of {n + 4} octets, one foreign extension", ticket(ext(0x3374, run(n))), ticket_value(), "BoundaryLength",
         "Foreign") for n in (0, 1, 3)),
    ok("migration_support is foreign here", ticket(support + allowed), ticket_value(allowed=True), "Foreign"),
    ok("migration_support with octets in it is foreign here", ticket(nonempty), ticket_value(), "Foreign"),
    bad("foreign migration_support twice", ticket(support + nonempty), "duplicate", "Duplicate", "Foreign"),
    ok("pre_shared_key is foreign here, and need not be last", ticket(psk + own_token), ticket_value(token=TOKEN_VALUE),
       "Foreign"),
    bad("foreign pre_shared_key twice", ticket(psk + psk), "duplicate", "Duplicate", "Foreign"),
    ok("a token needs no pre_shared_key here", ticket(own_token + foreign), ticket_value(token=TOKEN_VALUE), "Foreign"),
    bad("a ticket of 0 octets, and the body ends", message(4, TICKET[:11] + u16(0)), "length_out_of_range", "FirstFault"),
    bad("half the length of the ticket", message(4, TICKET[:11] + b"\x00"), "truncated", "Truncated"),
    bad("a block of 65535 octets, and the body ends", ticket(b"", block_length=65535), "length_out_of_range", "FirstFault"),
    bad("a block of 65534 octets, and the body ends", ticket(b"", block_length=65534), "truncated", "BoundaryLength",
        "Truncated"),
    bad("another message, and nothing else", b"\x05", "wrong_type", "FirstFault"),
    bad("another message, longer than the octets that are there", message(1, b"", length=9), "wrong_type", "FirstFault"),
    bad("the message runs past the octets, with an empty ticket inside", message(4, TICKET[:11] + u16(0) + u16(0), length=16),
        "truncated", "FirstFault", "Framing"),
    bad("the message ends one octet before its block, and that octet is there", ticket(allowed, length=24), "truncated",
        "FirstFault", "Framing"),
    bad("the ticket runs past the body, and the octets are there", message(4, TICKET[:-1], after=b"t" + u16(0)), "truncated",
        "FirstFault", "Framing"),
    bad("migration_allowed that is not empty, and an octet after the message", ticket(disallowed, after=b"\x00"), "not_empty",
        "FirstFault", "TrailingData"),
    bad("migration_allowed that is not empty, and an octet after the block", ticket(disallowed, after_block=b"\x00"), "not_empty",
        "FirstFault", "TrailingData"),
    bad("a repeated extension, and an octet after the block", ticket(foreign + foreign, after_block=b"\x00"), "duplicate",
        "FirstFault", "Duplicate", "TrailingData"),
    bad("the block runs past the body, with a migration_allowed inside that is not empty", ticket(disallowed, block_length=6),
        "truncated", "FirstFault", "Framing"),
    bad("migration_allowed of length 3, cut by the block's end", ticket(ext(ALLOWED, b"\x00\x00", length=3)), "truncated",
        "FirstFault", "Framing"),
    bad("a token with address type 2, cut by the block's end", ticket(ext(TOKEN, token(kind=2), length=99)), "truncated",
        "FirstFault", "Framing"),
    bad("migration_allowed again, not empty", ticket(allowed + disallowed), "duplicate", "FirstFault", "Duplicate"),
    bad("the token again, cut by the block's end", ticket(own_token + own_token[:-1]), "duplicate", "FirstFault", "Duplicate"),
    bad("a second copy with half a length", ticket(allowed + allowed[:3]), "duplicate", "FirstFault", "Duplicate"),
    bad("half the type of a second copy", ticket(allowed + allowed[:1]), "truncated", "Truncated"),
    ok("types that differ in one bit each are no copies", ticket(b"".join(ext(0x3374 ^ 1 << n) for n in range(16)) + allowed),
       ticket_value(allowed=True), "Foreign"),
    bad("600 extensions, and the last of them again", ticket(b"".join(many[:600] + many[599:600])), "duplicate", "Duplicate",
        "Foreign"),
])

vectors("new_session_ticket_swapped_code_points", "new_session_ticket", f"{DRAFT_00}.2; {DRAFT_03}", [
    ok("each has the other's default", ticket(ext(ALLOWED, token()) + ext(TOKEN)), ticket_value(True, TOKEN_VALUE)),
    bad("a token where the defaults have one", ticket(own_token), "not_empty"),
], {"migration_allowed": TOKEN, "migration_token": ALLOWED})


# The other TLS structures

vectors("migration_token", "migration_token", f"{DRAFT_00}.2", [
    bad("address type 2, and nothing else", u8(2), "unknown_value", "FirstFault"),
    bad("a session_id of 31, and the octets end", token()[:7] + u8(31), "length_out_of_range", "FirstFault"),
    bad("a session_id of 0, and the octets end", token(kind=1)[:19] + u8(0), "length_out_of_range", "FirstFault"),
    bad("a session_id of 255 where 32 octets follow", token()[:7] + u8(255) + run(32), "truncated", "Truncated"),
    bad("a nonce of 15, and the octets end", token()[:48] + u8(15), "length_out_of_range", "FirstFault"),
    bad("a signature of 31, and the octets end", token()[:65] + u8(31), "length_out_of_range", "FirstFault"),
    bad("a nonce of 15 and a signature of 31", token(nonce=15, signature=31), "length_out_of_range", "FirstFault"),
    bad("a nonce of 16 that takes the signature's length for its last octet", token(nonce=15)[:48] + u8(16)
        + token(nonce=15)[49:], "truncated", "Truncated"),
])

vectors("migrate_request", "migrate_request", f"{DRAFT_03}, MigrateRequest", [
    bad("another message, longer than the octets that are there", message(252, b"", length=9), "wrong_type", "FirstFault"),
    bad("another message, and octets after it", message(252, u16(0), after=b"\x00"), "wrong_type", "FirstFault"),
    bad("the target runs past the body, and the octets are there", message(253, u16(3) + b"ab", after=b"c"), "truncated",
        "FirstFault", "Framing"),
    bad("half the target's length in the body, the other half after it", message(253, b"\x00", after=b"\x00"), "truncated",
        "FirstFault", "Framing"),
    bad("the message runs past the octets, with an octet after the target", message(253, u16(1) + b"ab", length=5), "truncated",
        "FirstFault", "Framing"),
])

vectors("migrate_request_one_code_point", "migrate_request", f"{DRAFT_03}, MigrateRequest", [
    ok("the type that the file gives", message(254, u16(1) + b"B"), {"target": "42"}),
    bad("the default is another message", message(253, u16(1) + b"B"), "wrong_type"),
], {"migrate_request": 254})

vectors("migrate_notify_one_code_point", "migrate_notify", f"{DRAFT_00}.3", [
    ok("the description that the file gives", b"\x01\xff", {"level": "warning"}),
    bad("the default is another alert", b"\x01\xfd", "wrong_type"),
    bad("level 0, and octets left over", b"\x00\xff\x00", "unknown_value", "FirstFault"),
], {"migrate_notify": 255})


# TCP

def header_value(flags, options, padding="", reserved=0):
    return {"source_port": 50000, "destination_port": 443, "sequence_number": 1, "acknowledgment_number": 2,
            "reserved": reserved, "flags": flags, "window": 1024, "checksum": 0, "urgent_pointer": 0,
            "options": options, "padding": padding}


AFF4, AFF6 = option(79, ip("192.0.2.40") + u16(443)), option(80, ip("2001:db8:1::40") + u16(443))
INSECURE, SECURE = option(15, b"\x00"), option(15, b"\x03" + run(17, 0x50))
MIGRATE = option(16, b"\x81" + run(8, 0x10) + run(8, 0x90))
AFF4_VALUE = {"kind": 79, "name": "service_affinity", "layout": "compact", "address": "192.0.2.40", "port": 443}
AFF6_VALUE = {"kind": 80, "name": "service_affinity", "layout": "compact", "address": "2001:db8:1::40", "port": 443}
INSECURE_VALUE = {"kind": 15, "name": "migrate_permitted", "variant": "insecure"}
SECURE_VALUE = INSECURE_VALUE | {"variant": "secure", "curve": 3, "key_data": run(17, 0x50).hex()}
MIGRATE_VALUE = {"kind": 16, "name": "migrate", "reqno_octet": 129, "token": run(8, 0x10).hex(), "request": run(8, 0x90).hex()}
NOP_VALUE = {"kind": 1, "name": "nop"}

vectors("tcp_option", "tcp_option", AFFINITY, [
    *(bad(f"kind {kind} with length {length}, wholly there", option(kind, run(length - 2)), "length_out_of_range",
          "BoundaryLength", *["FirstFault"] * (kind in (79, 80, 15, 16)))
      for kind, length in ((30, 41), (79, 41), (80, 41), (15, 42), (16, 60), (255, 255))),
    bad("kind 30 with length 41, one octet short", option(30, run(38), length=41), "truncated", "BoundaryLength", "Truncated"),
    bad("kind 79 with length 41, 8 octets there", AFF4[:1] + u8(41) + AFF4[2:], "truncated", "FirstFault", "Framing"),
    bad("kind 79 with length 9, one octet short", AFF4[:1] + u8(9) + AFF4[2:], "truncated", "FirstFault", "Framing"),
    bad("kind 16 with length 255 and nothing else", b"\x10\xff", "truncated", "FirstFault", "Framing"),
    bad("kind 15 with length 20 and curve 0, one octet short", option(15, bytes(17), length=20), "truncated", "FirstFault",
        "Framing"),
    bad("end of list and an octet", b"\x00\x00", "trailing_data", "TrailingData"),
])

vectors("tcp_options", "tcp_options", f"{AFFINITY}; RFC 9293, section 3.1", [
    bad("an area of 41 octets, all NOP", b"\x01" * 41, "length_out_of_range", "BoundaryLength"),
    bad("an area of 41 octets, an end of list first", bytes(41), "length_out_of_range", "BoundaryLength"),
    bad("an area of 44 octets, kind 79 with length 9 first", option(79, run(7)) + b"\x01" * 35, "length_out_of_range",
        "BoundaryLength", "FirstFault"),
    bad("an area of 41 octets, its first option past the end", option(30, run(39), length=50), "length_out_of_range",
        "BoundaryLength", "FirstFault"),
    bad("an area of 41 octets, one option", option(79, run(39)), "length_out_of_range", "BoundaryLength", "FirstFault"),
    bad("kind 15 with length 20 and curve 0, past the end by one", option(15, bytes(17), length=20), "truncated", "FirstFault",
        "Framing"),
    bad("kind 15 with length 3 and no curve", b"\x01\x0f\x03", "truncated", "Framing"),
    ok("Migrate-Permitted twice, beside Migrate: the list does not mind", INSECURE + MIGRATE + INSECURE,
       {"options": [INSECURE_VALUE, MIGRATE_VALUE, INSECURE_VALUE], "padding": ""}),
])

vectors("tcp_header", "tcp_header", f"RFC 9293, section 3.1; {AFFINITY}", [
    bad("data offset 5, an octet after it", segment(["SYN"]) + b"\x00", "trailing_data", "TrailingData"),
    bad("data offset 5, four octets after it that would be an option", segment(["SYN"]) + option(2, u16(1460)), "trailing_data",
        "TrailingData"),
    bad("data offset 7, a payload", segment(["FIN"], AFF4, payload=b"data"), "trailing_data", "TrailingData"),
    bad("data offset 15, an octet after it", segment(["SYN"], b"\x01" * 40) + b"\x00", "trailing_data", "TrailingData",
        "BoundaryLength"),
    bad("data offset 0, and the octets end behind the flags", segment(["SYN"], offset=0)[:14], "length_out_of_range",
        "FirstFault", "BoundaryLength"),
    bad("data offset 4, and the octets end behind the flags", segment(["SYN"], offset=4)[:14], "length_out_of_range",
        "FirstFault", "BoundaryLength"),
    bad("data offset 4, 19 octets", segment(["SYN"], offset=4)[:19], "length_out_of_range", "FirstFault"),
    bad("data offset 4, the flags are not there", segment(["SYN"], offset=4)[:13], "truncated", "FirstFault", "Truncated"),
    bad("data offset 4, an octet after the header", segment(["SYN"], offset=4) + b"\x00", "length_out_of_range", "FirstFault"),
    bad("data offset 7, 24 octets, the first option has length 0", segment(["FIN"], b"\x4f\x00\x00\x00", offset=7), "truncated",
        "FirstFault", "Framing"),
    bad("data offset 8, 28 octets, kind 79 with length 7 there", segment(["FIN"], option(79, run(5)), offset=8), "truncated",
        "FirstFault", "Framing"),
    bad("data offset 6, kind 79 with length 9 that runs past it", segment(["FIN"], option(79, run(2), length=9)), "truncated",
        "FirstFault", "Framing"),
    ok("options on a segment where they do not belong: validation, not decoding", segment(["RST"], AFF4 + INSECURE, reserved=5),
       header_value(["RST"], [AFF4_VALUE, INSECURE_VALUE, NOP_VALUE], reserved=5)),
])


# Keys. What OpenSSL computes of an input stands here by hand; tokens are signed by the script.

RFC_8446 = "RFC 8446, section 7.1"
NOW, EXPIRY = 1799999940, 1800000000
HERE, OTHER, HERE6 = ("192.0.2.44", 443), ("192.0.2.45", 443), ("2001:db8::44", 443)
NONCE = run(16, 0x80)
SECRETS = {"sha256": run(32, 0x30), "sha384": run(48, 0x30)}
HASHES, READINGS = ("sha256", "sha384"), ("encoded", "bare")
EACH = list(itertools.product(HASHES, READINGS))


def with_input(test, **members):
    return {key: test[key] for key in ("comment", "flags")} | {"input": members} | test


vectors("key_schedule", "key_schedule", f"{DRAFT_00}.2; {RFC_8446}", [
    with_input(ok(f"{hash_name}: {comment}", b"", {"session_id": session_id, "mac_key": mac_key},
                  *["BoundaryValue"] * ("zeros" in comment)), hash=hash_name, resumption_master_secret=secret.hex())
    for hash_name, comment, secret, session_id, mac_key in [
        ("sha256", "16 zeros in front", bytes(16) + run(16, 0xF0),
         "c364c5bf0515d6ec68e7bc5011699de0ac8daa67b6214aceaebc44813d27a1db",
         "cfd1300655fa8fb9145e2c2e93090bae67f58dbe51b84523c2141401869f3ca2"),
        ("sha256", "16 zeros at the end", run(16, 0xF0) + bytes(16),
         "d3c7b57b648e93924c068892e155574ae7b9a70bdc8b489bd4b7995952644fbb",
         "21e71a8097b100f6611ad2c505eefd2389a5a836206682608610c3f0b2c8bb37"),
        ("sha256", "the first 32 of the 48 octets below", run(32, 0x30),
         "a88bdce85c9f4aef4b662a98e63c40c6fdcf9d156c2aa1981e5ce48a685650ba",
         "29739799ddde79a055775fc81d50babdefb4c2da1b80251a79bbcbd45df7aa73"),
        ("sha384", "48 octets, the first 32 of which stand above", run(48, 0x30),
         "d0bbb1f0e1cfd0ca319011562deb74a90eed984a71fd2e4eb30826d50a67040b",
         "3d67cc3d86be6c44654421ffe576630fce0556b6ad516cc6d8bbc35e1f3dc663c5f4b1907fd1f77b08da8084712bb12a"),
        ("sha384", "24 zeros in front", bytes(24) + run(24, 0xE8),
         "cb9b56eb064b89dd5460aaae9e2940733ee005d818a9428b36b18f50b262a865",
         "1cc630dcb4c919b1456ea11e009277d951c6e9dd56990011f853bc99ebb2d30979af4219b2c03b86c42e18730bcec27f"),
        ("sha384", "16 zeros at the end", run(32, 0xE0) + bytes(16),
         "ff81e85acc40ad05d43101e1fa1d9beea39fd0c1f88b41e1cc3e6c51cad88cd8",
         "8b09837709881d1e661f7ddd92029237753f2c5053da9cc04b8789bd505075d719c15c082afa80f4d73b7e0d782f821c"),
        ("sha384", "32 zeros in front, as many as the other hash has octets", bytes(32) + run(16, 1),
         "939e0cc0655b38083fdd8758e0e29e32e5cef1df2cfa18a1a2df540668668c7f",
         "c00fac75a57996c0da25f4ac728e29147c3b00fce8ccee168464a6aa0f26f3e6f967c4c311642dc7bd2956daa181e248"),
        ("sha256", "what HMAC pads with within", b"\x36" * 32,
         "73ea0887d33d9c0ae6cf2749692861707096a4528d07fa16a8b5fbfeea1f8ae0",
         "d1bd4c97b03d0178604971f396ba0256e86a749b5d774817c4575e334096010e"),
        ("sha256", "what HMAC pads with without", b"\x5c" * 32,
         "b21fcd139f9314d41623073d13deef08c6be143d155bd4785f5fde5915d4f494",
         "f14343bdc3191ad232f76eb291fd2ac218af90ad6d2d18d4e5fa219316789da4"),
        ("sha384", "what HMAC pads with within", b"\x36" * 48,
         "92b2e81c23a8298a549c723dee36b00b16bb1307fa2a5697452ecfec181a7bbc",
         "a4edcc326924dddedded256ea8b6445bb1e739b2edeb90be0baccfdf45cd49a452a838fcc858131ce836b5c3e8ab7a18"),
        ("sha384", "what HMAC pads with without", b"\x5c" * 48,
         "a20f0bc4d88b92ad0c96ab58aab63437468395aae2d0fe5c3deb58f6a878045f",
         "7e507a5dd6ee8e4e5949ee9f2c1c248d2630ffe0eeb1ca0b97b0779adeae3eee8cd744036a3b292820f3966c8a2d6e1b"),
    ]
])


def derive(hash_name, label, length, context=b"", prefix=b"tls13 "):
    """HKDF-Expand-Label as long as it gives one block, which is one HMAC."""
    label = prefix + label
    info = u16(length) + u8(len(label)) + label + u8(len(context)) + context
    return hmac.digest(SECRETS[hash_name], info + b"\x01", hash_name)[:length]


IDS = {name: derive(name, b"migration id", 32) for name in HASHES}
MAC_KEYS = {name: derive(name, b"migration mac", len(SECRETS[name])) for name in HASHES}


def packed(target):
    address = ip(target[0])
    return u8(len(address) // 16) + address + u16(target[1])


def counted(octets):
    return u8(len(octets)) + octets


def encoded(address, session_id, expiry, nonce):
    return address + counted(session_id) + expiry + counted(nonce)


def bare(*fields):
    return b"".join(fields)


def unchanged(octets):
    return octets


def presented(comment, reason, *flags, hash="sha256", reading="encoded", now=NOW, own=(HERE,), used=(), target=HERE,
              session_id=None, expiry=EXPIRY, nonce=NONCE, key=None, content=None, signature=unchanged, damage=unchanged):
    """A test of a token that is right but for what is given; `reason` is none where it is taken.

    `content` makes what is signed of the fields, `signature` and `damage` change the right signature and the whole token.
    """
    session_id = IDS[hash] if session_id is None else session_id
    fields = packed(target), session_id, expiry.to_bytes(8, "big"), nonce
    signed = (content or {"encoded": encoded, "bare": bare}[reading])(*fields)
    tag = signature(hmac.digest(key or MAC_KEYS[hash], signed, hash))
    octets = damage(encoded(*fields) + counted(tag))
    value = {"target_address": {"address": target[0], "port": target[1]}, "session_id": session_id.hex(),
             "expiry_timestamp": str(expiry), "nonce": nonce.hex(), "signature": tag.hex()}
    test = bad(comment, octets, reason, *flags) if reason else ok(comment, octets, value, *flags)
    return with_input(
        test, hash=hash, resumption_master_secret=SECRETS[hash].hex(), now=str(now),
        local_addresses=None if own is None else [{"address": address, "port": port} for address, port in own],
        used_nonces=[octets.hex() for octets in used], signed_content=reading)


# What makes a token fail each of the checks, in their order.
FAULTS = {"truncated": {"damage": lambda o: o[:-1]}, "trailing_data": {"damage": lambda o: o + b"\x00"},
          "session_mismatch": {"session_id": run(32, 0x01)}, "bad_signature": {"signature": lambda s: bytes(len(s))},
          "expired": {"now": EXPIRY + 1}, "wrong_target": {"own": [OTHER]}, "replayed": {"used": [NONCE]}}


def faulty(name, reading, faults):
    given = {key: value for fault in faults for key, value in FAULTS[fault].items()}
    return presented(f"{name}, {reading}: {', '.join(faults)}", faults[0], "FirstFault", hash=name, reading=reading, **given)


order_tests = []
for name, reading, malformed in (("sha256", "encoded", "trailing_data"), ("sha384", "bare", "truncated")):
    checks = [malformed, *list(FAULTS)[2:]]
    order_tests += [faulty(name, reading, faults)
                    for faults in (*itertools.combinations(checks, 2), *(checks[first:] for first in range(4)))]

# Octets that end, or do not, and numbers that no token has: as for migration_token, whatever the keys say.
form_tests = [
    presented("no octets", "truncated", "Truncated", damage=lambda o: b""),
    *(presented(f"{count} octets: cut {where}", "truncated", "Truncated", damage=lambda o, count=count: o[:count])
      for count, where in ((1, "behind the type"), (4, "in the address"), (6, "in the port"), (7, "before session_id"),
                           (39, "in session_id"), (40, "before expiry"), (47, "in expiry"), (48, "before nonce"),
                           (64, "in nonce"), (65, "before signature"), (66, "behind its length"), (97, "in signature"))),
    presented("an IPv6 token cut to the length of an IPv4 token", "truncated", "Truncated", own=None, target=HERE6,
              damage=lambda o: o[:98]),
    presented("address type 255", "unknown_value", damage=lambda o: b"\xff" + o[1:]),
    presented("address type 1 over an IPv4 address: session_id begins in the wrong place", "length_out_of_range",
              damage=lambda o: b"\x01" + o[1:19] + u8(31) + o[20:]),
    presented("a session_id of the first 31 octets, signed", "length_out_of_range", "BoundaryLength",
              session_id=IDS["sha256"][:31]),
    presented("no session_id, signed", "length_out_of_range", "BoundaryLength", session_id=b""),
    presented("a nonce of 15, signed, bare", "length_out_of_range", "BoundaryLength", reading="bare", nonce=run(15)),
    presented("no nonce, signed", "length_out_of_range", "BoundaryLength", nonce=b""),
    presented("no signature", "length_out_of_range", "BoundaryLength", signature=lambda s: b""),
    presented("a nonce of 15 that was used", "length_out_of_range", "BoundaryLength", "FirstFault", nonce=run(15),
              used=[run(15)]),
    presented("the token twice", "trailing_data", "TrailingData", damage=lambda o: o + o),
    presented("an octet more than the signature's length says", "trailing_data", "TrailingData", hash="sha384",
              damage=lambda o: o + b"\x00"),
    presented("a signature of 33 where 32 octets are left", "truncated", "Truncated", damage=lambda o: o[:65] + u8(33) + o[66:]),
]

LONG = run(64, 0x80)


def moved(octets):
    """Moves octets from expiry and nonce into session_id, where the bare reading has no lengths."""
    def move(token):
        stream = token[8:40] + token[40:48] + token[49:49 + len(LONG)]
        end = 32 + octets
        return token[:7] + counted(stream[:end]) + stream[end:end + 8] + counted(stream[end + 8:]) + token[49 + len(LONG):]
    return move


reading_tests = [
    *(presented(f"{name}, signed {other}, read {reading}", "bad_signature", "Reading", hash=name, reading=reading,
                content={"encoded": encoded, "bare": bare}[other])
      for name, reading in EACH for other in READINGS if other != reading),
    *(presented(f"{name}, {reading}: signed with {what}", "bad_signature", "Reading", hash=name, reading=reading, content=content)
      for name, reading, what, content in (
          ("sha256", "encoded", "session_id's length alone", lambda a, s, e, n: a + counted(s) + e + n),
          ("sha256", "bare", "session_id's length alone", lambda a, s, e, n: a + counted(s) + e + n),
          ("sha384", "encoded", "the nonce's length alone", lambda a, s, e, n: a + s + e + counted(n)),
          ("sha384", "bare", "the nonce's length alone", lambda a, s, e, n: a + s + e + counted(n)),
          ("sha384", "encoded", "lengths of two octets", lambda a, s, e, n: a + b"\x00" + counted(s) + e + b"\x00" + counted(n)),
          ("sha256", "bare", "the signature's length behind", lambda *fields: bare(*fields) + u8(32)),
          ("sha256", "bare", "no address type", lambda a, *fields: bare(a[1:], *fields)),
          ("sha384", "encoded", "no address type", lambda a, *fields: encoded(a[1:], *fields)),
          ("sha256", "encoded", "no target_address", lambda a, *fields: encoded(b"", *fields)),
          ("sha256", "encoded", "no port", lambda a, *fields: encoded(a[:-2], *fields)),
          ("sha384", "bare", "no session_id", lambda a, s, e, n: a + e + n),
          ("sha256", "bare", "no nonce", lambda a, s, e, n: a + s + e),
          ("sha256", "encoded", "an expiry of four octets", lambda a, s, e, n: encoded(a, s, e[4:], n)),
          ("sha256", "bare", "an expiry that is little-endian", lambda a, s, e, n: bare(a, s, e[::-1], n)),
          ("sha384", "bare", "session_id before the address", lambda a, s, e, n: s + a + e + n),
          ("sha384", "encoded", "the nonce before the expiry", lambda a, s, e, n: a + counted(s) + counted(n) + e),
          ("sha256", "encoded", "nothing", lambda *fields: b""))),
    # One signature over several tokens: the reason to read the content as encoded.
    *(presented(f"{name}, bare: a token with a long nonce", None, "Forgery", hash=name, reading="bare", nonce=LONG)
      for name in HASHES),
    *(presented(f"{name}, bare: that token, used and expired, with {octets} moved into session_id: signature and expiry are good",
                "session_mismatch", "Forgery", hash=name, reading="bare", nonce=LONG, now=EXPIRY + 1, used=[LONG],
                damage=moved(octets))
      for name in HASHES for octets in (1, 7, 8, 9, 32, 48)),
    presented("sha256, encoded: an octet moved into session_id", "session_mismatch", "Forgery", nonce=LONG, damage=moved(1)),
    presented("sha256, bare: an octet moved from session_id into the expiry", "length_out_of_range", "Forgery", reading="bare",
              nonce=LONG[:63], damage=lambda o: o[:7] + counted(o[8:39]) + o[39:47] + counted(o[47:48] + o[49:112]) + o[112:]),
]


def content_of(name):
    return encoded(packed(HERE), IDS[name], EXPIRY.to_bytes(8, "big"), NONCE)


signature_tests = [
    presented(f"{name}, {reading}: {comment}", "bad_signature", "BoundaryLength", hash=name, reading=reading, signature=change)
    for name, reading in EACH for comment, change in (
        ("the right signature and a zero", lambda s: s + b"\x00"),
        ("the right signature and its first octet", lambda s: s + s[:1]),
        ("the right signature and zeros up to 255 octets", lambda s: s + bytes(255 - len(s))),
        ("a zero before the right signature", lambda s: b"\x00" + s),
        ("zeros in the signature's length", lambda s: bytes(len(s))),
        ("the right signature backwards", lambda s: s[::-1]),
        ("the right signature but for its first bit", lambda s: u8(s[0] ^ 0x80) + s[1:]),
        ("the right signature but for its last bit", lambda s: s[:-1] + u8(s[-1] ^ 1)))
] + [
    presented(f"sha384, {reading}: the right signature cut to {length}", "bad_signature", "BoundaryLength", hash="sha384",
              reading=reading, signature=lambda s, length=length: s[:length])
    for reading in READINGS for length in (32, 33, 47)
] + [
    presented("sha384: the last 32 octets of the right signature", "bad_signature", hash="sha384", signature=lambda s: s[16:]),
    presented("sha384: 32 octets by SHA-256 under the session's key", "bad_signature", hash="sha384",
              signature=lambda s: hmac.digest(MAC_KEYS["sha384"], content_of("sha384"), "sha256")),
    presented("sha256: 48 octets by SHA-384 under the session's key", "bad_signature",
              signature=lambda s: hmac.digest(MAC_KEYS["sha256"], content_of("sha256"), "sha384")),
]

key_tests = [
    test for name in HASHES for test in (
        presented(f"{name}: a MAC key without \"tls13 \" in its label", "bad_signature", hash=name,
                  key=derive(name, b"migration mac", len(SECRETS[name]), prefix=b"")),
        presented(f"{name}: a MAC key with the hash of nothing for its context", "bad_signature", hash=name,
                  key=derive(name, b"migration mac", len(SECRETS[name]), context=hashlib.new(name).digest())),
        presented(f"{name}: a MAC key under session_id's label", "bad_signature", hash=name,
                  key=derive(name, b"migration id", len(SECRETS[name]))),
        presented(f"{name}: a session_id under the MAC key's label, signed", "session_mismatch", hash=name,
                  session_id=derive(name, b"migration mac", 32)),
        presented(f"{name}: a session_id with the hash of nothing for its context, signed", "session_mismatch", hash=name,
                  session_id=derive(name, b"migration id", 32, context=hashlib.new(name).digest())))
] + [
    presented("sha384: a session_id that was derived with 33 octets, signed", "session_mismatch", "BoundaryLength", hash="sha384",
              session_id=derive("sha384", b"migration id", 33)),
] + [
    presented(f"{name}, {reading}: session_id and {comment}, signed", "session_mismatch", "BoundaryLength", hash=name,
              reading=reading, session_id=change(IDS[name]))
    for name, reading in EACH for comment, change in (
        ("a zero behind", lambda i: i + b"\x00"), ("zeros up to 255 octets", lambda i: i + bytes(223)),
        ("a zero in front", lambda i: b"\x00" + i))
]

END = 2 ** 64 - 1
time_tests = [
    presented(f"{name}, {reading}: expiry {expiry}, now {now}", reason, "BoundaryValue", hash=name, reading=reading,
              expiry=expiry, now=now)
    for name, reading, expiry, now, reason in (
        ("sha256", "bare", 0, 0, None), ("sha256", "bare", 0, 1, "expired"), ("sha384", "bare", 0, END, "expired"),
        ("sha384", "encoded", 1, 0, None), ("sha384", "bare", END, END, None), ("sha256", "bare", END, END, None),
        ("sha256", "encoded", END, END - 1, None), ("sha384", "bare", END - 1, END, "expired"),
        ("sha256", "encoded", 2 ** 63, 2 ** 63, None), ("sha256", "bare", 2 ** 63, 2 ** 63 + 1, "expired"),
        ("sha384", "encoded", 2 ** 63, 2 ** 63 - 1, None), ("sha384", "encoded", 2 ** 32 - 1, 2 ** 32, "expired"),
        ("sha256", "encoded", 2 ** 32, 2 ** 32 - 1, None), ("sha256", "encoded", 2 ** 32 + 5, 5, None),
        ("sha256", "encoded", 5, 2 ** 32 + 5, "expired"), ("sha256", "bare", EXPIRY, EXPIRY, None),
        ("sha384", "encoded", EXPIRY, EXPIRY, None), ("sha384", "encoded", EXPIRY, EXPIRY + 1, "expired"))
]

MAPPED = ("::ffff:192.0.2.44", 443)
target_tests = [
    presented(comment, reason, target=target, own=own) for comment, reason, target, own in (
        ("an IPv4 target, and the mapped address is the server's", "wrong_target", HERE, [MAPPED]),
        ("a mapped target, and the IPv4 address is the server's", "wrong_target", MAPPED, [HERE]),
        ("a mapped target, which is the server's", None, MAPPED, [MAPPED]),
        ("both are the server's, the target is the second", None, MAPPED, [HERE, MAPPED]),
        ("::192.0.2.44 is neither", "wrong_target", ("::c000:22c", 443), [HERE, MAPPED]),
        ("64:ff9b::192.0.2.44 is neither", "wrong_target", ("64:ff9b::c000:22c", 443), [HERE, MAPPED]),
        ("no address is the server's, IPv4", "wrong_target", HERE, []),
        ("no address is the server's, IPv6", "wrong_target", HERE6, []),
        ("no address is the server's, mapped", "wrong_target", MAPPED, []),
        ("the target is not checked, IPv6", None, HERE6, None),
        ("the target is not checked, the unspecified address and port 0", None, ("0.0.0.0", 0), None),
        ("the port's octets the other way round", "wrong_target", HERE, [("192.0.2.44", 0xBB01)]),
        ("the address's octets the other way round", "wrong_target", HERE, [("44.2.0.192", 443)]),
        ("the server's any-address is one address", "wrong_target", HERE, [("0.0.0.0", 443), ("::", 443)]),
        ("port 0 of the server is one port", "wrong_target", HERE, [("192.0.2.44", 0)]),
        ("address and port of two of the server's", "wrong_target", HERE, [("192.0.2.44", 444), OTHER]),
        ("the same twice", None, HERE, [HERE, HERE]),
        ("among others of both families", None, HERE6, [HERE, OTHER, MAPPED, HERE6, ("2001:db8::45", 443)]))
]

nonce_tests = [
    presented("a nonce that was used, now with a later expiry", "replayed", expiry=EXPIRY + 1000, used=[NONCE]),
    presented("a nonce that was used, now with an earlier expiry", "replayed", expiry=NOW, used=[NONCE]),
    presented("a nonce that was used, now for another target", "replayed", target=OTHER, own=[HERE, OTHER], used=[NONCE]),
    presented("a nonce that was used, now in the bare reading", "replayed", reading="bare", used=[NONCE]),
    presented("a nonce that was used, where no target is checked", "replayed", own=None, used=[NONCE]),
    presented("a nonce that was used, at the last second", "replayed", "BoundaryValue", hash="sha384", now=EXPIRY, used=[NONCE]),
    presented("a nonce that was used twice", "replayed", used=[NONCE, NONCE]),
    presented("the last of 100 that were used", "replayed", used=[*(u16(n) + run(14) for n in range(99)), NONCE]),
    presented("none of 100 that were used", None, used=[u16(n) + run(14) for n in range(100)]),
    presented("zeros, and 17 zeros were used", None, "BoundaryLength", nonce=bytes(16), used=[bytes(17)]),
    presented("17 zeros, and zeros were used", None, "BoundaryLength", nonce=bytes(17), used=[bytes(16)]),
    presented("zeros, used", "replayed", nonce=bytes(16), used=[bytes(16)]),
    presented("255 octets, the first 254 were used", None, "BoundaryLength", hash="sha384", nonce=run(255), used=[run(254)]),
    presented("255 octets, used", "replayed", "BoundaryLength", hash="sha384", reading="bare", nonce=run(255),
              used=[run(254), run(255)]),
    presented("one bit from a nonce that was used", None, used=[NONCE[:-1] + u8(NONCE[-1] ^ 1), u8(NONCE[0] ^ 0x80) + NONCE[1:]]),
    presented("session_id for a nonce", None, nonce=IDS["sha256"], used=[IDS["sha256"][:31], IDS["sha256"] + b"\x00"]),
    presented("the nonce behind session_id was used, and behind its own length", None,
              used=[IDS["sha256"] + NONCE, counted(NONCE)]),
    presented("the longest token of a session", None, "BoundaryLength", hash="sha384", target=HERE6, own=[HERE6], nonce=run(255)),
]

vectors("token_verification", "token_verification", "draft-wang-tls-service-affinity-00, sections 3.4 and 4.2", [
    *order_tests, *form_tests, *reading_tests, *signature_tests, *key_tests, *time_tests, *target_tests, *nonce_tests])

NI, NJ, SEQNO = 0x0A0B0C0D, 0xF0E0D0C0, 0x01234567
vectors("tcp_migrate_auth", "tcp_migrate_auth", "draft-snoeren-tcp-migrate-00 and the slides of June 2000", [
    with_input(ok(f"{comment}, {view}", b"", {"token": token8, "request": request}, *["Reading"] * (octet > 127)),
               ni=ni, nj=nj, key=key.hex(), seqno=seqno, reqno_octet=octet, view=view)
    for comment, ni, nj, key, seqno, octet, token8, *requests in [
        ("ReqNo octet 0x00", NI, NJ, run(25, 0x41), SEQNO, 0x00,
         "093c2ac6f983eb19", "7fa86de8834d5b02", "7fa86de8834d5b02"),
        ("ReqNo octet 0x01", NI, NJ, run(25, 0x41), SEQNO, 0x01,
         "093c2ac6f983eb19", "966508803bdf8806", "966508803bdf8806"),
        ("ReqNo octet 0x3f", NI, NJ, run(25, 0x41), SEQNO, 0x3f,
         "093c2ac6f983eb19", "fa9d4252a03e7697", "fa9d4252a03e7697"),
        ("ReqNo octet 0x40", NI, NJ, run(25, 0x41), SEQNO, 0x40,
         "093c2ac6f983eb19", "1c477e0b3ab449c3", "1c477e0b3ab449c3"),
        ("ReqNo octet 0x7f", NI, NJ, run(25, 0x41), SEQNO, 0x7f,
         "093c2ac6f983eb19", "8015dfaf9d9f949f", "8015dfaf9d9f949f"),
        ("ReqNo octet 0x80", NI, NJ, run(25, 0x41), SEQNO, 0x80,
         "093c2ac6f983eb19", "6e84842e6d0b8513", "7fa86de8834d5b02"),
        ("ReqNo octet 0x81", NI, NJ, run(25, 0x41), SEQNO, 0x81,
         "093c2ac6f983eb19", "5f05fd73e03b729d", "966508803bdf8806"),
        ("ReqNo octet 0xbf", NI, NJ, run(25, 0x41), SEQNO, 0xbf,
         "093c2ac6f983eb19", "45c1feb12ccf43c1", "fa9d4252a03e7697"),
        ("ReqNo octet 0xc0", NI, NJ, run(25, 0x41), SEQNO, 0xc0,
         "093c2ac6f983eb19", "92439587dda3995d", "1c477e0b3ab449c3"),
        ("ReqNo octet 0xfe", NI, NJ, run(25, 0x41), SEQNO, 0xfe,
         "093c2ac6f983eb19", "4139ba49142de0f8", "b0600d5ea6f46c7b"),
        ("ReqNo octet 0xff", NI, NJ, run(25, 0x41), SEQNO, 0xff,
         "093c2ac6f983eb19", "5f67f315af787d0a", "8015dfaf9d9f949f"),
        ("ReqNo octet 0x00, insecure", NI, NJ, bytes(25), SEQNO, 0x00,
         "36e285e2392da065", "8ef234ff2ee609d2", "8ef234ff2ee609d2"),
        ("ReqNo octet 0x7f, insecure", NI, NJ, bytes(25), SEQNO, 0x7f,
         "36e285e2392da065", "fcf9bc50a1cb4d15", "fcf9bc50a1cb4d15"),
        ("ReqNo octet 0x80, insecure", NI, NJ, bytes(25), SEQNO, 0x80,
         "36e285e2392da065", "9021655b5fc851be", "8ef234ff2ee609d2"),
        ("ReqNo octet 0xff, insecure", NI, NJ, bytes(25), SEQNO, 0xff,
         "36e285e2392da065", "aa4fbb7852b1b246", "fcf9bc50a1cb4d15"),
        ("a key with 1 zero in front", NI, NJ, bytes(1) + run(24, 0x22), SEQNO, 0x05,
         "0c5a37957dfd254c", "3a7d2c7d15c7c59a", "3a7d2c7d15c7c59a"),
        ("a key with 2 zeros in front", NI, NJ, bytes(2) + run(23, 0x23), SEQNO, 0x05,
         "a809cfef58051221", "9241bfb429cbf6b4", "9241bfb429cbf6b4"),
        ("a key with 5 zeros in front", NI, NJ, bytes(5) + run(20, 0x26), SEQNO, 0x05,
         "c207a5f721e4ed63", "b172f2de18812b78", "b172f2de18812b78"),
        ("a key with 8 zeros in front", NI, NJ, bytes(8) + run(17, 0x29), SEQNO, 0x05,
         "6180942f8e1b81bf", "5b293d2147879e58", "5b293d2147879e58"),
        ("a key with 17 zeros in front", NI, NJ, bytes(17) + run(8, 0x32), SEQNO, 0x05,
         "c228b977873680ff", "a1c1164ccb2f9cd0", "a1c1164ccb2f9cd0"),
        ("a key with 21 zeros in front", NI, NJ, bytes(21) + run(4, 0x36), SEQNO, 0x05,
         "8a9e9b79b96f343d", "0afd54e471264892", "0afd54e471264892"),
        ("a key with 24 zeros in front", NI, NJ, bytes(24) + run(1, 0x39), SEQNO, 0x05,
         "f1be4b038779e76c", "6c80f25c2b3656ac", "6c80f25c2b3656ac"),
        ("a key that ends in zeros", NI, NJ, run(8, 0x41) + bytes(17), SEQNO, 0x05,
         "9ede8f19ce06f4ba", "eaca39a2418c87a3", "eaca39a2418c87a3"),
        ("a key with zeros within", NI, NJ, run(4, 0x41) + bytes(17) + run(4, 0x61), SEQNO, 0x05,
         "baed7bd78719e1ec", "61d3ef5409ebd128", "61d3ef5409ebd128"),
        ("a key of zeros but for its last octet", NI, NJ, bytes(24) + u8(1), SEQNO, 0x05,
         "b34167f31ac332b5", "2ed36a0fe6baaeca", "2ed36a0fe6baaeca"),
        ("Ni is 1, not 0x01000000", 1, NJ, run(25, 0x41), SEQNO, 0x05,
         "898f0188ec781d6c", "8224e94aaa510869", "8224e94aaa510869"),
        ("Ni is 0x01000000", 0x01000000, NJ, run(25, 0x41), SEQNO, 0x05,
         "7b5c1797f7bc0b19", "e4d86023f5a81ff1", "e4d86023f5a81ff1"),
        ("Ni and Nj are the same", NI, NI, run(25, 0x41), SEQNO, 0x05,
         "15ce20ac47d12eb7", "cff5fdc96a65ab4e", "cff5fdc96a65ab4e"),
        ("Ni at its end, Nj at its start", 0xFFFFFFFF, 0, run(25, 0x41), SEQNO, 0x05,
         "077f7f70975cbe21", "9a6d9e03c4a55a67", "9a6d9e03c4a55a67"),
        ("Ni at its start, Nj at its end", 0, 0xFFFFFFFF, run(25, 0x41), SEQNO, 0x05,
         "6dfe67e06556d5bb", "979283a39f147cce", "979283a39f147cce"),
        ("Ni in the place of Nj", NJ, NI, run(25, 0x41), SEQNO, 0x05,
         "765402dfa355626e", "498d4dda5b6124bf", "498d4dda5b6124bf"),
        ("SeqNo 0", NI, NJ, run(25, 0x41), 0, 0x05,
         "093c2ac6f983eb19", "4e2994d8b25ade6f", "4e2994d8b25ade6f"),
        ("SeqNo at its end", NI, NJ, run(25, 0x41), 0xFFFFFFFF, 0x05,
         "093c2ac6f983eb19", "d41d4978d9e6f613", "d41d4978d9e6f613"),
        ("SeqNo 0x80000000", NI, NJ, run(25, 0x41), 0x80000000, 0x05,
         "093c2ac6f983eb19", "465b739d89f4818f", "465b739d89f4818f"),
        ("SeqNo is Ni", NI, NJ, run(25, 0x41), NI, 0x05,
         "093c2ac6f983eb19", "a36ba9395900113a", "a36ba9395900113a"),
        ("SeqNo is 5 and ReqNo 0: one octet apart", NI, NJ, run(25, 0x41), 5, 0x00,
         "093c2ac6f983eb19", "1d4b480d580bd0bb", "1d4b480d580bd0bb"),
    ]
    for view, request in zip(("8bit", "7bit"), requests)
])


# Captures. A frame is (note, octets, what is reported of it or None), with the original length if it was cut.

def first(octet, packet):
    """The packet with another first octet: IP version and, in IPv4, header length."""
    return u8(octet) + packet[1:]


def seen(flags, *options):
    return {"flags": flags, "options": list(options)}


def fault(kind, reason):
    return {"kind": kind, "error": reason}


def expectation(name, suffix, comment, frames, data):
    rows = [{"frame": number, "element": "tcp_segment", "value": frame[2]} for number, frame in enumerate(frames, 1) if frame[2]]
    head = {"format": "rehome-vectors/1", "structure": "capture", "capture": f"{name}.{suffix}", "comment": comment,
            "frames": len(frames), "notes": [f"{number}: {frame[0]}" for number, frame in enumerate(frames, 1)]}
    files[f"captures/{name}.{suffix}"] = data
    files[f"captures/{name}.json"] = lines(head, "elements", rows)


def pcap(name, comment, link, frames, order="<", magic=0xA1B2C3D4):
    data = pcap_header(link, order, magic)
    for number, (_, octets, _, *cut) in enumerate(frames, 1):
        data += pcap_frame(octets, 1790000000, number, *cut, order=order)
    expectation(name, "pcap", comment, frames, data)


SAF_SYN, SAF_SYN_VALUE = segment(["SYN", "SAF"]), seen(["SYN", "SAF"])
FIN4, FIN4_VALUE = segment(["FIN", "ACK"], AFF4), seen(["FIN", "ACK"], AFF4_VALUE)
FIN6, FIN6_VALUE = segment(["FIN", "ACK"], AFF6), seen(["FIN", "ACK"], AFF6_VALUE)


def tcp(note, flags, options=b"", value=None, **fields):
    """A raw IPv4 frame; `value` is the list of options that is reported of it, None where nothing is."""
    reported = None if value is None else seen([flag for flag in NAMES if flag in flags], *value)
    return note, ip4(segment(flags, options, **fields)), reported


pcap("synthetic-options", "Raw IP. Which segments are reported, and what of their options; broken lists.", 101, [
    *(tcp(f"the list breaks at kind {kind}: {what}", ["FIN", "ACK"], broken, [INSECURE_VALUE, fault(kind, reason)])
      for kind in (79, 80, 15, 16) for what, broken, reason in (
          ("length 0", INSECURE + u8(kind) + b"\x00\x01\x01\x01", "length_out_of_range"),
          ("length 1", INSECURE + u8(kind) + b"\x01\x01\x01\x01", "length_out_of_range"),
          ("past the end by one", INSECURE + u8(kind) + b"\x06\x01\x01\x01", "truncated"),
          ("no length", INSECURE + b"\x01\x01\x01\x01" + u8(kind), "truncated"))),
    tcp("another kind breaks the list: what came before counts, what follows does not", ["FIN", "ACK"],
        AFF4 + b"\x08\x00" + AFF4, [AFF4_VALUE]),
    tcp("another kind runs past the end", ["SYN"], INSECURE + b"\x1e\x20\x00", [INSECURE_VALUE]),
    tcp("another kind has length 1 before the option: nothing is left to report", ["FIN", "ACK"], b"\x08\x01" + AFF4),
    tcp("another kind has no length", ["SYN"], INSECURE + b"\x01\x01\x01\x01\x08", [INSECURE_VALUE]),
    tcp("SAF, and a list that breaks at another kind", ["SYN", "SAF"], b"\x08\x00" + INSECURE, []),
    tcp("SAF, and a list that breaks at kind 79", ["SYN", "SAF"], b"\x4f\x00", [fault(79, "length_out_of_range")]),
    tcp("a malformed option does not end the list", ["FIN", "ACK"], option(79, run(7)) + AFF4,
        [fault(79, "wrong_length"), AFF4_VALUE]),
    tcp("malformed in four ways", ["SYN"], b"\x0f\x03\x01" + option(80, run(6)) + option(16, b"") + option(15, bytes(18)),
        [fault(15, "inconsistent"), fault(80, "wrong_length"), fault(16, "wrong_length"), fault(15, "inconsistent")]),
    tcp("nothing counts after the end of the list", ["FIN", "ACK"], b"\x00" + AFF4),
    tcp("one before the end of the list, one after", ["FIN", "ACK"], AFF4 + b"\x00" + AFF6, [AFF4_VALUE]),
    tcp("the order of the list, others left out, one twice", ["SYN"],
        MIGRATE + option(2, u16(1460)) + AFF4 + INSECURE + INSECURE,
        [MIGRATE_VALUE, AFF4_VALUE, INSECURE_VALUE, INSECURE_VALUE]),
    tcp("SYN and SAF", ["SYN", "SAF"], b"", []),
    tcp("the same again: a retransmission", ["SYN", "SAF"], b"", []),
    tcp("SAF and ECE", ["SYN", "ECE", "SAF"], b"", []),
    tcp("SAF and CWR", ["SYN", "CWR", "SAF"], b"", []),
    tcp("SAF, ECE and CWR: an AccECN offer", ["SYN", "ECE", "CWR", "SAF"]),
    tcp("an AccECN offer with one of the four kinds", ["SYN", "ECE", "CWR", "SAF"], SECURE, [SECURE_VALUE]),
    tcp("an AccECN offer with another option", ["SYN", "ECE", "CWR", "SAF"], option(2, u16(1460))),
    tcp("SYN/ACK with SAF: AccECN's", ["SYN", "ACK", "SAF"]),
    tcp("SYN/ACK with SAF and one of the four kinds", ["SYN", "ACK", "SAF"], INSECURE, [INSECURE_VALUE]),
    tcp("SAF without SYN", ["ACK", "SAF"]),
    tcp("SAF alone", ["SAF"]),
    tcp("SAF and FIN without SYN", ["FIN", "SAF"]),
    tcp("SYN and SAF beside every flag but ACK, ECE and CWR", ["FIN", "SYN", "RST", "PSH", "URG", "SAF"], b"", []),
    tcp("reserved bits are no flags", ["SYN", "SAF"], b"", [], reserved=7),
    tcp("an option on a RST", ["RST"], AFF4, [AFF4_VALUE]),
    tcp("data offset 4: no header", ["SYN", "SAF"], offset=4),
    tcp("data offset 0: no header", ["SYN", "SAF"], offset=0),
    tcp("a payload that looks like an option", ["FIN", "ACK"], payload=AFF4),
    ("captured up to the last octet of the header", ip4(segment(["SYN", "SAF"], INSECURE, payload=b"data"))[:44],
     seen(["SYN", "SAF"], INSECURE_VALUE), 48),
    ("cut one octet before the end of the header", ip4(segment(["SYN", "SAF"], INSECURE))[:43], None, 44),
    ("cut before the data offset", ip4(SAF_SYN)[:32], None, 40),
])

options16 = struct.pack(">BB14x", 6, 1)                       # 16 octets: TCP follows
options8 = struct.pack(">BB6x", 60, 0)                        # 8 octets: destination options follow
pcap("synthetic-layers", "Ethernet, big-endian pcap. What lies between a frame and its segment.", 1, [
    ("802.1ad, then 802.1Q", ethernet(0x0800, ip4(SAF_SYN), (0x88A8, 0x8100)), SAF_SYN_VALUE),
    ("five tags", ethernet(0x86DD, ip6(FIN6), (0x8100, 0x88A8, 0x8100, 0x8100, 0x88A8)), FIN6_VALUE),
    ("a tag of neither kind (0x9100)", ethernet(0x0800, ip4(SAF_SYN), (0x9100,)), None),
    ("PPPoE", ethernet(0x8864, b"\x11\x00" + u16(1) + u16(42) + u16(0x21) + ip4(SAF_SYN)), None),
    ("IPv4 length 0: up to the end of the frame", ethernet(0x0800, ip4(FIN4, length=0)), FIN4_VALUE),
    ("IPv6 length 0: up to the end of the frame", ethernet(0x86DD, ip6(FIN6, length=0)), FIN6_VALUE),
    ("the IPv4 length ends before the data offset", ethernet(0x0800, ip4(FIN4, length=40)), None),
    ("the IPv6 length ends before the data offset", ethernet(0x86DD, ip6(FIN6, length=20)), None),
    ("the IPv4 length ends with the header, the frame does not", ethernet(0x0800, ip4(FIN4) + bytes(12)), FIN4_VALUE),
    ("the IPv4 length goes past the captured octets, the header does not",
     ethernet(0x0800, ip4(segment(["FIN", "ACK"], AFF4, payload=bytes(100))))[:82], FIN4_VALUE, 162),
    ("40 octets of IPv4 options", ethernet(0x0800, ip4(FIN4, options=b"\x01" * 40)), FIN4_VALUE),
    ("the IPv4 length is 1", ethernet(0x0800, ip4(FIN4, length=1)), None),
    ("the IPv4 length ends one octet before the IPv4 header", ethernet(0x0800, ip4(FIN4, length=19)), None),
    ("the IPv4 length ends one octet before the IPv4 options",
     ethernet(0x0800, ip4(FIN4, length=59, options=b"\x01" * 40)), None),
    ("the IPv4 length leaves all 40 octets of IPv4 options out",
     ethernet(0x0800, ip4(FIN4, length=20, options=b"\x01" * 40)), None),
    ("the IPv4 length ends with the IPv4 header", ethernet(0x0800, ip4(FIN4, length=20)), None),
    ("the IPv6 length ends one octet before the destination options",
     ethernet(0x86DD, ip6(options16 + FIN6, 60, length=15)), None),
    ("the IPv6 length ends inside the first 8 octets of destination options",
     ethernet(0x86DD, ip6(options16 + FIN6, 60, length=7)), None),
    ("the IPv6 length ends with the destination options", ethernet(0x86DD, ip6(options16 + FIN6, 60, length=16)), None),
    ("IPv4 header length 4, a segment behind 20 octets", ethernet(0x0800, first(0x44, ip4(SAF_SYN))), None),
    ("IPv4 header length 4, a segment behind 16 octets",
     ethernet(0x0800, first(0x44, ip4(SAF_SYN, length=36)[:16] + SAF_SYN)), None),
    ("IPv4 header length 0, addresses that look like a data offset and SYN with SAF",
     ethernet(0x0800, first(0x40, ip4(SAF_SYN)[:12] + SAF_SYN[12:20] + SAF_SYN)), None),
    ("IPv4 header length 0 and IPv4 length 0, likewise",
     ethernet(0x0800, first(0x40, ip4(SAF_SYN, length=0)[:12] + SAF_SYN[12:20] + SAF_SYN)), None),
    ("the EtherType of IPv4, an IPv6 packet", ethernet(0x0800, ip6(FIN6)), None),
    ("the EtherType of IPv6, an IPv4 packet", ethernet(0x86DD, ip4(FIN4)), None),
    ("the EtherType of IPv4, an IPv6 packet, behind a tag", ethernet(0x0800, ip6(FIN6), (0x8100,)), None),
    ("the EtherType of IPv6, an IPv4 packet, behind a tag", ethernet(0x86DD, ip4(FIN4), (0x88A8,)), None),
    ("an IPv4 packet but for its version, 6", ethernet(0x0800, first(0x65, ip4(FIN4))), None),
    ("an IPv4 packet but for its version, 5", ethernet(0x0800, first(0x55, ip4(FIN4))), None),
    ("an IPv6 packet but for its version, 4", ethernet(0x86DD, first(0x40, ip6(FIN6))), None),
    ("an IPv6 packet but for its version, 7", ethernet(0x86DD, first(0x70, ip6(FIN6))), None),
    ("the EtherType of IPv4, and nothing behind it", ethernet(0x0800, b""), None, 60),
    ("the first IPv4 fragment, with a whole TCP header", ethernet(0x0800, ip4(FIN4, fragment=0x2000)), FIN4_VALUE),
    ("the first IPv4 fragment, with 24 of 28 octets of the header", ethernet(0x0800, ip4(FIN4[:24], fragment=0x2000)), None),
    ("another IPv4 fragment that looks like a segment", ethernet(0x0800, ip4(SAF_SYN, fragment=0x2003)), None),
    ("the last IPv4 fragment", ethernet(0x0800, ip4(SAF_SYN, fragment=3)), None),
    ("do not fragment, and the reserved bit", ethernet(0x0800, ip4(SAF_SYN, fragment=0xC000)), SAF_SYN_VALUE),
    ("the first IPv6 fragment", ethernet(0x86DD, ip6(fragment6(FIN6, 0, 1), 44)), FIN6_VALUE),
    ("an IPv6 fragment that is the whole packet", ethernet(0x86DD, ip6(fragment6(SAF_SYN, 0, 0), 44)), SAF_SYN_VALUE),
    ("another IPv6 fragment that looks like a segment", ethernet(0x86DD, ip6(fragment6(SAF_SYN, 5, 1), 44)), None),
    ("another IPv6 fragment that looks like options and a segment",
     ethernet(0x86DD, ip6(fragment6(options16 + SAF_SYN, 5, 0, 60), 44)), None),
    ("hop-by-hop, destination, routing, fragment, destination",
     ethernet(0x86DD, ip6(options8 + struct.pack(">BBBB4x", 43, 0, 0, 0) + struct.pack(">BBBB4x", 44, 0, 0, 0)
                          + fragment6(options16 + SAF_SYN, 0, 0, 60), 0)), SAF_SYN_VALUE),
    ("a hop-by-hop header that runs past the packet", ethernet(0x86DD, ip6(b"\x06\xff" + bytes(6) + SAF_SYN, 0)), None),
    ("a mobility header", ethernet(0x86DD, ip6(options16 + SAF_SYN, 135)), None),
    ("AH in IPv4", ethernet(0x0800, ip4(struct.pack(">BBHII12x", 6, 4, 0, 1, 1) + SAF_SYN, 51)), None),
    ("AH in IPv6", ethernet(0x86DD, ip6(struct.pack(">BBHII12x", 6, 4, 0, 1, 1) + SAF_SYN, 51)), None),
    ("IPv4 in IPv4", ethernet(0x0800, ip4(ip4(SAF_SYN), 4)), None),
    ("IPv6 in IPv4", ethernet(0x0800, ip4(ip6(SAF_SYN), 41)), None),
    ("a UDP datagram with an IP packet in it",
     ethernet(0x0800, ip4(struct.pack(">HHHH", 4789, 4789, 48, 0) + ip4(SAF_SYN), 17)), None),
    ("an ICMPv6 error that quotes a segment", ethernet(0x86DD, ip6(b"\x01\x04" + bytes(6) + ip6(SAF_SYN), 58)), None),
    ("ARP", ethernet(0x0806, bytes(28)), None),
    ("a frame of no octets", b"", None, 60),
    ("a frame that ends inside the Ethernet header", ethernet(0x0800, b"")[:13], None, 60),
    ("a frame that ends inside a tag", ethernet(0x0800, b"", (0x8100,))[:17], None, 60),
    ("and the count goes on", ethernet(0x0800, ip4(SAF_SYN)), SAF_SYN_VALUE),
], order=">")

loopback = [
    ("IPv4, family 2", u32(2) + ip4(SAF_SYN), SAF_SYN_VALUE),
    ("IPv4, family 2 in little-endian order", struct.pack("<I", 2) + ip4(SAF_SYN), SAF_SYN_VALUE),
    *((f"IPv6, family {family} ({where})", u32(family) + ip6(FIN6), FIN6_VALUE) for family, where in (
        (10, "Linux"), (23, "Windows"), (24, "NetBSD, OpenBSD"), (26, "illumos"), (28, "FreeBSD"), (30, "macOS"))),
    *((f"IPv6, family {family} in little-endian order", struct.pack("<I", family) + ip6(FIN6), FIN6_VALUE)
      for family in (10, 23, 24, 26, 28, 30)),
    *((f"IPv4, family {family}, which is none", u32(family) + ip4(FIN4), FIN4_VALUE) for family in (0, 0x0800, 0xFFFFFFFF)),
    ("an IPv6 packet behind IPv4's family: the version says what it is", u32(2) + ip6(FIN6), FIN6_VALUE),
    ("an IPv4 packet behind IPv6's family", u32(24) + ip4(FIN4), FIN4_VALUE),
    ("an IPv4 packet but for its version, 5", u32(2) + first(0x55, ip4(FIN4)), None),
    ("an IPv6 packet but for its version, 7", u32(24) + first(0x70, ip6(FIN6)), None),
    ("IPv4 header length 4, a segment behind 20 octets", u32(2) + first(0x44, ip4(SAF_SYN)), None),
    ("an IPv4 packet without a family: four octets are stepped over nevertheless", ip4(SAF_SYN), None),
    ("cut behind the family", u32(2), None, 44),
    ("cut inside the family", u32(2)[:3], None, 44),
]
pcap("synthetic-null", "Null link type, big-endian pcap with nanoseconds: four octets, whatever they say, then IP by its version.",
     0, loopback, order=">", magic=0xA1B23C4D)
pcap("synthetic-loop", "Loop link type, little-endian pcap with nanoseconds: the same frames.", 108, loopback,
     magic=0xA1B23C4D)

check_sequence = run(4, 0xF0)
pcap("synthetic-fcs", "Link type field 0x24000001: Ethernet, and above it that a check sequence of 4 octets ends each frame.",
     0x24000001, [
         ("IPv4", ethernet(0x0800, ip4(SAF_SYN)) + check_sequence, SAF_SYN_VALUE),
         ("IPv6", ethernet(0x86DD, ip6(FIN6)) + check_sequence, FIN6_VALUE),
         ("24 of 28 octets of a header: the check sequence is not the rest",
          ethernet(0x0800, ip4(FIN4[:24])) + check_sequence, None),
     ])

cooked = struct.pack(">HHH8s", 0, 1, 6, run(6, 0x12))
pcap("synthetic-sll", "Linux cooked v1.", 113, [
    ("IPv4", cooked + u16(0x0800) + ip4(SAF_SYN), SAF_SYN_VALUE),
    ("IPv6", cooked + u16(0x86DD) + ip6(FIN6), FIN6_VALUE),
    ("IPv4 behind an 802.1Q tag", cooked + u16(0x8100) + u16(7) + u16(0x0800) + ip4(FIN4), FIN4_VALUE),
    ("the EtherType of IPv4, an IPv6 packet", cooked + u16(0x0800) + ip6(FIN6), None),
    ("the EtherType of IPv6, an IPv4 packet", cooked + u16(0x86DD) + ip4(FIN4), None),
    ("ARP", cooked + u16(0x0806) + bytes(28), None),
])

pcap("synthetic-unknown-link", "A link type that is not read (147): its frames count.", 147, [
    ("an IPv4 packet", ip4(SAF_SYN), None),
    ("an Ethernet frame", ethernet(0x0800, ip4(FIN4)), None),
])


# pcapng

WIDE, WIDE_VALUE = segment(["FIN", "ACK"], AFF6 + AFF4), seen(["FIN", "ACK"], AFF6_VALUE, AFF4_VALUE)     # 48 octets
custom = struct.pack("<I", 32473) + ip4(SAF_SYN)
stream = [                                                    # octets that are no frame, or (octets of the block, the frame)
    section("<", [(101, 66), (1, 0), (147, 0), (101, 0), (0, 0)]),
    (enhanced("<", 0, ip4(SAF_SYN)), ("Enhanced Packet, raw IP", SAF_SYN_VALUE)),
    (enhanced("<", 1, ethernet(0x86DD, ip6(FIN6)), options=struct.pack("<HH4sI", 1, 4, b"note", 0)),
     ("Enhanced Packet, Ethernet, a comment behind it", FIN6_VALUE)),
    (enhanced("<", 2, ip4(SAF_SYN)), ("an interface of a link type that is not read", None)),
    block("<", 0x0BAD, custom) + block("<", 0x40000BAD, custom),                       # custom blocks
    block("<", 5, struct.pack("<III", 0, 0, 0)),                                       # interface statistics
    (simple("<", ip4(FIN4), 48), ("Simple Packet, behind two custom blocks and one of statistics", FIN4_VALUE)),
    (simple("<", ip4(segment(["FIN", "ACK"], AFF4, payload=bytes(60)))[:66], 108),
     ("Simple Packet, cut by the interface's snap length behind the header", FIN4_VALUE)),
    (simple("<", ip4(WIDE)[:66], 68), ("Simple Packet, cut by two octets: its padding is no part of the header", None)),
    (enhanced("<", 0, ip4(WIDE)[:66], 68), ("Enhanced Packet, cut likewise", None)),
    (enhanced("<", 3, ip4(WIDE)), ("Enhanced Packet, the whole of it", WIDE_VALUE)),
    (enhanced("<", 4, struct.pack("<I", 2) + ip4(SAF_SYN)),
     ("null: the address family in the section's byte order", SAF_SYN_VALUE)),
    section(">", [(12, 0), (14, 0)]),
    (enhanced(">", 0, ip4(SAF_SYN)), ("a second section, big-endian: its interface 0 has link type 12", SAF_SYN_VALUE)),
    (enhanced(">", 1, ip6(FIN6)), ("and its interface 1 link type 14", FIN6_VALUE)),
    block(">", 1, struct.pack(">HHI", 1, 0, 0)),                                       # an interface more
    (enhanced(">", 2, ethernet(0x0800, ip4(FIN4))), ("an interface described late", FIN4_VALUE)),
    (simple(">", ip4(WIDE), 68), ("Simple Packet: interface 0 of this section, not cut", WIDE_VALUE)),
    (obsolete(">", 1, ip4(SAF_SYN)), ("the obsolete Packet Block", SAF_SYN_VALUE)),
]
expectation("synthetic-sections", "pcapng",
            "pcapng. Two sections of differing byte order, interfaces of differing link type, every block that holds a packet.",
            [(item[1][0], None, item[1][1]) for item in stream if isinstance(item, tuple)],
            b"".join(item[0] if isinstance(item, tuple) else item for item in stream))


if __name__ == "__main__":
    sys.exit(write_or_check(files, "generate.py"))

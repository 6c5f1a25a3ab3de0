//! No function of the library that needs no allocator can panic: this binary calls every one of them
//! on octets that come from standard input, and its panic handler calls a function that does not
//! exist, so it links only where the compiler found that no path leads to a panic. With the feature
//! `crypto` it calls those of that feature as well.
//!
//! With the feature `planted_panic` it must not link. `check_complete.py` holds it against the list
//! of all public functions; that it can, every call here names its type.
//!
//! Left out, since core keeps panic paths of its own there (in what pads an address and in what
//! escapes a text):
//!
//! - Display of `IpAddress`, `ServiceAffinity` and `ScopedAddress`, which print an IP address;
//! - Debug of these and of what holds one: `TcpOption`, `MigrationToken`, `MigrationTokenClaims`,
//!   `MigrationExtension`, `ClientHello`, `NewSessionTicket`, `StoredTicket`, `MoveDecision`, `Grant`,
//!   `Verifier`, `Unspent`, `Accepted`, `MigrateConnection`, `MigrateEvent`;
//! - Debug of what holds a text: `Error`, `Collision`, `MalformedOption`, `Refusal`.
//!
//! Of what has numbers among its type parameters (`Opaque`, `Reader::array`) a few
//! instances stand for all.

#![no_std]
#![no_main]
// Every function is called, the one that makes a unit struct too.
#![allow(clippy::default_constructed_unit_structs)]

#[cfg(feature = "crypto")]
mod crypto;

use core::fmt::{self, Write as _};
use core::hash::{Hash, Hasher};
use core::hint::black_box;
use core::net::{IpAddr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::ops::{BitOr, BitOrAssign};
use core::panic::PanicInfo;

use rehome::tcp::{
    KnownOptions, Layout, MalformedOption, Migrate, MigratePermitted, OtherOption, PublicKey,
    ReservedKind, SegmentFault, ServiceAffinity, SynOffer, TcpFlags, TcpHeader, TcpOption,
    TcpOptions, TcpOptionsBuf, TcpOptionsIter, Timestamps,
};
use rehome::tls::{
    Alert, AlertLevel, ClientHello, Extension, Extensions, ExtensionsIter, HandshakeMessage,
    IpAddress, MigrateNotify, MigrateRequest, MigrationAllowed, MigrationExtension,
    MigrationSupport, MigrationToken, MigrationTokenClaims, MoveDecision, NewSessionTicket, Nonce,
    OfferedPsks, PskIdentity, Record, SessionId, Signature, StayReason, StoredTicket,
};
use rehome::wire::{
    Decode, Encode, Fault, LengthOutOfRange, Opaque, Reader, Sink, SliceSink, Unexplained,
};
use rehome::{
    AlertDescription, BufferTooSmall, CodePoints, CodePointsBuilder, Collision, ContentType, Error,
    ExtensionType, HandshakeType, OptionKind, OptionKinds, OptionKindsBuilder, Reason,
    ScopedAddress,
};

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        safe fn a_panic_path_survives() -> !;
    }
    a_panic_path_survives()
}

#[unsafe(no_mangle)]
extern "C" fn proof() -> i32 {
    let input = rehome_proofs::input();
    let mut octets = Octets(input);
    errors(&mut octets);
    let code_points = code_points(&mut octets);
    let kinds = option_kinds(&mut octets);
    wire(&mut octets);
    tls(&mut octets, &code_points);
    carriers(&mut octets, &code_points);
    tcp_options(&mut octets, &kinds);
    tcp_header(&mut octets, &kinds);
    #[cfg(feature = "crypto")]
    crypto::all(&mut octets);
    #[cfg(feature = "planted_panic")]
    black_box(input[octets.u8() as usize]);
    0
}

/// The input, from which values are made.
struct Octets<'a>(&'a [u8]);

impl<'a> Octets<'a> {
    fn array<const N: usize>(&mut self) -> &'a [u8; N] {
        match self.0.split_first_chunk() {
            Some((array, rest)) => {
                self.0 = rest;
                black_box(array)
            }
            None => black_box(&[0; N]),
        }
    }

    fn u8(&mut self) -> u8 {
        u8::from_be_bytes(*self.array())
    }

    fn u16(&mut self) -> u16 {
        u16::from_be_bytes(*self.array())
    }

    fn u32(&mut self) -> u32 {
        u32::from_be_bytes(*self.array())
    }

    fn u64(&mut self) -> u64 {
        u64::from_be_bytes(*self.array())
    }

    fn usize(&mut self) -> usize {
        usize::from_be_bytes(*self.array())
    }

    /// As many octets as the next two say.
    fn slice(&mut self) -> &'a [u8] {
        let len = self.u16().into();
        match self.0.split_at_checked(len) {
            Some((slice, rest)) => {
                self.0 = rest;
                black_box(slice)
            }
            None => black_box(self.0),
        }
    }

    fn address(&mut self) -> IpAddr {
        if self.u8() == 0 {
            IpAddr::from(*self.array::<4>())
        } else {
            IpAddr::from(*self.array::<16>())
        }
    }
}

/// A static text of which the compiler knows nothing.
fn text() -> &'static str {
    black_box("text")
}

/// Static ends of fields of which the compiler knows nothing.
fn fields() -> &'static [(usize, &'static str)] {
    black_box(&[(1, "one"), (2, "two")])
}

/// Every function of [`Decode`], on readers of every kind. The value is the last one that was read.
fn decode<'a, T: Decode<'a>>(octets: &mut Octets<'a>, context: &T::Context) -> Option<T> {
    let _ = black_box(T::from_bytes(octets.slice()));
    let _ = black_box(T::from_bytes_with(octets.slice(), context));
    let _ = black_box(T::from_prefix(octets.slice()));
    let _ = black_box(T::from_prefix_with(octets.slice(), context));
    let _ = black_box(T::decode(&mut black_box(Reader::new(octets.slice())), context));
    let _ = black_box(T::decode(&mut black_box(Reader::delimited(octets.slice())), context));
    let _ = black_box(T::decode(&mut black_box(Reader::unexplained(octets.slice())), context));
    black_box(T::from_prefix_with(octets.slice(), context)).ok().map(|(value, _)| value)
}

/// Every function of [`Encode`], into buffers and sinks of any size, too small ones as well.
fn encode<T: Encode>(value: &T, context: &T::Context) {
    let mut buffer = black_box([0; 1024]);
    let value = black_box(value);
    black_box(T::encoded_len(value));
    let _ = black_box(T::encode(value, room(&mut buffer)));
    let _ = black_box(T::encode_with(value, room(&mut buffer), context));
    T::write(value, context, &mut black_box(SliceSink::new(room(&mut buffer))));
    T::write(value, context, &mut Total(0));
    black_box(buffer);
}

/// A part of the buffer; how much, the compiler cannot know.
fn room(buffer: &mut [u8]) -> &mut [u8] {
    let len = black_box(buffer.len());
    black_box(buffer.get_mut(..len).unwrap_or_default())
}

/// A [`Sink`] that has no more than it must have, so that the others are the trait's own.
struct Total(usize);

impl Sink for Total {
    fn put(&mut self, octets: &[u8]) {
        self.0 = black_box(self.0.wrapping_add(octets.len()));
    }
}

/// Every function of [`Sink`].
fn sink<S: Sink>(mut sink: S, octets: &[u8]) {
    S::put(&mut sink, octets);
    S::put_array(&mut sink, *black_box(&[0; 3]));
    S::put_at_least::<16>(&mut sink, octets);
    S::put_at_least::<32>(&mut sink, octets);
    black_box(sink);
}

/// An iterator to its end, and once more.
fn iterate<I: Iterator + Clone>(iterator: I) {
    let mut iterator = black_box(iterator);
    iterator.clone().for_each(|item| drop(black_box(item)));
    for item in &mut iterator {
        black_box(item);
    }
    black_box(iterator.next());
}

fn from<A, B: From<A>>(value: A) -> B {
    black_box(B::from(black_box(value)))
}

fn try_from<A, B: TryFrom<A>>(value: A) -> Option<B> {
    black_box(B::try_from(black_box(value))).ok()
}

fn equal<T: PartialEq>(value: &T) {
    let (a, b) = (black_box(value), black_box(value));
    black_box(a == b);
}

/// What every type for values can do.
fn value<T: PartialEq + Hash + fmt::Debug>(value: &T) {
    unprinted(value);
    debug(value);
}

/// As [`value`], for types whose Debug is left out.
fn unprinted<T: PartialEq + Hash>(value: &T) {
    equal(value);
    black_box(value).hash(&mut Sum(0));
}

fn ordered<T: Ord>(value: &T) {
    let (a, b) = (black_box(value), black_box(value));
    black_box((a.cmp(b), a.partial_cmp(b), a < b));
}

fn debug<T: fmt::Debug>(value: &T) {
    let value = black_box(value);
    let _ = black_box(write!(Print, "{value:?}"));
    let _ = black_box(write!(Print, "{value:#?}"));
}

fn display<T: fmt::Display>(value: &T) {
    let (value, width) = (black_box(value), usize::from(black_box(0_u16)));
    let _ = black_box(write!(Print, "{value}"));
    let _ = black_box(write!(Print, "{value:>width$}"));
}

/// Where text goes to, or does not.
struct Print;

impl fmt::Write for Print {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        black_box(text);
        if black_box(true) { Ok(()) } else { Err(fmt::Error) }
    }
}

struct Sum(u64);

impl Hasher for Sum {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        for &octet in octets {
            self.0 = black_box(self.0.rotate_left(5) ^ u64::from(octet));
        }
    }
}

fn errors(octets: &mut Octets<'_>) {
    let reason = match octets.u8() {
        0 => Reason::Incomplete,
        1 => Reason::Truncated,
        2 => Reason::TrailingData,
        3 => Reason::LengthOutOfRange {
            found: octets.usize(),
            min: octets.usize(),
            max: octets.usize(),
        },
        4 => Reason::OddLength { found: octets.usize() },
        5 => Reason::UnknownValue { found: octets.u8() },
        6 => Reason::WrongType { found: octets.u16(), expected: octets.u16() },
        7 => Reason::WrongLength { found: octets.usize() },
        8 => Reason::Inconsistent { curve: octets.u8() },
        9 => Reason::NotEmpty,
        10 => Reason::Duplicate { extension_type: octets.u16() },
        11 => Reason::Misplaced,
        _ => Reason::Missing,
    };
    value::<Reason>(&reason);
    display::<Reason>(&reason);
    black_box(Reason::code(&reason));
    let error = black_box(Error::new(black_box(reason), text(), octets.usize()));
    unprinted::<Error>(&error);
    display::<Error>(&error);
    black_box((Error::reason(&error), Error::field(&error), Error::offset(&error)));
    black_box((Error::is_incomplete(&error), Error::alert(&error)));
    let too_small = BufferTooSmall { needed: octets.usize(), available: octets.usize() };
    value::<BufferTooSmall>(&too_small);
    display::<BufferTooSmall>(&too_small);
}

fn code_points(octets: &mut Octets<'_>) -> CodePoints {
    let content_type = from::<u8, ContentType>(octets.u8());
    value::<ContentType>(&content_type);
    display::<ContentType>(&content_type);
    ordered::<ContentType>(&content_type);
    black_box(from::<ContentType, u8>(content_type));
    let handshake_type = from::<u8, HandshakeType>(octets.u8());
    value::<HandshakeType>(&handshake_type);
    display::<HandshakeType>(&handshake_type);
    ordered::<HandshakeType>(&handshake_type);
    black_box(from::<HandshakeType, u8>(handshake_type));
    let description = from::<u8, AlertDescription>(octets.u8());
    value::<AlertDescription>(&description);
    display::<AlertDescription>(&description);
    ordered::<AlertDescription>(&description);
    black_box(from::<AlertDescription, u8>(description));
    let extension_type = from::<u16, ExtensionType>(octets.u16());
    value::<ExtensionType>(&extension_type);
    display::<ExtensionType>(&extension_type);
    ordered::<ExtensionType>(&extension_type);
    black_box(from::<ExtensionType, u16>(extension_type));

    let mut builder = black_box(CodePoints::builder());
    builder = CodePointsBuilder::migration_support(builder, extension_type);
    builder = CodePointsBuilder::migration_allowed(builder, ExtensionType(octets.u16()));
    builder = CodePointsBuilder::migration_token(builder, ExtensionType(octets.u16()));
    builder = CodePointsBuilder::migrate_notify(builder, description);
    builder = CodePointsBuilder::migrate_request(builder, handshake_type);
    debug::<CodePointsBuilder>(&builder);
    let set = match black_box(CodePointsBuilder::build(black_box(builder))) {
        Ok(set) => set,
        Err(collision) => {
            unprinted::<Collision>(&collision);
            display::<Collision>(&collision);
            CodePoints::default()
        }
    };
    let set = black_box(set);
    value::<CodePoints>(&set);
    black_box((CodePoints::migration_support(&set), CodePoints::migration_allowed(&set)));
    black_box((CodePoints::migration_token(&set), CodePoints::migrate_notify(&set)));
    black_box(CodePoints::migrate_request(&set));
    set
}

fn option_kinds(octets: &mut Octets<'_>) -> OptionKinds {
    let kind = from::<u8, OptionKind>(octets.u8());
    value::<OptionKind>(&kind);
    display::<OptionKind>(&kind);
    ordered::<OptionKind>(&kind);
    black_box(from::<OptionKind, u8>(kind));

    let mut builder = black_box(OptionKinds::builder());
    builder = OptionKindsBuilder::service_affinity_ipv4(builder, kind);
    builder = OptionKindsBuilder::service_affinity_ipv6(builder, OptionKind(octets.u8()));
    builder = OptionKindsBuilder::migrate_permitted(builder, OptionKind(octets.u8()));
    builder = OptionKindsBuilder::migrate(builder, OptionKind(octets.u8()));
    debug::<OptionKindsBuilder>(&builder);
    let set = match black_box(OptionKindsBuilder::build(black_box(builder))) {
        Ok(set) => set,
        Err(collision) => {
            unprinted::<Collision>(&collision);
            display::<Collision>(&collision);
            OptionKinds::default()
        }
    };
    let set = black_box(set);
    value::<OptionKinds>(&set);
    black_box((OptionKinds::service_affinity_ipv4(&set), OptionKinds::migrate(&set)));
    black_box((OptionKinds::service_affinity_ipv6(&set), OptionKinds::migrate_permitted(&set)));
    black_box(OptionKinds::contains(&set, OptionKind(octets.u8())));
    set
}

fn wire(octets: &mut Octets<'_>) {
    opaque::<0, 32>(octets);
    opaque::<16, 255>(octets);
    opaque::<2, 0xfffe>(octets);
    opaque::<0, 0xff_ffff>(octets);
    black_box(Opaque::<1, 4>::from_array(octets.array::<3>()));

    reader(Reader::new(octets.slice()), octets);
    reader(Reader::delimited(octets.slice()), octets);
    reader(Reader::unexplained(octets.slice()), octets);
    fault::<Error>(octets);
    fault::<Unexplained>(octets);
    value::<Unexplained>(&from::<Error, Unexplained>(fault::<Error>(octets)));

    let mut buffer = black_box([0; 300]);
    debug::<SliceSink>(&SliceSink::new(room(&mut buffer)));
    sink::<SliceSink>(black_box(SliceSink::new(room(&mut buffer))), octets.slice());
    sink::<Total>(Total(0), octets.slice());
    black_box(buffer);
}

fn reader<'a, F: Fault + fmt::Debug>(reader: Reader<'a, F>, octets: &mut Octets<'a>) {
    let mut reader = black_box(reader);
    let start = black_box(Reader::rest(&reader));
    black_box((Reader::offset(&reader), Reader::is_empty(&reader)));
    let _ = black_box(Reader::u8(&mut reader, text()));
    let _ = black_box(Reader::u16(&mut reader, text()));
    let _ = black_box(Reader::u24(&mut reader, text()));
    let _ = black_box(Reader::u32(&mut reader, text()));
    let _ = black_box(Reader::array::<20>(&mut reader, text()));
    let _ = black_box(Reader::block::<20>(&mut reader, fields(), text()));
    let _ = black_box(Reader::foresee(&reader, octets.usize()));
    let _ = black_box(Reader::take(&mut reader, octets.usize(), text()));
    let _ = black_box(Reader::opaque::<16, 255>(&mut reader, text()));
    let _ = black_box(Reader::opaque::<0, 0xffff>(&mut reader, text()));
    let _ = black_box(Reader::opaque::<0, 0xff_ffff>(&mut reader, text()));
    let _ = black_box(Reader::opaque_body::<16, 255>(&mut reader, octets.usize(), text()));
    let _ = black_box(Reader::finish(&reader, text()));
    Reader::close_if(&mut reader, octets.u8() == 0);
    let reader = black_box(reader);
    // What was not read from this reader is a mistake of the caller's, and no panic either.
    black_box((Reader::since(&reader, start), Reader::since(&reader, octets.slice())));
    black_box(Reader::enclosed(&reader, octets.slice()));
    black_box(Reader::refuse(&reader, Reason::Missing, text(), octets.usize()));
    black_box(Reader::too_short(&reader, text()));
    black_box(Reader::too_short_within(&reader, fields(), text()));
    black_box(Reader::clone(&reader));
    debug::<Reader<F>>(&reader);
}

/// Every function of [`Fault`].
fn fault<F: Fault>(octets: &mut Octets<'_>) -> F {
    black_box(F::at(Reason::Missing, text(), octets.usize()));
    let (left, end) = (octets.usize(), octets.usize());
    black_box(F::short(fields(), text(), left, end, octets.u8() == 0))
}

fn opaque<const MIN: usize, const MAX: usize>(octets: &mut Octets<'_>) {
    if let Err(error) = black_box(Opaque::<MIN, MAX>::new(octets.slice())) {
        value::<LengthOutOfRange>(&error);
        display::<LengthOutOfRange>(&error);
    }
    if let Some(opaque) = try_from::<&[u8], Opaque<MIN, MAX>>(octets.slice()) {
        value::<Opaque<MIN, MAX>>(&opaque);
        display::<Opaque<MIN, MAX>>(&opaque);
        ordered::<Opaque<MIN, MAX>>(&opaque);
        encode::<Opaque<MIN, MAX>>(&opaque, &());
        black_box(as_ref::<Opaque<MIN, MAX>>(&opaque));
        black_box((Opaque::as_bytes(&opaque), Opaque::len(&opaque), Opaque::is_empty(&opaque)));
    }
}

fn as_ref<T: AsRef<[u8]>>(value: &T) -> &[u8] {
    T::as_ref(black_box(value))
}

fn socket_address(octets: &mut Octets<'_>) -> SocketAddr {
    let v4 = SocketAddrV4::new((*octets.array()).into(), octets.u16());
    let v6 = SocketAddrV6::new((*octets.array()).into(), octets.u16(), octets.u32(), octets.u32());
    unprinted::<ScopedAddress>(&ScopedAddress(v6));
    black_box(from::<SocketAddrV4, IpAddress>(v4));
    black_box(from::<SocketAddrV4, ServiceAffinity>(v4));
    if octets.u8() == 0 { v4.into() } else { v6.into() }
}

fn tls(octets: &mut Octets<'_>, code_points: &CodePoints) {
    let target = IpAddress::new(octets.address(), octets.u16());
    unprinted::<IpAddress>(&target);
    ordered::<IpAddress>(&target);
    encode::<IpAddress>(&target, &());
    black_box(IpAddress::is_usable(&target));
    black_box(from::<IpAddress, SocketAddr>(target));
    black_box(try_from::<SocketAddr, IpAddress>(socket_address(octets)));
    black_box(decode::<IpAddress>(octets, &()));

    if let Some(token) = decode::<MigrationToken>(octets, &()) {
        migration_token(&token);
        migration_extension(&from::<MigrationToken, MigrationExtension>(token), code_points);
    }
    if let (Ok(session_id), Ok(nonce), Ok(signature)) =
        (SessionId::new(octets.slice()), Nonce::new(octets.slice()), Signature::new(octets.slice()))
    {
        let claims = MigrationTokenClaims {
            target_address: target,
            session_id,
            expiry_timestamp: octets.u64(),
            nonce,
        };
        unprinted::<MigrationTokenClaims>(&claims);
        encode::<MigrationTokenClaims>(&claims, &());
        black_box(MigrationTokenClaims::signed_len(&claims, signature));
        let mut buffer = black_box([0; 1024]);
        let _ =
            black_box(MigrationTokenClaims::encode_signed(&claims, signature, room(&mut buffer)));
        black_box(buffer);
    }

    let support = black_box(MigrationSupport::default());
    value::<MigrationSupport>(&support);
    ordered::<MigrationSupport>(&support);
    encode::<MigrationSupport>(&support, &());
    black_box(decode::<MigrationSupport>(octets, &()));
    migration_extension(&from::<MigrationSupport, MigrationExtension>(support), code_points);
    let allowed = black_box(MigrationAllowed::default());
    value::<MigrationAllowed>(&allowed);
    ordered::<MigrationAllowed>(&allowed);
    encode::<MigrationAllowed>(&allowed, &());
    black_box(decode::<MigrationAllowed>(octets, &()));
    migration_extension(&from::<MigrationAllowed, MigrationExtension>(allowed), code_points);
    if let Some(extension) = decode::<MigrationExtension>(octets, code_points) {
        migration_extension(&extension, code_points);
    }

    if let Some(request) = decode::<MigrateRequest>(octets, code_points) {
        value::<MigrateRequest>(&request);
        encode::<MigrateRequest>(&request, code_points);
    }
    black_box(MigrateNotify::default());
    if let Some(notify) = decode::<MigrateNotify>(octets, code_points) {
        value::<MigrateNotify>(&notify);
        encode::<MigrateNotify>(&notify, code_points);
    }
    black_box(AlertLevel::default());
    if let Some(alert) = decode::<Alert>(octets, &()) {
        value::<Alert>(&alert);
        encode::<Alert>(&alert, &());
        value::<AlertLevel>(&alert.level);
        display::<AlertLevel>(&alert.level);
        ordered::<AlertLevel>(&alert.level);
        black_box(AlertLevel::number(alert.level));
    }
}

fn migration_token(token: &MigrationToken<'_>) {
    let token = black_box(token);
    unprinted::<MigrationToken>(token);
    encode::<MigrationToken>(token, &());
    black_box((MigrationToken::claims(token), MigrationToken::target_address(token)));
    black_box((MigrationToken::session_id(token), MigrationToken::expiry_timestamp(token)));
    black_box((MigrationToken::nonce(token), MigrationToken::signature(token)));
    black_box(MigrationToken::signed_content(token));
}

fn migration_extension(extension: &MigrationExtension<'_>, code_points: &CodePoints) {
    unprinted::<MigrationExtension>(extension);
    encode::<MigrationExtension>(extension, code_points);
}

fn carriers(octets: &mut Octets<'_>, code_points: &CodePoints) {
    if let Some(record) = decode::<Record>(octets, &()) {
        value::<Record>(&record);
        encode::<Record>(&record, &());
    }
    if let Some(message) = decode::<HandshakeMessage>(octets, &()) {
        value::<HandshakeMessage>(&message);
        encode::<HandshakeMessage>(&message, &());
    }
    if let Some(extension) = decode::<Extension>(octets, &()) {
        value::<Extension>(&extension);
        encode::<Extension>(&extension, &());
    }

    if let Some(hello) = decode::<ClientHello>(octets, code_points) {
        unprinted::<ClientHello>(&hello);
        black_box(ClientHello::is_migration_attempt(&hello));
        black_box(ClientHello::extension(&hello, ExtensionType(octets.u16())));
        if let Some(block) = hello.extensions {
            extensions(&block, octets);
        }
    }
    let _ = black_box(ClientHello::decode_body(Reader::new(octets.slice()), code_points));
    let _ = black_box(ClientHello::decode_body(Reader::delimited(octets.slice()), code_points));
    let _ = black_box(ClientHello::decode_body(Reader::unexplained(octets.slice()), code_points));
    let _ = black_box(ClientHello::find_extension_unvalidated(
        octets.slice(),
        ExtensionType(octets.u16()),
    ));

    if let Some(ticket) = decode::<NewSessionTicket>(octets, code_points) {
        unprinted::<NewSessionTicket>(&ticket);
        black_box(NewSessionTicket::extension(&ticket, ExtensionType(octets.u16())));
        extensions(&ticket.extensions, octets);
        if let Some(stored) = StoredTicket::new(&ticket, octets.u64()) {
            unprinted::<StoredTicket>(&stored);
            let decision = black_box(StoredTicket::decide(&stored, octets.u64()));
            unprinted::<MoveDecision>(&decision);
            if let MoveDecision::Stay(reason) = decision {
                value::<StayReason>(&reason);
                display::<StayReason>(&reason);
            }
        }
    }
    for reader in [Reader::new(octets.slice()), Reader::delimited(octets.slice())] {
        let _ = black_box(NewSessionTicket::decode_body(black_box(reader), code_points));
    }
    let reader = black_box(Reader::unexplained(octets.slice()));
    let _ = black_box(NewSessionTicket::decode_body(reader, code_points));
    let _ = black_box(NewSessionTicket::find_extension_unvalidated(
        octets.slice(),
        ExtensionType(octets.u16()),
    ));

    if let Some(psks) = decode::<OfferedPsks>(octets, &()) {
        value::<OfferedPsks>(&psks);
        encode::<OfferedPsks>(&psks, &());
        iterate(OfferedPsks::identities(&psks));
        iterate(OfferedPsks::binders(&psks));
    }
    if let Some(identity) = decode::<PskIdentity>(octets, &()) {
        value::<PskIdentity>(&identity);
        encode::<PskIdentity>(&identity, &());
    }
}

fn extensions(block: &Extensions<'_>, octets: &mut Octets<'_>) {
    let block = black_box(block);
    value::<Extensions>(block);
    black_box(Extensions::as_bytes(block));
    black_box(Extensions::find(block, ExtensionType(octets.u16())));
    debug::<ExtensionsIter>(&Extensions::iter(block));
    iterate::<ExtensionsIter>(ExtensionsIter::clone(&Extensions::into_iter(*block)));
}

fn tcp_options(octets: &mut Octets<'_>, kinds: &OptionKinds) {
    black_box(Layout::default());
    let mut affinity = black_box(ServiceAffinity::new(octets.address(), octets.u16()));
    if octets.u8() == 0 {
        let layout = Layout::Padded { reserved: octets.u16() };
        affinity = black_box(ServiceAffinity::with_layout(affinity, black_box(layout)));
    }
    let layout = black_box(ServiceAffinity::layout(&affinity));
    value::<Layout>(&layout);
    ordered::<Layout>(&layout);
    black_box((ServiceAffinity::address(&affinity), ServiceAffinity::port(&affinity)));
    black_box(try_from::<SocketAddr, ServiceAffinity>(socket_address(octets)));
    unprinted::<ServiceAffinity>(&affinity);
    ordered::<ServiceAffinity>(&affinity);
    encode::<ServiceAffinity>(&affinity, kinds);
    black_box((ServiceAffinity::kind(&affinity), ServiceAffinity::kind_with(&affinity, kinds)));
    black_box(from::<ServiceAffinity, SocketAddr>(affinity));
    tcp_option(&from::<ServiceAffinity, TcpOption>(affinity), kinds);

    let permitted = match core::num::NonZeroU8::new(octets.u8()) {
        Some(curve) => MigratePermitted::Secure { curve, key_data: octets.array() },
        None => MigratePermitted::Insecure,
    };
    value::<MigratePermitted>(&permitted);
    ordered::<MigratePermitted>(&permitted);
    encode::<MigratePermitted>(&permitted, kinds);
    tcp_option(&from::<MigratePermitted, TcpOption>(permitted), kinds);

    let migrate = Migrate { reqno: octets.u8(), token: octets.array(), request: octets.array() };
    value::<Migrate>(&migrate);
    ordered::<Migrate>(&migrate);
    encode::<Migrate>(&migrate, kinds);
    black_box((Migrate::preload(&migrate), Migrate::reqno_7bit(&migrate)));
    tcp_option(&from::<Migrate, TcpOption>(migrate), kinds);

    if let Ok(data) = Opaque::new(octets.slice()) {
        let _ = black_box(OtherOption::new(OptionKind(octets.u8()), data));
        match black_box(OtherOption::new_with(OptionKind(octets.u8()), data, kinds)) {
            Ok(other) => {
                value::<OtherOption>(&other);
                black_box((OtherOption::kind(&other), OtherOption::data(&other)));
                tcp_option(&from::<OtherOption, TcpOption>(other), kinds);
            }
            Err(reserved) => {
                value::<ReservedKind>(&reserved);
                display::<ReservedKind>(&reserved);
            }
        }
    }
    if let Some(option) = decode::<TcpOption>(octets, kinds) {
        tcp_option(&option, kinds);
    }

    black_box(Timestamps::default());
    let timestamps = black_box(Timestamps::from_data(*octets.array()));
    value::<Timestamps>(&timestamps);
    ordered::<Timestamps>(&timestamps);
    let data = black_box(Timestamps::to_data(&timestamps));
    black_box(Timestamps::to_option(&data));
    let key = black_box(PublicKey::join(octets.array(), timestamps));
    value::<PublicKey>(&key);
    ordered::<PublicKey>(&key);
    black_box(PublicKey::split(&key));

    let _ = black_box(TcpOptions::new(octets.slice()));
    options_area(&TcpOptions::default(), kinds);
    if let Some(options) = decode::<TcpOptions>(octets, kinds) {
        options_area(&options, kinds);
    }
    options_buf(octets, kinds);
}

fn tcp_option(option: &TcpOption<'_>, kinds: &OptionKinds) {
    let option = black_box(option);
    unprinted::<TcpOption>(option);
    encode::<TcpOption>(option, kinds);
    black_box((TcpOption::kind(option), TcpOption::kind_with(option, kinds)));
    black_box(Timestamps::from_option(option));
}

fn options_area(options: &TcpOptions<'_>, kinds: &OptionKinds) {
    let options = black_box(options);
    value::<TcpOptions>(options);
    encode::<TcpOptions>(options, kinds);
    black_box(TcpOptions::as_bytes(options));
    black_box(TcpOptions::padding(options));
    black_box(TcpOptions::timestamps(options));
    black_box(TcpOptions::public_key(options));
    black_box(TcpOptions::public_key_with(options, kinds));
    iterate(TcpOptions::iter(options));
    iterate(TcpOptions::into_iter(*options));
    let iterator = black_box(TcpOptions::iter_with(options, kinds));
    debug::<TcpOptionsIter>(&iterator);
    iterate::<TcpOptionsIter>(TcpOptionsIter::clone(&iterator));
    iterate(TcpOptions::known(options));
    let known = black_box(TcpOptions::known_with(options, kinds));
    debug::<KnownOptions>(&known);
    iterate::<KnownOptions>(KnownOptions::clone(&known));
    for malformed in iterator.filter_map(Result::err) {
        unprinted::<MalformedOption>(&malformed);
        display::<MalformedOption>(&malformed);
        black_box((MalformedOption::kind(&malformed), MalformedOption::offset(&malformed)));
        black_box(MalformedOption::error(&malformed));
        black_box(from::<MalformedOption, Error>(malformed));
    }
}

fn options_buf(octets: &mut Octets<'_>, kinds: &OptionKinds) {
    black_box(TcpOptionsBuf::new());
    let mut buf = black_box(TcpOptionsBuf::default());
    let mut reader = Reader::new(octets.slice());
    while let Ok(option) = TcpOption::decode(&mut reader, kinds) {
        if TcpOptionsBuf::push(&mut buf, black_box(option)).is_err() {
            break;
        }
        buf = black_box(buf);
        let _ = black_box(TcpOptionsBuf::push_with(&mut buf, black_box(option), kinds));
        buf = black_box(buf);
    }
    let _ = black_box(TcpOptionsBuf::push_padding(&mut buf, octets.slice()));
    buf = black_box(buf);
    TcpOptionsBuf::pad(&mut buf);
    buf = black_box(buf);
    black_box((TcpOptionsBuf::as_bytes(&buf), as_ref::<TcpOptionsBuf>(&buf)));
    equal::<TcpOptionsBuf>(&buf);
    debug::<TcpOptionsBuf>(&buf);
    encode::<TcpOptionsBuf>(&buf, kinds);
    black_box(from::<TcpOptions, TcpOptionsBuf>(TcpOptionsBuf::as_options(&buf)));
}

fn tcp_header(octets: &mut Octets<'_>, kinds: &OptionKinds) {
    black_box(TcpFlags::default());
    let one = TcpFlags::from_bits(octets.u16()).unwrap_or(TcpFlags::FIN);
    let name = core::str::from_utf8(octets.slice()).unwrap_or_default();
    let other = TcpFlags::from_name(black_box(name)).unwrap_or(TcpFlags::SAF);
    let mut flags = black_box(TcpFlags::bitor(one, other));
    let without = TcpFlags::without(flags, one);
    TcpFlags::bitor_assign(&mut flags, without);
    black_box(TcpFlags::is_empty(flags));
    value::<TcpFlags>(&flags);
    display::<TcpFlags>(&flags);
    ordered::<TcpFlags>(&flags);
    black_box((TcpFlags::bits(flags), TcpFlags::reserved(flags)));
    black_box((TcpFlags::with_reserved(flags, octets.u8()), TcpFlags::contains(flags, one)));
    iterate(TcpFlags::names(flags));
    value::<SynOffer>(&TcpFlags::syn_offer(flags));

    header(&TcpHeader { flags, ..TcpHeader::default() }, kinds);
    if let Some(decoded) = decode::<TcpHeader>(octets, kinds) {
        header(&decoded, kinds);
    }
    if let Ok((decoded, _)) = TcpHeader::from_segment_options_unvalidated(octets.slice()) {
        header(&decoded, kinds);
    }
}

fn header(header: &TcpHeader<'_>, kinds: &OptionKinds) {
    let header = black_box(header);
    value::<TcpHeader>(header);
    encode::<TcpHeader>(header, kinds);
    black_box(TcpHeader::data_offset(header));
    iterate(TcpHeader::faults(header));
    let faults = TcpHeader::faults_with(header, kinds);
    iterate(faults.clone());
    for fault in faults {
        value::<SegmentFault>(&fault);
        display::<SegmentFault>(&fault);
    }
    options_area(&header.options, kinds);
}

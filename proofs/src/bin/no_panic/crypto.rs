//! Every function of feature `crypto`.

use core::error::Error as StdError;
use core::fmt;
use core::hint::black_box;
use core::time::Duration;

use rehome::crypto::{
    Accepted, Freshness, Grant, HashAlgorithm, KeyError, Label, LabelCollision, Labels,
    MigrateAnswer, MigrateConnection, MigrateEvent, MigrateKey, MigrateReason, MigrateSecrets,
    MigrateState, MigrateStep, NonceMemory, NonceUse, Refusal, ReqNoView, SessionKeys,
    SharedSecretError, SignedContent, StateEvent, SynJudgement, Unspent, Verifier,
    expiry_timestamp, hkdf_expand_label,
};
use rehome::tcp::Migrate;
use rehome::tls::{IpAddress, MigrationToken, Nonce};
use rehome::wire::{Decode, Opaque};

use super::{Octets, debug, display, equal, from, room, socket_address, unprinted, value};

pub(super) fn all(octets: &mut Octets<'_>) {
    small_types(octets);
    for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384] {
        keys_and_tokens(black_box(hash), octets);
    }
    migrate(octets);
}

fn small_types(octets: &mut Octets<'_>) {
    if let Some(hash) = black_box(HashAlgorithm::of_cipher_suite(octets.u16())) {
        value::<HashAlgorithm>(&hash);
        display::<HashAlgorithm>(&hash);
        black_box(HashAlgorithm::output_len(hash));
    }
    black_box(expiry_timestamp(octets.u64(), duration(octets)));
    value::<SignedContent>(&black_box(SignedContent::default()));
    let freshness =
        black_box(if octets.u8() == 0 { Freshness::Fresh } else { Freshness::Replayed });
    value::<Freshness>(&freshness);
}

fn duration(octets: &mut Octets<'_>) -> Duration {
    let nanoseconds = octets.u32() % 1_000_000_000;
    black_box(
        Duration::from_secs(octets.u64()).saturating_add(Duration::from_nanos(nanoseconds.into())),
    )
}

fn key_error(error: KeyError) {
    value::<KeyError>(&error);
    display::<KeyError>(&error);
}

fn keys_and_tokens(hash: HashAlgorithm, octets: &mut Octets<'_>) {
    let mut labels = black_box(Labels::default());
    if let (Ok(id), Ok(mac)) = (Label::new(octets.slice()), Label::new(octets.slice())) {
        match black_box(Labels::new(id, mac)) {
            Ok(others) => labels = others,
            Err(error) => {
                value::<LabelCollision>(&error);
                display::<LabelCollision>(&error);
            }
        }
    }
    let labels = black_box(labels);
    value::<Labels>(&labels);
    black_box((Labels::session_id(&labels), Labels::mac_key(&labels)));

    let mut out = black_box([0; 1024]);
    let context = Opaque::new(octets.slice()).unwrap_or(Opaque::from_array(&[]));
    // A secret of any length, and one of the right length.
    let right: &[u8] = match hash {
        HashAlgorithm::Sha384 => octets.array::<48>(),
        _ => octets.array::<32>(),
    };
    for secret in [octets.slice(), right] {
        let secret = black_box(secret);
        let label = Labels::mac_key(&labels);
        if let Err(error) = hkdf_expand_label(hash, secret, label, context, room(&mut out)) {
            key_error(error);
        }
        black_box(&mut out);
        for keys in [
            black_box(SessionKeys::derive(hash, secret)),
            black_box(SessionKeys::derive_with(hash, secret, &labels)),
        ] {
            match keys {
                Ok(keys) => session(&keys, octets),
                Err(error) => key_error(error),
            }
        }
    }
}

fn session(keys: &SessionKeys, octets: &mut Octets<'_>) {
    let keys = black_box(keys);
    equal::<SessionKeys>(keys);
    debug::<SessionKeys>(keys);
    black_box((SessionKeys::hash(keys), SessionKeys::session_id(keys), SessionKeys::mac_key(keys)));

    let reading =
        black_box(if octets.u8() == 0 { SignedContent::Encoded } else { SignedContent::Bare });
    let nonce = Nonce::new(octets.slice()).unwrap_or(Nonce::from_array(octets.array::<16>()));
    let grant = black_box(Grant {
        target_address: IpAddress::new(octets.address(), octets.u16()),
        expiry_timestamp: octets.u64(),
        nonce,
    });
    unprinted::<Grant>(&grant);
    black_box(SessionKeys::issued_len(keys, &grant));
    let mut buffer = black_box([0; 1024]);
    let _ = black_box(SessionKeys::issue(keys, &grant, room(&mut buffer)));
    let issued = black_box(SessionKeys::issue_with(keys, &grant, reading, room(&mut buffer)));
    let buffer = black_box(buffer);
    let issued = buffer.get(..issued.unwrap_or_default()).unwrap_or_default();
    verify(keys, issued, reading, octets);
    verify(keys, octets.slice(), reading, octets);
}

fn verify(keys: &SessionKeys, token: &[u8], reading: SignedContent, octets: &mut Octets<'_>) {
    let own = [(); 3].map(|()| IpAddress::new(octets.address(), octets.u16()));
    let own = black_box(own);
    let mut verifier = black_box(Verifier::at(octets.u64()));
    verifier = black_box(Verifier::clock_tolerance(verifier, duration(octets)));
    verifier = black_box(Verifier::signed_content(verifier, reading));
    if octets.u8() == 0 {
        verifier = black_box(Verifier::local_addresses(verifier, &own));
    }
    let memory = Memory;
    accepted(black_box(Verifier::verify_octets(&verifier, keys, token, &memory)));
    let Ok(token) = MigrationToken::from_bytes(token) else { return };
    for result in [
        black_box(Verifier::verify(&verifier, keys, token, &memory)),
        black_box(Verifier::verify::<&Memory>(&verifier, keys, token, &&memory)),
        // Of whatever type the memory is.
        black_box(Verifier::verify::<dyn NonceMemory<Error = Down>>(
            &verifier, keys, token, &memory,
        )),
    ] {
        accepted(result);
    }
    match black_box(Verifier::check(&verifier, keys, token)) {
        Ok(unspent) => {
            let unspent = black_box(unspent);
            let used = black_box(Unspent::nonce_use(&unspent));
            value::<NonceUse>(&used);
            memory_of::<Memory>(&memory, &used);
            memory_of::<&Memory>(&&memory, &used);
            if octets.u8() == 0 {
                accepted(black_box(Unspent::consume(unspent, &memory)));
            } else {
                let freshness = black_box(Freshness::Fresh);
                accepted(black_box(Unspent::accept(unspent, freshness)));
            }
        }
        Err(refusal) => {
            unprinted::<Refusal>(&refusal);
            black_box(Refusal::code(&refusal));
            refused(&black_box(Refusal::widen(refusal)));
        }
    }
}

fn accepted(verdict: Result<Accepted<'_>, Refusal<Down>>) {
    match verdict {
        Ok(accepted) => {
            equal::<Accepted>(&accepted);
            unprinted::<MigrationToken>(&Accepted::token(&accepted));
        }
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Refusal<Down>) {
    let refusal = black_box(refusal);
    unprinted::<Refusal<_>>(refusal);
    display::<Refusal<_>>(refusal);
    source::<Refusal<_>>(refusal);
    black_box(Refusal::code(refusal));
}

fn source<E: StdError>(error: &E) {
    black_box(E::source(black_box(error)).is_some());
}

fn memory_of<M: NonceMemory>(memory: &M, used: &NonceUse<'_>) {
    let _ = black_box(M::consume(black_box(memory), black_box(used)).is_ok());
}

/// A memory that says anything.
struct Memory;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Down;

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("down")
    }
}

impl StdError for Down {}

impl NonceMemory for Memory {
    type Error = Down;

    fn consume(&self, used: &NonceUse<'_>) -> Result<Freshness, Down> {
        black_box(used);
        black_box(Ok(Freshness::Fresh))
    }
}

fn migrate(octets: &mut Octets<'_>) {
    match black_box(MigrateKey::from_shared_secret(octets.slice())) {
        Ok(key) => {
            equal::<MigrateKey>(&key);
            debug::<MigrateKey>(&key);
            drop::<MigrateKey>(key);
        }
        Err(error) => {
            value::<SharedSecretError>(&error);
            display::<SharedSecretError>(&error);
        }
    }
    let view = black_box(if octets.u8() == 0 { ReqNoView::EightBit } else { ReqNoView::SevenBit });
    value::<ReqNoView>(&view);
    black_box(ReqNoView::reqno(view, octets.u8()));
    black_box(ReqNoView::is_newer(view, octets.u8(), octets.u8()));

    let shared_secret = octets.array::<25>();
    let key = from::<[u8; 25], MigrateKey>(*shared_secret);
    let secrets = black_box(MigrateSecrets { ni: octets.u32(), nj: octets.u32(), key, view });
    debug::<MigrateSecrets>(&secrets);
    let seqno = octets.u32();
    let (token, reqno) = (black_box(MigrateSecrets::token(&secrets)), octets.u8());
    let request = black_box(MigrateSecrets::request(&secrets, seqno, reqno));
    let migrate = black_box(Migrate { reqno, token: &token, request: &request });
    black_box(MigrateSecrets::is_token(&secrets, &migrate));
    black_box(MigrateSecrets::is_request(&secrets, &migrate, seqno));
    let last_reqno = black_box(Some(octets.u8()).filter(|octet| *octet != 0));
    value::<SynJudgement>(&MigrateSecrets::judge(&secrets, &migrate, seqno, last_reqno));

    let secrets = black_box((octets.u8() == 0).then_some(secrets));
    let mut connection = black_box(MigrateConnection::new(secrets, socket_address(octets)));
    let forged = Migrate { reqno: octets.u8(), token: octets.array(), request: octets.array() };
    for state in [state(octets), state(octets)] {
        for event in [
            MigrateEvent::MigrateSyn { migrate, seqno, source: socket_address(octets) },
            MigrateEvent::MigrateSyn { migrate: forged, seqno, source: socket_address(octets) },
            MigrateEvent::Rst,
            MigrateEvent::Ack,
            MigrateEvent::Data,
            MigrateEvent::Timeout,
        ] {
            let event = black_box(event);
            unprinted::<MigrateEvent>(&event);
            step(MigrateConnection::on(&mut connection, &event));
            connection = black_box(connection);
            black_box((
                MigrateConnection::state(&connection),
                MigrateConnection::peer(&connection),
            ));
            black_box(MigrateConnection::last_reqno(&connection));
        }
        MigrateConnection::enter(&mut connection, state);
        connection = black_box(connection);
    }
    let event = match octets.u8() {
        0 => StateEvent::MigrateSyn(judgement(octets)),
        1 => StateEvent::Rst,
        2 => StateEvent::Ack,
        3 => StateEvent::Data,
        _ => StateEvent::Timeout,
    };
    let event = black_box(event);
    value::<StateEvent>(&event);
    step(MigrateState::on(state(octets), event, octets.u8() == 0));
}

fn state(octets: &mut Octets<'_>) -> MigrateState {
    let state = black_box(match octets.u8() {
        0 => MigrateState::Established,
        1 => MigrateState::FinWait,
        2 => MigrateState::SynReceived,
        3 => MigrateState::MigrateWait,
        _ => MigrateState::Closed,
    });
    value::<MigrateState>(&state);
    state
}

fn judgement(octets: &mut Octets<'_>) -> SynJudgement {
    let judgement = black_box(match octets.u8() {
        0 => SynJudgement::UnknownToken,
        1 => SynJudgement::Duplicate,
        2 => SynJudgement::Stale,
        3 => SynJudgement::WrongRequest,
        _ => SynJudgement::Right,
    });
    value::<SynJudgement>(&judgement);
    judgement
}

fn step(step: MigrateStep) {
    let step = black_box(step);
    value::<MigrateStep>(&step);
    value::<MigrateAnswer>(&step.answer);
    value::<MigrateReason>(&step.reason);
}

//! TCP Migrate: a connection at which anything arrives, and Token and Request by SHA-1 directly.

use arbitrary::{Result, Unstructured};
use rehome::crypto::{MigrateKey, MigrateSecrets, ReqNoView};
use rehome::tcp::Migrate;
use rehome_oracles::migrate::{MigrateAction, Syn, at, migrate_connection, secrets};
use sha1::{Digest, Sha1};

/// As many events arrive at most.
const EVENTS: usize = 60;

/// Events in any order at a connection, and secrets of any value.
pub fn tcp_migrate(octets: &[u8]) {
    let mut u = Unstructured::new(octets);
    // Octets that are too few end the events.
    let _ = formulas(&mut u).and_then(|()| events(&mut u));
}

fn events(u: &mut Unstructured<'_>) -> Result<()> {
    let view: ReqNoView = u.arbitrary()?;
    let negotiated = u.ratio(7, 8)?;
    let mut actions = Vec::new();
    while !u.is_empty() && actions.len() < EVENTS {
        let Ok(action) = action(u, view) else { break };
        actions.push(action);
    }
    migrate_connection(view, negotiated, &actions);
    Ok(())
}

fn action(u: &mut Unstructured<'_>, view: ReqNoView) -> Result<MigrateAction> {
    Ok(match u.int_in_range(0..=11)? {
        0..=3 => {
            let ahead = if u.arbitrary()? { u.int_in_range(1..=3)? } else { u.arbitrary()? };
            MigrateAction::Ask { ahead, network: u.int_in_range(2..=5)? }
        }
        4 => {
            let (which, later) = (u.arbitrary::<u8>()?.into(), u32::from(u.ratio(1, 2)?));
            MigrateAction::Replay { which, later, network: 60 }
        }
        5 => {
            let (which, bit) = (u.arbitrary::<u8>()?.into(), u.arbitrary::<u8>()?.into());
            MigrateAction::Tamper { which, bit, network: 61 }
        }
        6 => {
            // From somebody who has seen the Token, and knows no more.
            let (reqno, request, seqno) = u.arbitrary()?;
            let token = secrets(view).token();
            MigrateAction::Send(Syn { reqno, token, request, seqno, source: at(62) })
        }
        7 => MigrateAction::Rst,
        8 => MigrateAction::Ack,
        9 => MigrateAction::Data,
        10 => MigrateAction::Timeout,
        _ => MigrateAction::Fin,
    })
}

/// Token and Request are the first octets of SHA-1 over what the documents say.
fn formulas(u: &mut Unstructured<'_>) -> Result<()> {
    let (ni, nj, seqno): (u32, u32, u32) = u.arbitrary()?;
    let (key, reqno, view): ([u8; 25], u8, ReqNoView) = u.arbitrary()?;
    let secrets = MigrateSecrets { ni, nj, key: MigrateKey::from(key), view };
    let keyed = [&ni.to_be_bytes()[..], &nj.to_be_bytes(), &key].concat();
    let hashed = if view == ReqNoView::EightBit { reqno } else { reqno % 128 };
    let asked = [&keyed[..], &seqno.to_be_bytes(), &[hashed]].concat();
    let (token, request) = (secrets.token(), secrets.request(seqno, reqno));
    assert!(Sha1::digest(keyed).starts_with(&token));
    assert!(Sha1::digest(asked).starts_with(&request));

    let migrate = Migrate { reqno, token: &token, request: &request };
    assert!(secrets.is_token(&migrate) && secrets.is_request(&migrate, seqno));
    assert!(!secrets.is_request(&migrate, seqno.wrapping_add(1)));
    let other = Migrate { reqno, token: &request, request: &token };
    assert!(!secrets.is_token(&other) && !secrets.is_request(&other, seqno));
    Ok(())
}

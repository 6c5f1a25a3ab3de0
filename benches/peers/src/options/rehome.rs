use rehome::OptionKinds;
use rehome::tcp::{MalformedOption, MigratePermitted, TcpOption, TcpOptions};

use super::{Item, Kinds, Ours};

pub(super) fn kinds(_: Kinds) -> OptionKinds {
    OptionKinds::default()
}

/// An option in the form that all have here.
#[inline(always)]
fn item(option: Result<TcpOption<'_>, MalformedOption<'_>>) -> Item {
    Item::Ours(match option {
        Ok(TcpOption::ServiceAffinity(option)) => {
            Ours::Affinity { address: option.address(), port: option.port() }
        }
        Ok(TcpOption::MigratePermitted(MigratePermitted::Insecure)) => Ours::Permitted { curve: 0 },
        Ok(TcpOption::MigratePermitted(MigratePermitted::Secure { curve, .. })) => {
            Ours::Permitted { curve: curve.get() }
        }
        Ok(TcpOption::Migrate(option)) => Ours::Migrate {
            reqno: option.reqno,
            token: u64::from_be_bytes(*option.token),
            request: u64::from_be_bytes(*option.request),
        },
        Ok(TcpOption::Other(option)) => return Item::other(option.kind().0, option.data()),
        Ok(TcpOption::Nop | TcpOption::End) => return Item::NOP,
        Err(_) => Ours::Malformed,
    })
}

/// By the walk that shows every option. One that breaks the list is ours if its kind is.
#[inline(always)]
pub(super) fn walk(area: &[u8], kinds: &OptionKinds, mut seen: impl FnMut(Item)) {
    let Ok(options) = TcpOptions::new(area) else { return };
    for option in options.iter_with(kinds) {
        match option {
            Err(malformed) if !kinds.contains(malformed.kind()) => {}
            option => seen(item(option)),
        }
    }
}

/// By the walk that passes over all others.
#[inline(always)]
pub(super) fn find(area: &[u8], kinds: &OptionKinds, seen: impl FnMut(Item)) {
    let Ok(options) = TcpOptions::new(area) else { return };
    options.known_with(kinds).map(item).for_each(seen);
}

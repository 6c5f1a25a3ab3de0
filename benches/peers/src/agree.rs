//! Peers have to say the same before anything of them is timed.

/// The octets themselves, cut at every place, with more behind them, and with each octet changed in
/// several ways.
pub(crate) fn damaged(octets: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![octets.to_vec(), [octets, &[0]].concat(), [octets, &[1; 300]].concat()];
    all.extend((0..octets.len()).map(|len| octets[..len].to_vec()));
    for at in 0..octets.len() {
        for change in [1, 2, 0x0f, 0x10, 0x20, 0x80, 0xff] {
            let mut changed = octets.to_vec();
            changed[at] ^= change;
            all.push(changed);
        }
    }
    all
}

/// Asserts that a peer says of these octets what is expected.
pub(crate) fn same(peer: &str, octets: &[u8], its: &Option<Vec<u8>>, expected: &Option<Vec<u8>>) {
    let text = |said: &Option<Vec<u8>>| {
        said.as_ref().map(|octets| String::from_utf8_lossy(octets).into_owned())
    };
    assert!(
        its == expected,
        "{peer} reads {} as {:?}, and not as {:?}",
        hex::encode(octets),
        text(its),
        text(expected)
    );
}

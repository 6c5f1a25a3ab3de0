//! Inputs: the project's test vectors.

/// The octets of a vector.
pub(crate) fn octets(structure: &str, id: u32) -> Vec<u8> {
    let path = format!("{}/testvectors/{structure}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a vector file");
    // Each vector has a line of its own.
    let line = text.lines().find(|line| line.contains(&format!("\"id\": {id},"))).expect("an id");
    let hex =
        line.split("\"hex\": \"").nth(1).and_then(|rest| rest.split('"').next()).expect("hex");
    let octet = |i| u8::from_str_radix(&hex[i..i + 2], 16).expect("two digits");
    (0..hex.len()).step_by(2).map(octet).collect()
}

/// Tokens: the smallest, 98 octets, and the largest, 795.
pub(crate) const TOKENS: [(&str, u32); 2] = [("98", 1), ("795", 4)];

/// Options areas: a Linux SYN, most segments of a connection, a FIN that moves it, a full one.
pub(crate) const AREAS: [(&str, u32); 4] =
    [("syn_20", 2), ("data_12", 5), ("fin_20", 21), ("full_40", 6)];

//! Captures written with their secrets in them.

use rehome_cli::capture::Frame;

/// A pcapng file that is written.
pub(super) struct Pcapng {
    octets: Vec<u8>,
    link_types: Vec<u16>,
}

impl Pcapng {
    /// One with a key log in it, unless that is empty.
    pub(super) fn new(keys: &[u8]) -> Self {
        let mut file = Self { octets: Vec::new(), link_types: Vec::new() };
        let header = [&0x1a2b_3c4d_u32.to_le_bytes()[..], &[1, 0, 0, 0], &[0xff; 8]];
        file.block(0x0a0d_0d0a, &header.concat());
        if !keys.is_empty() {
            file.block(10, &[b"KSLT", &length(keys)[..], keys].concat());
        }
        file
    }

    /// Adds a frame, whose time is its number.
    pub(super) fn frame(&mut self, frame: &Frame<'_>) {
        let link_type = frame.link_type().0;
        let known = self.link_types.iter().position(|it| *it == link_type);
        let interface = known.unwrap_or_else(|| {
            self.block(1, &[&link_type.to_le_bytes()[..], &[0, 0], &[0, 0, 4, 0]].concat());
            self.link_types.push(link_type);
            self.link_types.len() - 1
        });
        let octets = length(frame.octets());
        let interface = u32::try_from(interface).unwrap_or_default().to_le_bytes();
        let microseconds = frame.time().map_or(0, |time| {
            time.seconds.saturating_mul(1_000_000) + u64::from(time.nanoseconds / 1000)
        });
        let [a, b, c, d, e, f, g, h] = microseconds.to_le_bytes();
        let time = [e, f, g, h, a, b, c, d];
        self.block(6, &[&interface, &time[..], &octets, &octets, frame.octets()].concat());
    }

    pub(super) fn into_octets(self) -> Vec<u8> {
        self.octets
    }

    fn block(&mut self, block_type: u32, body: &[u8]) {
        let padding = vec![0; body.len().next_multiple_of(4) - body.len()];
        let length = u32::try_from(12 + body.len() + padding.len()).unwrap_or(u32::MAX);
        self.octets.extend(block_type.to_le_bytes());
        self.octets.extend(length.to_le_bytes());
        self.octets.extend([body, &padding].concat());
        self.octets.extend(length.to_le_bytes());
    }
}

fn length(octets: &[u8]) -> [u8; 4] {
    u32::try_from(octets.len()).unwrap_or(u32::MAX).to_le_bytes()
}

//! Secrets that are added when their records were seen before.

use rehome_cli::flow::Direction::Forward;

use crate::reader::Reader;
use crate::rfc8448::{feed, gave_all, resumed, traces};

/// All are waited for, or those of one kind.
#[test]
fn secrets_may_come_last() {
    for trace in traces() {
        for late in ["", "HANDSHAKE", "_SECRET_0", "CLIENT", "SERVER", "EARLY"] {
            let mut reader = Reader::new(&trace.keys_without(late));
            reader.key_log.set_more_may_come(true);
            feed(&mut reader, &trace, |_, _| {});
            // Nothing waits for the secret of 0-RTT data.
            assert_eq!(reader.connection.waits(), late != "EARLY", "{late}");
            reader.add_last(trace.keys);
            gave_all(&reader, &trace);
        }
    }
}

/// They come before any record that is not yet read: at each record of the trace.
#[test]
fn secrets_may_come_at_any_time() {
    for trace in traces() {
        for late in ["", "HANDSHAKE", "_SECRET_0", "CLIENT", "SERVER"] {
            for moment in 0..trace.records.len() {
                let mut reader = Reader::new(&trace.keys_without(late));
                reader.key_log.set_more_may_come(true);
                for (index, record) in trace.records.iter().enumerate() {
                    if index == moment {
                        reader.add_last(trace.keys);
                    }
                    reader.feed(record.direction, &record.octets);
                }
                gave_all(&reader, &trace);
            }
        }
    }
}

/// A record of 0-RTT data was passed over, so that the number of the next one is not known.
#[test]
fn the_secret_of_0_rtt_data_may_come_too_late() {
    let trace = resumed();
    let end_of_early_data = trace.of(Forward).nth(2).unwrap();
    let mut reader = Reader::new(&trace.keys_without("EARLY"));
    reader.key_log.set_more_may_come(true);
    for record in &trace.records {
        if std::ptr::eq(record, end_of_early_data) {
            reader.add_last(trace.keys);
        }
        reader.feed(record.direction, &record.octets);
    }
    gave_all(&reader, &trace);
}

use tls_parser::{
    TlsExtension, TlsMessage, TlsMessageHandshake, parse_tls_client_hello_extension,
    parse_tls_client_hello_extensions, parse_tls_message_handshake,
};

/// The hello, then one extension after the other up to the one that is wanted.
pub(super) fn find(message: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = extensions(message)?;
    while !rest.is_empty() {
        let (behind, extension) = parse_tls_client_hello_extension(rest).ok()?;
        if let TlsExtension::Unknown(number, data) = extension
            && number.0 == wanted
        {
            return Some(data);
        }
        rest = behind;
    }
    None
}

fn extensions(message: &[u8]) -> Option<&[u8]> {
    let (_, message) = parse_tls_message_handshake(message).ok()?;
    match message {
        TlsMessage::Handshake(TlsMessageHandshake::ClientHello(hello)) => hello.ext,
        _ => None,
    }
}

/// The hello and all its extensions.
pub(super) fn whole(message: &[u8]) -> u64 {
    let Some(extensions) = extensions(message) else { return 0 };
    match parse_tls_client_hello_extensions(extensions) {
        Ok(([], extensions)) => extensions.len() as u64,
        _ => 0,
    }
}

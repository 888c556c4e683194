//! Helpers that the test programs share.

#![allow(dead_code, reason = "each test program uses only some of the helpers")]

use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use alipay_acquiring::signature::{RsaSigningKey, RsaVerifyingKey, Signer, SigningBytes};
use base64ct::{Base64, Encoding};
use gateway::SERVICE_PATH;

/// The specification's sample request, signed with the client's key.
pub(crate) const GOLDEN: &str = include_str!("../../../../tests/fixtures/golden/request.json");
pub(crate) const SPAN: &str = include_str!("../../../../tests/fixtures/golden/request.span");

/// A timeout that even the slowest machine does not reach.
pub(crate) const LONG: Duration = Duration::from_secs(600);

/// The path of a file in the folder of the test keys.
pub(crate) fn key_path(file: &str) -> PathBuf {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/keys");
    keys.join(file)
}

pub(crate) fn key(file: &str) -> String {
    fs::read_to_string(key_path(file)).unwrap()
}

/// The private key of `client`, `platform`, `rsa3072` or `rsa4096`.
pub(crate) fn signing_key(name: &str) -> RsaSigningKey {
    RsaSigningKey::from_text(&key(&format!("{name}_private.pkcs8.pem"))).unwrap()
}

/// The public key of `client`, `platform`, `rsa3072` or `rsa4096`.
pub(crate) fn verifying_key(name: &str) -> RsaVerifyingKey {
    RsaVerifyingKey::from_text(&key(&format!("{name}_public.spki.pem"))).unwrap()
}

/// The sample with one text in its span replaced, and a valid signature over the new span.
pub(crate) fn signed(from: &str, to: &str) -> String {
    signed_with("client", from, to)
}

/// The same, signed with another key.
pub(crate) fn signed_with(key: &str, from: &str, to: &str) -> String {
    let span = SPAN.replacen(from, to, 1);
    assert_ne!(span, SPAN, "{from}");
    envelope(&span, &sign(&span, key))
}

pub(crate) fn envelope(span: &str, signature: &str) -> String {
    format!(r#"{{"request":{span},"signature":"{signature}"}}"#)
}

pub(crate) fn sign(span: &str, key: &str) -> String {
    let signature = signing_key(key).sign(SigningBytes::new(span.as_bytes()));
    Base64::encode_string(signature.unwrap().as_bytes())
}

/// The program of this package, with these arguments.
pub(crate) fn gateway(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    command.args(arguments);
    command
}

/// The program as it runs. It is killed when its test ends.
pub(crate) struct Program {
    pub(crate) child: Child,
    /// The lines that it prints. They stay open, so that it can print until it ends.
    pub(crate) lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut command = gateway(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    pub(crate) fn next_line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    /// The URL of its service, once it has printed that. The lines before are skipped.
    pub(crate) fn url(&mut self) -> String {
        loop {
            if let Some(url) = self.next_line().strip_prefix("listening at ") {
                return url.to_owned();
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in the URL of a service.
pub(crate) fn address(url: &str) -> &str {
    let address = url.strip_prefix("http://").unwrap();
    address.strip_suffix(SERVICE_PATH).unwrap()
}

pub(crate) fn connect(address: impl ToSocketAddrs) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

/// Sends bytes and reads until the server hangs up.
pub(crate) fn exchange(address: impl ToSocketAddrs, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    // The server may hang up before it has read all bytes; its reply until then counts.
    let _ = stream.write_all(bytes);
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    reply
}

/// An HTTP request with this body to the service.
pub(crate) fn post(body: &[u8]) -> Vec<u8> {
    post_to(SERVICE_PATH, "application/json", body)
}

/// An HTTP request with this body.
pub(crate) fn post_to(path: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {content_type}\r\n\
         content-length: {length}\r\n\r\n"
    )
    .into_bytes();
    request.extend(body);
    request
}

/// The status and the body of an HTTP response; status 0 if there is none.
pub(crate) fn parse(reply: &[u8]) -> (u16, &[u8]) {
    let text = String::from_utf8_lossy(reply);
    let status = text.get(9..12).and_then(|status| status.parse().ok());
    let body = reply.windows(4).position(|window| window == b"\r\n\r\n");
    let body = body.map_or(&[][..], |at| &reply[at + 4..]);
    (status.unwrap_or(0), body)
}

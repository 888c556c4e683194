//! Prints the content of an envelope and all problems in it. Use it when an integration fails.
//!
//! `--help` prints the usage. The output for an envelope that is refused:
//!
//! ```text
//! $ cargo run --example inspect -- tests/fixtures/refused/time-no-colon-req-time.json
//! request, not decoded, so not verified
//!   error            no colon in the offset of the time; write +08:00, not +0800
//!   kind             Value(Timestamp(NoColonInOffset))
//!   field            reqTime
//!   place            line 1, column 136 (byte 135)
//!
//!   1 | …":"211xxxxxxxxxxxxxxx044","reqTime":"2001-07-04T12:08:56+0800","reqMsgId…
//!                                            ^
//!
//! claims, not verified
//!   version          "2.0.2"
//!   function         "alipay.intl.acquiring.common.payCancel"
//!   clientId         "211xxxxxxxxxxxxxxx044"
//!   reqMsgId         "1234567asdfasdf1123fda"
//!
//! problems
//!   1. reqTime at byte 135: no colon in the offset of the time; write +08:00, not +0800: line 1, column 136
//! ```

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::{env, fs};

use alipay_acquiring::function::{Body, Function};
use alipay_acquiring::{
    DecodeError, DecodeErrorKind, Envelope, Lenient, Message, PayCancel, PayCancelRequest,
    PayCancelResponse, PayCancelResultCode, ResultInfo, SignType, Timestamp, UnsignedFailure,
    Unverified,
    function::{Head, ResultMeaning},
    signature::{RsaVerifyingKey, Signature, SigningBytes},
};

const USAGE: &str = "\
usage: inspect FILE [--key FILE]

Prints the fields of a payCancel request or response, its signed span, and all problems in it. If
FILE is `-`, reads standard input.

  --key FILE   verify with this public key: PEM, bare base64, or DER
  --help       print this text

exit status   0  no problems; with --key, the signature is verified too
              1  at least one problem
              2  wrong usage, or the file or the key cannot be read
";

fn main() -> ExitCode {
    match run(env::args_os().skip(1)) {
        Ok((text, status)) => {
            // A closed pipe, as with `head`, is ignored. `print!` would panic.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::from(status)
        }
        Err(error) => {
            eprintln!("inspect: {error}");
            ExitCode::from(2)
        }
    }
}

/// Returns the text to print and the exit status.
fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<(String, u8), String> {
    let (mut file, mut key) = (None, None);
    while let Some(argument) = arguments.next() {
        let before = match argument.to_str() {
            Some("--help" | "-h") => return Ok((USAGE.to_owned(), 0)),
            Some("--key") => key.replace(arguments.next().ok_or("--key needs a FILE")?),
            Some(option) if option.starts_with('-') && option != "-" => {
                return Err(format!("unknown option {option:?}\n\n{USAGE}"));
            }
            _ => file.replace(argument),
        };
        if before.is_some() {
            return Err(format!(
                "expected one FILE and at most one --key\n\n{USAGE}"
            ));
        }
    }
    let file = file.ok_or_else(|| format!("FILE is missing\n\n{USAGE}"))?;
    let key = key.map(read_key).transpose()?;
    let mut report = Report::default();
    inspect(&mut report, &read(file)?, key.as_ref());
    Ok(report.finish())
}

fn read(path: OsString) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let done = match path.to_str() {
        Some("-") => io::stdin().read_to_end(&mut bytes).map(|_| bytes),
        _ => fs::read(&path),
    };
    done.map_err(|error| format!("{path:?}: {error}"))
}

fn read_key(path: OsString) -> Result<RsaVerifyingKey, String> {
    let bytes = fs::read(&path).map_err(|error| format!("{path:?}: {error}"))?;
    // A key in DER begins with 0x30 0x82, which is never UTF-8.
    let key = match str::from_utf8(&bytes) {
        Ok(text) => RsaVerifyingKey::from_text(text),
        Err(_) => RsaVerifyingKey::from_der(&bytes),
    };
    key.map_err(|error| format!("{path:?} is not a usable public key: {error}"))
}

/// The members of a head that have the same value in every payCancel message.
const EXPECTED: [(&str, &str); 2] = [
    ("version", PayCancel::VERSION),
    ("function", PayCancel::NAME),
];

// Whether the values that were read can be trusted.
const NO_KEY: &str = "not verified: no key was given";
const VERIFIED: &str = "verified with this key";
const FORGED: &str = "not verified: the signature is invalid for this key";

/// What is printed.
#[derive(Default)]
struct Report {
    text: String,
    /// [`NO_KEY`], [`VERIFIED`] or [`FORGED`]; empty if the message could not be decoded.
    trust: &'static str,
    /// All problems: the last section of the report.
    problems: Vec<String>,
}

impl Report {
    fn section(&mut self, title: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.text += &format!("{gap}{title}\n");
    }

    /// Prints a value as a Rust string literal, so that control characters such as U+001B are
    /// escaped and cannot control the screen.
    fn value(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        match value {
            Some(value) => self.row(name, format!("{:?}", value.as_ref())),
            None => self.row(name, "absent"),
        }
    }

    fn row(&mut self, name: &str, value: impl Display) {
        self.text += &format!("  {name:<15}  {value}\n");
    }

    fn problem(&mut self, problem: impl Display) {
        self.problems.push(problem.to_string());
    }

    fn finish(mut self) -> (String, u8) {
        if self.problems.is_empty() {
            let without_key = match self.trust {
                VERIFIED => "",
                _ => ", but the signature was not checked: no key was given",
            };
            self.text += &format!("\nno problems found{without_key}\n");
            return (self.text, 0);
        }
        self.section("problems");
        for (number, problem) in (1..).zip(&self.problems) {
            self.text += &format!("  {number}. {problem}\n");
        }
        (self.text, 1)
    }
}

/// Decodes the text both as a request and as a response. At most one of the two succeeds.
fn inspect(report: &mut Report, input: &[u8], key: Option<&RsaVerifyingKey>) {
    let [mut scratch, mut other] = [vec![0; input.len()], vec![0; input.len()]];
    let request = PayCancelRequest::decode(input, &mut scratch);
    let response = PayCancelResponse::decode(input, &mut other);
    match (request, response) {
        (Ok(request), _) => decoded(report, input, key, &request, request_fields),
        (_, Ok(response)) => decoded(report, input, key, &response, response_fields),
        (Err(request), Err(response)) => refused(report, input, request, response),
    }
}

/// Reports a message that was decoded.
fn decoded<'a, H: Head<'a>, B: Body<'a, Head = H>>(
    report: &mut Report,
    input: &[u8],
    key: Option<&RsaVerifyingKey>,
    envelope: &Unverified<'a, Message<H, B>>,
    fields: fn(&mut Report, &Message<H, B>),
) {
    // Nothing acts on this message: it is only printed, with a mark that shows whether it is
    // verified.
    let message = envelope.assume_verified_by_caller();
    message
        .violations()
        .for_each(|violation| report.problem(violation));
    report.trust = match key.map(|key| envelope.verify(key)) {
        None => NO_KEY,
        Some(Ok(_)) => VERIFIED,
        Some(Err(_)) => {
            report.problem("signature: invalid for the signed span and this key");
            FORGED
        }
    };
    fields(report, &message);
    report.section("signature");
    match envelope.signature() {
        Ok(signature) => {
            let len = signature.as_bytes().len();
            report.row("base64", format!("canonical, {len} bytes"));
        }
        Err(_) => {
            report.row("base64", "not canonical, or not of 256 to 512 bytes");
            report.problem("signature: not canonical base64 of 256 to 512 bytes");
        }
    }
    report.row("trust", report.trust);
    span(report, input, envelope.signing_bytes(), &message);
}

/// Reports the signed span, and whether this crate would write the same bytes.
fn span<'a, H: Head<'a>, B: Body<'a, Head = H>>(
    report: &mut Report,
    input: &[u8],
    span: SigningBytes<'_>,
    message: &Message<H, B>,
) {
    let bytes = span.as_bytes();
    // The span is a slice of the input, so its address gives its offset. A search for the same text
    // could find a decoy.
    let start = bytes.as_ptr().addr() - input.as_ptr().addr();
    let digest = span.digest().map(|byte| format!("{byte:02x}")).concat();
    // A peer may spell a message differently, so a difference is not a problem.
    let mut buffer = vec![0; message.encoded_len(Signature::MIN_LEN)];
    let form = match message.draft(&mut buffer, Signature::MIN_LEN) {
        Ok(draft) if draft.signing_bytes() == span => "canonical",
        Ok(_) => "not canonical (white space, order, escapes, more members); this is allowed",
        Err(_) => "not compared: this crate does not write a message with violations",
    };
    report.section("signed span");
    report.row("length", format!("{} bytes from byte {start}", bytes.len()));
    report.row("SHA-256", digest);
    report.row("form", form);
    for line in bytes.split(|&byte| byte == b'\n') {
        report.text += &format!("  | {}\n", visible(line).concat());
    }
}

fn request_fields(report: &mut Report, request: &PayCancelRequest<'_>) {
    let (head, body) = (&request.head, &request.body);
    report.section(&format!("request, {}", report.trust));
    report.value("version", Some(PayCancel::VERSION));
    report.value("function", Some(PayCancel::NAME));
    report.value("clientId", Some(head.client_id));
    report.value("reqTime", Some(time_text(head.req_time)));
    report.value("reqMsgId", Some(head.req_msg_id));
    report.value("reserve", head.reserve);
    report.value("signType", head.sign_type.map(SignType::as_str));
    report.value("partnerId", Some(body.partner_id));
    report.value("acquirementId", body.transaction.acquirement_id());
    report.value("merchantTransId", body.transaction.merchant_trans_id());
}

fn response_fields(report: &mut Report, response: &PayCancelResponse<'_>) {
    let (head, body) = (&response.head, &response.body);
    report.section(&format!("response, {}", report.trust));
    report.value("version", Some(PayCancel::VERSION));
    report.value("function", Some(PayCancel::NAME));
    report.value("clientId", Some(head.client_id));
    report.value("respTime", head.resp_time.map(lenient_time_text));
    report.value("reqMsgId", Some(head.req_msg_id));
    report.value("reserve", head.reserve.map(|text| text.as_str()));
    result(report, &body.result_info);
    report.value("acquirementId", body.acquirement_id);
    report.value("merchantTransId", body.merchant_trans_id);
    report.value("cancelTime", body.cancel_time.map(lenient_time_text));
}

/// Reports `resultInfo` and its meaning. This is not an outcome: an outcome also needs the request.
fn result(report: &mut Report, info: &ResultInfo<'_>) {
    report.value("resultStatus", Some(info.result_status.to_string()));
    report.value("resultCodeId", Some(info.result_code_id.to_string()));
    report.value("resultCode", Some(info.result_code));
    report.value("resultMsg", info.result_msg.map(|msg| msg.as_str()));
    report.row(
        "  in the table",
        match info.code::<PayCancelResultCode>() {
            Ok(Some(_)) => "listed with this id and status",
            Ok(None) => "not listed; allowed with F and U",
            Err(_) => "contradicts the table",
        },
    );
    report.row(
        "  meaning",
        match info.meaning::<PayCancelResultCode>() {
            Ok(ResultMeaning::Success) => "success".to_owned(),
            Ok(ResultMeaning::Failed(failure)) => {
                format!("failed, {failure}: the payment may be live")
            }
            Ok(ResultMeaning::Unknown) => "unknown: the platform does not know".to_owned(),
            Err(contradiction) => format!("unknown: {contradiction}"),
        },
    );
    report.row("  trust", report.trust);
    let outcome = match report.trust {
        FORGED => "unknown: the signature is invalid",
        _ => "not known here: match the response to its request first",
    };
    report.row("  outcome", outcome);
}

/// The time, or the text of an odd one.
fn lenient_time_text(time: Lenient<'_, Timestamp>) -> String {
    time.valid().map_or_else(|| time.to_string(), time_text)
}

/// The time with its fraction of a second, which `Display` leaves out.
fn time_text(time: Timestamp) -> String {
    format!("{time:?}")
}

/// Reports a text that is neither a request nor a response that can be decoded. For a request, the
/// response decoder stops at the first member with `WrongMessage`, and the other way round. So the
/// other decoder's error is the one to show.
fn refused(report: &mut Report, input: &[u8], request: DecodeError, response: DecodeError) {
    use DecodeErrorKind::{Missing, WrongMessage};
    const BOTH: &str = "request and response in one";
    let (what, error) = match (request.kind(), response.kind()) {
        (WrongMessage { .. }, WrongMessage { .. }) if request.offset() > response.offset() => {
            (BOTH, request)
        }
        (WrongMessage { .. }, WrongMessage { .. }) => (BOTH, response),
        (_, WrongMessage { .. }) => ("request", request),
        (WrongMessage { .. }, _) => ("response", response),
        (Missing, Missing) => ("neither request nor response", request),
        _ => ("unknown message", request),
    };
    let (before, after) = input.split_at(error.offset().min(input.len()));
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let before = before.rsplit(|&byte| byte == b'\n').next();
    let before = visible(before.unwrap_or_default());
    let place = format!("line {line}, column {}", before.len() + 1);
    report.section(&format!("{what}, not decoded, so not verified"));
    report.row("error", error.kind());
    report.row("kind", format!("{:?}", error.kind()));
    report.row("field", error.field().unwrap_or("none"));
    for (name, expected) in EXPECTED {
        if error.field() == Some(name) {
            report.row("expected", expected);
        }
    }
    report.row("place", format!("{place} (byte {})", error.offset()));
    report.text += &excerpt(&format!("  {line} | "), &before, after);
    report.problem(format!("{error}: {place}"));
    claims(report, input, error);
}

/// The line, shortened around the first byte of `after`, and a caret under that byte.
fn excerpt(margin: &str, before: &[String], after: &[u8]) -> String {
    // A line break is shown only if it is itself the error.
    let end = after.iter().position(|&byte| byte == b'\n');
    let line = after.get(..end.unwrap_or(after.len()).max(1));
    let after = visible(line.unwrap_or_default());
    let (hidden, left) = before.split_at(before.len() - fitting(before.iter().rev()));
    let (right, more) = after.split_at(fitting(after.iter()));
    let cut = |hidden: &[String]| if hidden.is_empty() { "" } else { "…" };
    let left = format!("{margin}{}{}", cut(hidden), left.concat());
    let right = format!("{}{}", right.concat(), cut(more));
    let caret = left.chars().count();
    format!("\n{left}{right}\n{:caret$}^\n", "")
}

/// How many cells fit into half a line.
fn fitting<'a>(cells: impl Iterator<Item = &'a String>) -> usize {
    let mut width = 0;
    let fits = |cell: &&String| {
        width += cell.len();
        width <= 36
    };
    cells.take_while(fits).count()
}

/// Each character as printable ASCII, so that it has the same width on every screen.
fn visible(bytes: &[u8]) -> Vec<String> {
    let mut cells = Vec::new();
    for chunk in bytes.utf8_chunks() {
        cells.extend(chunk.valid().chars().map(|character| match character {
            ' '..='~' => character.to_string(),
            _ => format!("<U+{:04X}>", u32::from(character)),
        }));
        cells.extend(chunk.invalid().iter().map(|byte| format!("<{byte:02X}>")));
    }
    cells
}

/// Reports what an undecodable text claims about itself.
fn claims(report: &mut Report, input: &[u8], error: DecodeError) {
    let [mut scratch, mut other] = [vec![0; input.len()], vec![0; 2 * input.len()]];
    let unsigned = UnsignedFailure::decode(input, &mut other);
    let envelope = Envelope::decode(input, &mut scratch).map(|envelope| envelope.claimed());
    let Ok(claimed) = envelope.or(unsigned.map(|failure| failure.claimed)) else {
        report.text += "\nclaims: not readable either\n";
        return;
    };
    report.section("claims, not verified");
    report.value("version", claimed.version);
    report.value("function", claimed.function);
    report.value("clientId", claimed.client_id);
    report.value("reqMsgId", claimed.req_msg_id);
    let claims = [claimed.version, claimed.function];
    for ((name, expected), claimed) in EXPECTED.into_iter().zip(claims) {
        let is_reported = error.field() == Some(name);
        if !is_reported && claimed.is_some_and(|claimed| claimed != expected) {
            report.problem(format!("{name}: not {expected}"));
        }
    }
    let Ok(failure) = unsigned else {
        return;
    };
    report.value("resultStatus", failure.result.result_status);
    report.value("resultCodeId", failure.result.result_code_id);
    report.value("resultCode", failure.result.result_code);
    match failure.result_msg_is_unreadable {
        true => report.value("resultMsg", Some("(not UTF-8, perhaps GBK)")),
        false => report.value("resultMsg", failure.result.result_msg),
    }
    report.row(
        "  trust",
        "none: an unsigned response proves nothing, and the outcome is unknown",
    );
    if error.kind() != DecodeErrorKind::Unsigned {
        report.problem("signature: the envelope is not signed");
    }
}

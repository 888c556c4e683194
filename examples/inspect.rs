//! What is in an envelope, and what is wrong with it: for whoever has an integration that fails.
//!
//! `--help` tells how to use it. What it prints of an envelope that is refused:
//!
//! ```text
//! $ cargo run --example inspect -- tests/fixtures/refused/time-no-colon-cancel-time.json
//! response, not readable, so not verified
//!   error            not an RFC 3339 date and time
//!   kind             Value(Timestamp)
//!   field            cancelTime
//!   place            line 1, column 432 (byte 431)
//!
//!   1 | …"510xxxxxxxxxxxxxx002","cancelTime":"2001-07-04T12:08:56+0800"}},"signat…
//!                                            ^
//!
//! what it claims, verified by nobody
//!   version          "2.0.2"
//!   function         "alipay.intl.acquiring.common.payCancel"
//!   clientId         "211xxxxxxxxxxxxxxx044"
//!   reqMsgId         "1234567asdfasdf1123fda"
//!
//! wrong with it
//!   1. cancelTime: not an RFC 3339 date and time at byte 431: line 1, column 432
//! ```

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::{env, fs};

use alipay_acquiring::api::{Body, Function};
use alipay_acquiring::{
    DecodeError, DecodeErrorKind, Envelope, Head, Meaning, Message, PayCancel, PayCancelRequest,
    PayCancelResponse, PayCancelResultCode, ResultInfo, RsaVerifyingKey, SignType, Signature,
    SigningBytes, Timestamp, UnsignedFailure, Unverified,
};

const USAGE: &str = "\
usage: inspect FILE [--key FILE]

Prints the fields of a payCancel request or response, its signed span, and all that is wrong with
it. FILE may be `-`: standard input.

  --key FILE   verify with this public key: PEM, bare base64, or DER
  --help       print this text

exit status   0  well-formed, without violations, and verified if a key was given
              1  something is wrong with it
              2  wrong usage, or a file or a key that cannot be read
";

fn main() -> ExitCode {
    match run(env::args_os().skip(1)) {
        Ok((text, status)) => {
            // Whoever closed the pipe, as `head` does, has read enough; `print!` would panic.
            let _ = io::stdout().write_all(text.as_bytes());
            ExitCode::from(status)
        }
        Err(error) => {
            eprintln!("inspect: {error}");
            ExitCode::from(2)
        }
    }
}

/// What to print, and the exit status.
fn run(mut arguments: impl Iterator<Item = OsString>) -> Result<(String, u8), String> {
    let (mut file, mut key) = (None, None);
    while let Some(argument) = arguments.next() {
        let before = match argument.to_str() {
            Some("--help" | "-h") => return Ok((USAGE.to_owned(), 0)),
            Some("--key") => key.replace(arguments.next().ok_or("--key needs a FILE")?),
            Some(option) if option.starts_with('-') && option != "-" => {
                return Err(format!("{option:?} is no option\n\n{USAGE}"));
            }
            _ => file.replace(argument),
        };
        if before.is_some() {
            return Err(format!("one FILE, and one key at most\n\n{USAGE}"));
        }
    }
    let file = file.ok_or_else(|| format!("a FILE is needed\n\n{USAGE}"))?;
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
    // DER of a key this long is never UTF-8: it begins with 0x30 0x82.
    let key = match str::from_utf8(&bytes) {
        Ok(text) => RsaVerifyingKey::from_text(text),
        Err(_) => RsaVerifyingKey::from_der(&bytes),
    };
    key.map_err(|error| format!("{path:?} is no public key to verify with: {error}"))
}

/// The members of a head that are the same in every payCancel.
const WANTED: [(&str, &str); 2] = [
    ("version", PayCancel::VERSION),
    ("function", PayCancel::NAME),
];

/// What the values are worth that were read.
const NO_KEY: &str = "only claimed: no key was given";
const VERIFIED: &str = "verified with this key";
const FORGED: &str = "only claimed: the signature does not hold with this key";

/// The report; what the shown values are worth; and all that is wrong, which ends the report.
#[derive(Default)]
struct Report {
    text: String,
    standing: &'static str,
    faults: Vec<String>,
}

impl Report {
    fn section(&mut self, title: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        self.text += &format!("{gap}{title}\n");
    }

    /// Quoted as Rust quotes text: what a terminal would obey, such as U+001B, is escaped.
    fn value(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        match value {
            Some(value) => self.row(name, format!("{:?}", value.as_ref())),
            None => self.row(name, "absent"),
        }
    }

    fn row(&mut self, name: &str, value: impl Display) {
        self.text += &format!("  {name:<15}  {value}\n");
    }

    fn fault(&mut self, fault: impl Display) {
        self.faults.push(fault.to_string());
    }

    fn finish(mut self) -> (String, u8) {
        if self.faults.is_empty() {
            let without_key = match self.standing {
                VERIFIED => "",
                _ => ", as far as can be told without a key",
            };
            self.text += &format!("\nnothing is wrong with it{without_key}\n");
            return (self.text, 0);
        }
        self.section("wrong with it");
        for (number, fault) in (1..).zip(&self.faults) {
            self.text += &format!("  {number}. {fault}\n");
        }
        (self.text, 1)
    }
}

/// Reads the text as either kind of message: it can be one of the two at most.
fn inspect(report: &mut Report, input: &[u8], key: Option<&RsaVerifyingKey>) {
    let [mut scratch, mut other] = [vec![0; input.len()], vec![0; input.len()]];
    let request = PayCancelRequest::decode(input, &mut scratch);
    let response = PayCancelResponse::decode(input, &mut other);
    match (request, response) {
        (Ok(request), _) => readable(report, input, key, &request, request_fields),
        (_, Ok(response)) => readable(report, input, key, &response, response_fields),
        (Err(request), Err(response)) => refused(report, input, request, response),
    }
}

/// A text that was read, under its standing: whether anyone has verified it.
fn readable<'a, H: Head<'a>, B: Body<'a, Head = H>>(
    report: &mut Report,
    input: &[u8],
    key: Option<&RsaVerifyingKey>,
    envelope: &Unverified<'a, Message<H, B>>,
    fields: fn(&mut Report, &Message<H, B>),
) {
    // Unlocked for people to see, and marked with what it is worth; nothing acts upon it.
    let message = envelope.assume_verified_by_caller();
    message.violations().for_each(|fault| report.fault(fault));
    report.standing = match key.map(|key| envelope.verify(key)) {
        None => NO_KEY,
        Some(Ok(_)) => VERIFIED,
        Some(Err(_)) => {
            report.fault("signature: does not hold over the signed span with this key");
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
            report.fault("signature: not canonical base64 of 256 to 512 bytes");
        }
    }
    report.row("standing", report.standing);
    span(report, input, envelope.signing_bytes(), &message);
}

/// What is signed, and whether this crate would write the same.
fn span<'a, H: Head<'a>, B: Body<'a, Head = H>>(
    report: &mut Report,
    input: &[u8],
    span: SigningBytes<'_>,
    message: &Message<H, B>,
) {
    let bytes = span.as_bytes();
    // The span is a part of the input, so its address tells where. A search could find a decoy.
    let start = bytes.as_ptr().addr() - input.as_ptr().addr();
    let digest = span.digest().map(|byte| format!("{byte:02x}")).concat();
    // A peer need not write as this crate does, so a difference is no fault.
    let mut buffer = vec![0; message.encoded_len(Signature::MIN_LEN)];
    let form = match message.draft(&mut buffer, Signature::MIN_LEN) {
        Ok(draft) if draft.signing_bytes() == span => "canonical",
        Ok(_) => "not canonical (white space, order, escapes, more members), which is no fault",
        Err(_) => "not compared: what is in violation is never written",
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
    report.section(&format!("request, {}", report.standing));
    report.value("version", Some(PayCancel::VERSION));
    report.value("function", Some(PayCancel::NAME));
    report.value("clientId", Some(head.client_id));
    report.value("reqTime", Some(time_text(head.req_time)));
    report.value("reqMsgId", Some(head.req_msg_id));
    report.value("reserve", head.reserve);
    report.value("signType", head.sign_type.map(SignType::name));
    report.value("partnerId", Some(body.partner_id));
    report.value("acquirementId", body.transaction.acquirement_id());
    report.value("merchantTransId", body.transaction.merchant_trans_id());
}

fn response_fields(report: &mut Report, response: &PayCancelResponse<'_>) {
    let (head, body) = (&response.head, &response.body);
    report.section(&format!("response, {}", report.standing));
    report.value("version", Some(PayCancel::VERSION));
    report.value("function", Some(PayCancel::NAME));
    report.value("clientId", Some(head.client_id));
    report.value("respTime", Some(time_text(head.resp_time)));
    report.value("reqMsgId", Some(head.req_msg_id));
    report.value("reserve", head.reserve);
    result(report, &body.result_info);
    report.value("acquirementId", body.acquirement_id);
    report.value("merchantTransId", body.merchant_trans_id);
    report.value("cancelTime", body.cancel_time.map(time_text));
}

/// `resultInfo`, and what it means. An outcome it is not: that takes the request, too.
fn result(report: &mut Report, info: &ResultInfo<'_>) {
    report.value("resultStatus", Some(info.result_status.code()));
    report.value("resultCodeId", Some(info.result_code_id.to_string()));
    report.value("resultCode", Some(info.result_code));
    report.value("resultMsg", info.result_msg);
    report.row(
        "  in the table",
        match info.code::<PayCancelResultCode>() {
            Ok(Some(_)) => "listed, with this id and status",
            Ok(None) => "not listed, which is tolerated with F and U",
            Err(_) => "not so",
        },
    );
    report.row(
        "  meaning",
        match info.meaning::<PayCancelResultCode>() {
            Ok(Meaning::Success) => "success".to_owned(),
            Ok(Meaning::Failed(failure)) => format!("failed, {failure}: the payment may be live"),
            Ok(Meaning::Unknown) => "unknown: the platform does not know".to_owned(),
            Err(contradiction) => format!("unknown: {contradiction}"),
        },
    );
    report.row("  standing", report.standing);
    let outcome = match report.standing {
        FORGED => "unknown: the signature does not hold",
        _ => "not told here: match it to the request first",
    };
    report.row("  outcome", outcome);
}

/// With its fraction, which is not written.
fn time_text(time: Timestamp) -> String {
    format!("{time:?}")
}

/// A text that neither reader takes. The one that it was not meant for stops at its first member,
/// with `WrongMessage`, so the other's error is the one to show.
fn refused(report: &mut Report, input: &[u8], request: DecodeError, response: DecodeError) {
    use DecodeErrorKind::{Missing, WrongMessage};
    const BOTH: &str = "request and response in one";
    let (what, error) = match (request.kind(), response.kind()) {
        (WrongMessage, WrongMessage) if request.offset() > response.offset() => (BOTH, request),
        (WrongMessage, WrongMessage) => (BOTH, response),
        (_, WrongMessage) => ("request", request),
        (WrongMessage, _) => ("response", response),
        (Missing, Missing) => ("neither request nor response", request),
        _ => ("unknown message", request),
    };
    let (before, after) = input.split_at(error.offset().min(input.len()));
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let before = before.rsplit(|&byte| byte == b'\n').next();
    let before = visible(before.unwrap_or_default());
    let place = format!("line {line}, column {}", before.len() + 1);
    report.section(&format!("{what}, not readable, so not verified"));
    report.row("error", error.kind());
    report.row("kind", format!("{:?}", error.kind()));
    report.row("field", error.field().unwrap_or("none"));
    for (name, wanted) in WANTED {
        if error.field() == Some(name) {
            report.row("wanted", wanted);
        }
    }
    report.row("place", format!("{place} (byte {})", error.offset()));
    report.text += &excerpt(&format!("  {line} | "), &before, after);
    report.fault(format!("{error}: {place}"));
    claims(report, input, error);
}

/// The line, or the part of it around the first byte of `after`, and a caret under that byte.
fn excerpt(margin: &str, before: &[String], after: &[u8]) -> String {
    // A line break is shown only where it is itself the fault.
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

/// How many of the cells fit into half a line.
fn fitting<'a>(cells: impl Iterator<Item = &'a String>) -> usize {
    let mut width = 0;
    let fits = |cell: &&String| {
        width += cell.len();
        width <= 36
    };
    cells.take_while(fits).count()
}

/// Each character as printable ASCII, so that every terminal gives it the same width.
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

/// What a text that cannot be read still tells of itself.
fn claims(report: &mut Report, input: &[u8], error: DecodeError) {
    let [mut scratch, mut other] = [vec![0; input.len()], vec![0; input.len()]];
    let Ok(claimed) = Envelope::decode(input, &mut scratch).map(|envelope| envelope.claimed())
    else {
        report.text += "\nwhat it claims cannot be read either\n";
        return;
    };
    report.section("what it claims, verified by nobody");
    report.value("version", claimed.version);
    report.value("function", claimed.function);
    report.value("clientId", claimed.client_id);
    report.value("reqMsgId", claimed.req_msg_id);
    for ((name, wanted), claimed) in WANTED.into_iter().zip([claimed.version, claimed.function]) {
        let is_told = error.field() == Some(name);
        if !is_told && claimed.is_some_and(|claimed| claimed != wanted) {
            report.fault(format!("{name}: not {wanted}"));
        }
    }
    let Ok(failure) = UnsignedFailure::decode(input, &mut other) else {
        return;
    };
    report.value("resultStatus", failure.result_status);
    report.value("resultCodeId", failure.result_code_id);
    report.value("resultCode", failure.result_code);
    report.value("resultMsg", failure.result_msg);
    report.row(
        "  standing",
        "not signed: it proves nothing, and the outcome is unknown",
    );
    if error.kind() != DecodeErrorKind::Unsigned {
        report.fault("signature: the envelope is not signed");
    }
}

//! The echo: what was received, verified and understood. Nothing is carried out, and nothing is
//! signed.

use std::fmt::Display;

use alipay_acquiring::function::Function;
use alipay_acquiring::json::{JsonType, RawValue, Reader};
use alipay_acquiring::signature::{Signature, SigningBytes};
use alipay_acquiring::{
    Claimed, DecodeError, Envelope, MessageKind, PayCancel, PayCancelRequest, PayCancelResponse,
    SignType, names,
};

use alipay_acquiring_doctor::Cause;

use crate::gateway::ids;
use crate::server::is_json;
use crate::setup::Client;
use crate::shown::Shown;
use crate::{Answered, Gateway, Reply};

impl Gateway {
    /// Says what was received, verified and understood. Texts of the client are escaped.
    pub fn echo(&self, received: &[u8], content_type: Option<&str>) -> Answered {
        let mut report = Report::default();
        report.section("received");
        report.row("bytes", received.len());
        let hint = match content_type.is_some_and(is_json) {
            true => "",
            false => "; the service expects application/json",
        };
        report.row("content-type", format!("{}{hint}", Shown(content_type)));
        let mut log = format!("echo, {} bytes", received.len());
        let mut scratch = vec![0; received.len()];
        match Envelope::decode(received, &mut scratch) {
            Ok(envelope) => {
                report.row("envelope", "yes");
                let claimed = envelope.claimed();
                log += &format!(", {}", ids(claimed));
                self.echo_message(&mut report, received, claimed);
            }
            Err(error) => {
                report.row("envelope", "no");
                report.error(error, received);
            }
        }
        let preview = self.preview(received);
        report.section("the service");
        report.row("result", &preview);
        Answered {
            reply: Reply::Http(200, report.0),
            log: format!("{log}: {preview}"),
        }
    }

    fn echo_message(&self, report: &mut Report, received: &[u8], claimed: Claimed) {
        report.section("claims");
        report.row("message", claimed.message);
        report.value("function", claimed.function);
        report.value("version", claimed.version);
        report.value("clientId", claimed.client_id);
        report.value("reqMsgId", claimed.req_msg_id);
        report.value("signType", claimed.sign_type);

        let mut scratch = vec![0; received.len()];
        let (span, signature) = match find_span(received, &mut scratch) {
            Ok(found) => found,
            Err(error) => return report.error(error, received),
        };
        // The span is a slice of the input, so its address gives its offset.
        let offset = span.as_ptr().addr() - received.as_ptr().addr();
        let bytes = SigningBytes::new(span.as_bytes());
        report.section("signed span");
        report.row("offset", offset);
        report.row("length", span.len());
        let digest = bytes.digest().map(|byte| format!("{byte:02x}")).concat();
        report.row("SHA-256", digest);

        report.section("signature");
        match read_signature(signature) {
            Ok(signature) => {
                report.row("bytes", signature.as_bytes().len());
                report.row("holds", self.holds(claimed.client_id, bytes, &signature));
            }
            Err(why) => report.row("bytes", format!("none: {why}")),
        }
        if let Some(diagnosis) = self.setup.diagnose(received, claimed.client_id)
            && diagnosis.cause != Cause::Holds
        {
            report.section("diagnosis");
            report.lines(&diagnosis.to_string());
        }

        let unsigned = with_placeholder(claimed.message, span, offset);
        let mut scratch = vec![0; unsigned.len()];
        report.section("members");
        let read = match claimed.message {
            MessageKind::Request => PayCancelRequest::decode(&unsigned, &mut scratch)
                .map(|request| report.request(&request.assume_verified_by_caller())),
            MessageKind::Response => PayCancelResponse::decode(&unsigned, &mut scratch)
                .map(|response| report.response(&response.assume_verified_by_caller())),
        };
        if let Err(error) = read {
            report.error(error, received);
        }
    }

    /// With which key a signature holds.
    fn holds(&self, claimed: Option<&str>, bytes: SigningBytes, signature: &Signature) -> String {
        let claimed_key = self.setup.client(claimed).map(Client::key_name);
        match (
            self.setup.find_signer(claimed, bytes, signature),
            claimed_key,
        ) {
            (Some(signer), Some(key)) if signer != key => {
                format!("with {signer}, but not with {key}")
            }
            (Some(signer), _) => format!("with {signer}"),
            (None, Some(key)) => format!("not with {key}, nor with another known key"),
            (None, None) => "with no known key".to_owned(),
        }
    }
}

/// Finds the signed span, and the signature if there is one, in a text that is an envelope.
fn find_span<'a>(
    envelope: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<(&'a str, Option<RawValue<'a>>), DecodeError> {
    let (mut span, mut signature) = ("", None);
    let mut reader = Reader::new(envelope, scratch)?;
    let mut members = reader.object(names!["signature", "request", "response"])?;
    while let Some(index) = reader.next_member(&mut members)? {
        match index {
            0 => signature = reader.raw_value()?,
            _ => (_, span) = reader.spanned(Reader::skip_value)?,
        }
    }
    reader.finish()?;
    Ok((span, signature))
}

fn read_signature(signature: Option<RawValue>) -> Result<Signature, String> {
    match signature {
        None => Err("the member signature is absent".to_owned()),
        Some(value) if value.json_type != JsonType::String => {
            Err(format!("expected a string, found {}", value.json_type))
        }
        Some(value) => Signature::from_base64(value.text).map_err(|error| {
            let count = value.text.chars().count();
            format!("{error}; found a text of {count} characters")
        }),
    }
}

/// An envelope with this span at the same offset, and with a placeholder as its signature. So the
/// members of an unsigned message can be read too, and the offsets of errors are right.
fn with_placeholder(message: MessageKind, span: &str, offset: usize) -> Vec<u8> {
    let before = format!("{{\"{}\":", message.as_str());
    // A width in a format has at most 16 bits.
    let padding = " ".repeat(offset.saturating_sub(before.len()));
    format!("{padding}{before}{span},\"signature\":\"none\"}}").into_bytes()
}

/// The text of an echo.
#[derive(Debug, Default)]
struct Report(String);

impl Report {
    fn section(&mut self, title: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        self.0 += &format!("{gap}{title}\n");
    }

    fn row(&mut self, name: &str, value: impl Display) {
        self.0 += &format!("  {name:<15}  {value}\n");
    }

    /// A text of several lines, which are escaped already.
    fn lines(&mut self, text: &str) {
        for line in text.lines() {
            self.0 += &format!("  {line}\n");
        }
    }

    /// A text of the peer.
    fn value(&mut self, name: &str, value: Option<&str>) {
        self.row(name, Shown(value));
    }

    fn error(&mut self, error: DecodeError, received: &[u8]) {
        self.row("error", error);
        self.row("offset", error.offset());
        let there = received.get(error.offset()..).unwrap_or_default();
        let there = String::from_utf8_lossy(&there[..there.len().min(40)]);
        self.row("text there", Shown(Some(&there)));
    }

    fn request(&mut self, request: &PayCancelRequest) {
        let (head, body) = (&request.head, &request.body);
        self.function();
        self.value("clientId", Some(&head.client_id));
        self.row("reqTime", head.req_time);
        self.value("reqMsgId", Some(&head.req_msg_id));
        self.value("reserve", head.reserve.as_deref());
        self.value("signType", head.sign_type.map(SignType::as_str));
        self.value("partnerId", Some(&body.partner_id));
        let transaction = body.transaction;
        self.value("acquirementId", transaction.acquirement_id().as_deref());
        self.value(
            "merchantTransId",
            transaction.merchant_trans_id().as_deref(),
        );
    }

    fn response(&mut self, response: &PayCancelResponse) {
        let (head, body) = (&response.head, &response.body);
        let result = &body.result_info;
        self.function();
        self.value("clientId", Some(&head.client_id));
        self.value(
            "respTime",
            head.resp_time.map(|time| time.to_string()).as_deref(),
        );
        self.value("reqMsgId", Some(&head.req_msg_id));
        self.value(
            "reserve",
            head.reserve.map(|text| text.to_string()).as_deref(),
        );
        self.value("resultStatus", Some(&result.result_status.to_string()));
        self.value("resultCodeId", Some(&result.result_code_id.to_string()));
        self.value("resultCode", Some(&result.result_code));
        self.value(
            "resultMsg",
            result.result_msg.map(|msg| msg.to_string()).as_deref(),
        );
        self.value("acquirementId", body.acquirement_id.as_deref());
        self.value("merchantTransId", body.merchant_trans_id.as_deref());
        self.value(
            "cancelTime",
            body.cancel_time.map(|time| time.to_string()).as_deref(),
        );
    }

    fn function(&mut self) {
        self.value("version", Some(PayCancel::VERSION));
        self.value("function", Some(PayCancel::NAME));
    }
}

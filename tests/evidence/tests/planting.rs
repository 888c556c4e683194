//! Members and texts are inserted ("planted") in every place of the golden envelopes: by an
//! attacker, who cannot sign, and by a real sender, who signs additional members. An accepted
//! envelope must have the same values as before.

use alipay_acquiring::{
    DecodeErrorKind, MessageKind, PayCancelRequest, PayCancelResponse, ValueError,
    signature::{InvalidSignature, RsaVerifyingKey, Signature, SigningBytes, Verifier},
};
use evidence::place::{Gap, Places};
use evidence::{
    envelope, fixture_text, quoted, report, sign, signing_key, spell, spellings, verifying_key,
};

// Reading

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

struct Golden {
    direction: Direction,
    /// `request` or `response`.
    message: &'static str,
    signer: &'static str,
    text: String,
    places: Places,
    /// The names that the codec reads in each object.
    names: &'static [(&'static str, &'static [&'static str])],
    /// All values of the message as text.
    values: String,
}

impl Golden {
    fn both() -> [Self; 2] {
        let load = |direction, message, signer, names| {
            let text = fixture_text(&format!("golden/{message}.json"));
            let places = Places::of(&text);
            let values = read(direction, &text, &verifying_key(signer)).unwrap();
            Self {
                direction,
                message,
                signer,
                text,
                places,
                names,
                values,
            }
        };
        [
            load(Direction::Request, "request", "client", REQUEST),
            load(Direction::Response, "response", "platform", RESPONSE),
        ]
    }

    fn span(&self) -> &str {
        self.places.value(self.message).of(&self.text)
    }

    fn signature(&self) -> &str {
        let quoted = self.places.value("signature").of(&self.text);
        &quoted[1..quoted.len() - 1]
    }

    fn key(&self) -> RsaVerifyingKey {
        verifying_key(self.signer)
    }

    fn reads(&self, object: &str, name: &str) -> bool {
        let mut names = self.names.iter();
        let (_, names) = names.find(|(known, _)| *known == object).unwrap();
        names.contains(&name)
    }
}

#[rustfmt::skip]
const REQUEST: &[(&str, &[&str])] = &[
    ("", &["request", "response", "signature"]),
    ("request", &["head", "body"]),
    ("request.head", &["version", "function", "clientId", "reqTime", "reqMsgId", "reserve", "signType"]),
    ("request.body", &["partnerId", "acquirementId", "merchantTransId"]),
];

#[rustfmt::skip]
const RESPONSE: &[(&str, &[&str])] = &[
    ("", &["request", "response", "signature"]),
    ("response", &["head", "body"]),
    ("response.head", &["version", "function", "clientId", "respTime", "reqMsgId", "reserve"]),
    ("response.body", &["resultInfo", "acquirementId", "merchantTransId", "cancelTime"]),
    ("response.body.resultInfo", &["resultStatus", "resultCodeId", "resultCode", "resultMsg"]),
];

#[derive(Debug, PartialEq)]
enum Refusal {
    Decode(DecodeErrorKind),
    Signature,
}

/// Decodes and verifies a message. Returns all its values as `Debug` text.
fn read(direction: Direction, input: &str, key: &impl Verifier) -> Result<String, Refusal> {
    let mut scratch = [0; 8192];
    macro_rules! read {
        ($Message:ident) => {{
            let message = $Message::decode(input.as_bytes(), &mut scratch)
                .map_err(|error| Refusal::Decode(error.kind()))?;
            let message = message.verify(key).map_err(|_| Refusal::Signature)?;
            Ok(format!("{:?}", *message))
        }};
    }
    match direction {
        Direction::Request => read!(PayCancelRequest),
        Direction::Response => read!(PayCancelResponse),
    }
}

/// A key of the real sender, who signed exactly these bytes. It replaces an RSA key in tests with
/// too many messages to sign.
struct Signed<'s>(&'s str);

impl Verifier for Signed<'_> {
    fn verify(&self, bytes: SigningBytes<'_>, _: &Signature) -> Result<(), InvalidSignature> {
        if bytes.as_bytes() == self.0.as_bytes() {
            Ok(())
        } else {
            Err(InvalidSignature)
        }
    }
}

#[derive(Default)]
struct Tally {
    by_decode: u64,
    by_verify: u64,
    accepted: u64,
}

impl Tally {
    fn count(&mut self, verdict: &Result<String, Refusal>) {
        *match verdict {
            Ok(_) => &mut self.accepted,
            Err(Refusal::Decode(_)) => &mut self.by_decode,
            Err(Refusal::Signature) => &mut self.by_verify,
        } += 1;
    }

    fn report(&self, name: &str) {
        report(
            &format!("planting {name} tried"),
            self.by_decode + self.by_verify + self.accepted,
        );
        report(
            &format!("planting {name} refused"),
            self.by_decode + self.by_verify,
        );
        println!("by decode {}, by verify {}", self.by_decode, self.by_verify);
    }

    fn report_accepted(&self, name: &str) {
        report(
            &format!("planting {name} accepted-with-the-same-values"),
            self.accepted,
        );
    }
}

// Planting

/// Names that are read in some object, similar names, and others.
#[rustfmt::skip]
const PLANTED: [&str; 32] = [
    "request", "response", "signature", "head", "body", "version", "function", "clientId",
    "reqTime", "respTime", "reqMsgId", "reserve", "signType", "partnerId", "acquirementId",
    "merchantTransId", "cancelTime", "resultInfo", "resultStatus", "resultCodeId", "resultCode",
    "resultMsg", "Request", "SIGNATURE", "sign", "signature ", "signature\0", "respons\u{ff45}",
    "extendInfo", "", "\",\"signature\":\"AAAA", "head\":{},\"",
];

/// JSON values of every type, the golden message and envelope, and a forged message.
fn values(golden: &Golden) -> Vec<String> {
    let (span, signature) = (golden.span(), golden.signature());
    let mut values: Vec<String> = ["null", "\"\"", "\"x\"", "0", "true", "[]", "{}"]
        .map(str::to_string)
        .to_vec();
    values.extend([
        span.to_string(),
        forged(golden),
        golden.text.clone(),
        format!("[{}]", golden.text),
        quoted(&golden.text),
        quoted(signature),
    ]);
    values
}

/// The golden message with the id of another transaction.
fn forged(golden: &Golden) -> String {
    let forged = golden.span().replace("xxx747", "xxx748");
    assert_ne!(forged, golden.span());
    forged
}

/// Plants every member in every gap of the golden envelope. Calls `check` with the gap, the name,
/// the value, the text of the envelope, and its span.
fn planted(golden: &Golden, mut check: impl FnMut(&Gap, &str, &str, &str, &str)) {
    let message = golden.places.value(golden.message);
    for gap in &golden.places.gaps {
        for name in PLANTED {
            for spelling in spellings(name) {
                for value in values(golden) {
                    let text = gap.plant(&golden.text, &format!("\"{spelling}\":{value}"));
                    let added = text.len() - golden.text.len();
                    // How many bytes the member adds before the span, and inside it.
                    let (before, within) = if gap.object.is_empty() {
                        (
                            if gap.offset <= message.start {
                                added
                            } else {
                                0
                            },
                            0,
                        )
                    } else {
                        (0, added)
                    };
                    let span = &text[message.start + before..message.end + before + within];
                    check(gap, name, &value, &text, span);
                }
            }
        }
    }
}

// Members

/// The envelopes of an attacker are verified with the real public key.
#[test]
fn members_planted_by_an_attacker_do_not_change_values() {
    let mut tally = Tally::default();
    for golden in Golden::both() {
        let key = golden.key();
        planted(&golden, |gap, name, _, text, _| {
            let verdict = read(golden.direction, text, &key);
            tally.count(&verdict);
            let outside = gap.object.is_empty();
            match verdict {
                Ok(values) => {
                    assert!(outside && !golden.reads("", name), "{text}");
                    assert_eq!(values, golden.values, "{text}");
                }
                Err(Refusal::Signature) => assert!(!outside, "{text}"),
                Err(Refusal::Decode(_)) => assert!(golden.reads(&gap.object, name), "{text}"),
            }
        });
    }
    tally.report("members-by-an-attacker");
    tally.report_accepted("members-by-an-attacker");
}

/// The sender signed the planted members. A known name must not occur twice; an unknown one is
/// skipped.
#[test]
fn members_planted_by_the_sender_are_skipped_or_refused() {
    let mut tally = Tally::default();
    let mut absent_before = 0;
    for golden in Golden::both() {
        planted(&golden, |gap, name, value, text, span| {
            let verdict = read(golden.direction, text, &Signed(span));
            tally.count(&verdict);
            if !golden.reads(&gap.object, name) {
                assert_eq!(verdict.as_ref(), Ok(&golden.values), "{text}");
                return;
            }
            let path = match &*gap.object {
                "" => name.to_string(),
                object => format!("{object}.{name}"),
            };
            let present = golden.places.find(&path);
            match (present, verdict) {
                (None, verdict) if gap.object.is_empty() => {
                    // `request` and `response` in one envelope.
                    let found = match golden.direction {
                        Direction::Request => MessageKind::Response,
                        Direction::Response => MessageKind::Request,
                    };
                    let wrong = Refusal::Decode(DecodeErrorKind::WrongMessage { found });
                    assert_eq!(verdict, Err(wrong), "{text}");
                }
                (None, verdict) => {
                    // The only optional member that the golden request lacks.
                    assert_eq!(path, "request.body.merchantTransId");
                    match (value, verdict) {
                        ("null" | "\"\"", Ok(values)) => assert_eq!(values, golden.values),
                        (text, Ok(values)) => {
                            assert_ne!(values, golden.values);
                            assert_eq!(text, "\"x\"");
                            tally.accepted -= 1;
                            absent_before += 1;
                        }
                        (text, Err(Refusal::Decode(kind))) if text.starts_with('"') => {
                            let is_too_long = matches!(
                                kind,
                                DecodeErrorKind::Value(ValueError::TooLong { max: 64, .. })
                            );
                            assert!(is_too_long, "{kind}");
                        }
                        (_, verdict) => {
                            assert!(matches!(
                                verdict,
                                Err(Refusal::Decode(DecodeErrorKind::WrongType { .. }))
                            ));
                        }
                    }
                }
                // After the genuine member: the duplicate name is refused before its value is read.
                (Some(genuine), verdict) if genuine.start < gap.offset => {
                    let twice = Refusal::Decode(DecodeErrorKind::Duplicate);
                    assert_eq!(verdict, Err(twice), "{text}");
                }
                // Before the genuine member: an invalid planted value is refused first.
                (Some(_), verdict) => {
                    assert!(matches!(verdict, Err(Refusal::Decode(_))), "{text}");
                    if value == "null"
                        && !matches!(name, "head" | "body" | "resultInfo")
                        && path != golden.message
                    {
                        let twice = Refusal::Decode(DecodeErrorKind::Duplicate);
                        assert_eq!(verdict, Err(twice), "{text}");
                    }
                }
            }
        });
    }
    tally.report("members-by-the-sender");
    tally.report_accepted("members-by-the-sender");
    report(
        "planting members-by-the-sender value-that-was-absent",
        absent_before,
    );
}

/// The same with a valid RSA signature for each envelope. In every gap of the span, two unknown
/// names and every known name of the object are planted.
#[test]
fn members_planted_by_the_sender_with_a_real_signature() {
    let mut tally = Tally::default();
    for golden in Golden::both() {
        let (key, signer) = (golden.key(), signing_key(golden.signer));
        for gap in golden
            .places
            .gaps
            .iter()
            .filter(|gap| !gap.object.is_empty())
        {
            let known = golden
                .names
                .iter()
                .find(|(object, _)| *object == gap.object);
            let known = known.unwrap().1.iter();
            let present = known.filter(|name| {
                let path = format!("{}.{name}", gap.object);
                golden.places.find(&path).is_some()
            });
            for &name in present.chain(&["extendInfo", "signature"]) {
                let text = gap.plant(&golden.text, &format!("\"{name}\":null"));
                let places = Places::of(&text);
                let span = places.value(golden.message).of(&text);
                let text = envelope(golden.message, span, &sign(span, &signer));
                let verdict = read(golden.direction, &text, &key);
                tally.count(&verdict);
                if golden.reads(&gap.object, name) {
                    assert!(matches!(verdict, Err(Refusal::Decode(_))), "{text}");
                } else {
                    assert_eq!(verdict.as_ref(), Ok(&golden.values), "{text}");
                }
            }
        }
    }
    tally.report("members-signed");
    tally.report_accepted("members-signed");
}

// Wrapping

/// Signature wrapping: the envelope has a forged message, and the genuine message with its
/// signature is planted in every place under every name. The genuine one must not make the forged
/// one valid.
#[test]
fn a_genuine_message_does_not_make_a_forged_one_valid() {
    let mut tally = Tally::default();
    for golden in Golden::both() {
        let key = golden.key();
        let (genuine, signature) = (golden.span(), golden.signature());
        let wrapped = [
            golden.text.clone(),
            genuine.to_string(),
            format!("[{}]", golden.text),
            format!("[[{genuine}]]"),
            format!("{{\"head\":{genuine},\"body\":{}}}", golden.text),
            quoted(&golden.text),
        ];
        let outer = [
            envelope(golden.message, &forged(&golden), signature),
            format!(
                "{{\"signature\":\"{signature}\",\"{}\":{}}}",
                golden.message,
                forged(&golden)
            ),
            format!("{{\"{}\":{}}}", golden.message, forged(&golden)),
        ];
        for text in outer {
            assert!(read(golden.direction, &text, &key).is_err());
            for gap in Places::of(&text).gaps {
                for name in PLANTED {
                    for spelling in spellings(name) {
                        for value in &wrapped {
                            let text = gap.plant(&text, &format!("\"{spelling}\":{value}"));
                            let verdict = read(golden.direction, &text, &key);
                            tally.count(&verdict);
                            // No wrapped envelope is accepted.
                            assert!(verdict.is_err(), "{text}");
                        }
                    }
                }
            }
        }
    }
    tally.report("wrapped");
}

// Texts

/// Texts that look like JSON structure to code that searches instead of parsing.
const DECOYS: [&str; 11] = [
    "\",\"signature\":\"AAAA",
    "\"},\"signature\":\"AAAA\"}",
    ",\"signature\":\"",
    "\"signature\":\"AAAA\"",
    "{\"head\":{",
    "\"response\":{\"head\":{}}",
    "\"request\":{}",
    "}}]}",
    "\\\",\"response\":{",
    "\\",
    "\"",
];

/// The members with free text, and their maximum length. The others are fixed texts, digits and
/// times.
#[rustfmt::skip]
const FREE: [(&str, usize); 8] = [
    ("clientId", 32), ("partnerId", 32),
    ("reqMsgId", 64), ("acquirementId", 64), ("merchantTransId", 64), ("resultCode", 64),
    ("reserve", 256), ("resultMsg", 256),
];

/// Members of a response that may be odd: the text of the valid one in `Debug` of the golden response, and
/// the shortest and the longest text that is odd, in characters.
#[rustfmt::skip]
const ODD: [(&str, &str, usize, usize); 6] = [
    ("respTime", "resp_time: Some(Valid(2001-07-04T12:08:56+05:30))", 0, usize::MAX),
    ("cancelTime", "cancel_time: Some(Valid(2001-07-04T12:08:56+05:30))", 0, usize::MAX),
    ("reserve", "reserve: Some(Valid(\"{}\"))", 257, usize::MAX),
    ("resultMsg", "result_msg: Some(Valid(\"success\"))", 257, usize::MAX),
    ("resultStatus", "result_status: Valid(Success)", 0, 64),
    ("resultCodeId", "result_code_id: Valid(00000000)", 0, 64),
];

/// The part `Valid(…)` of such a text.
fn inner(valid: &str) -> &str {
    let start = valid.find("Valid(").unwrap();
    valid[start..]
        .strip_suffix("))")
        .map_or(&valid[start..], |_| &valid[start..valid.len() - 1])
}

#[test]
fn texts_planted_in_strings_stay_text() {
    let (mut by_attacker, mut by_sender) = (Tally::default(), Tally::default());
    let (mut read_as_sent, mut read_as_odd) = (0, 0);
    for golden in Golden::both() {
        let key = golden.key();
        for string in &golden.places.strings {
            let genuine = string.of(&golden.text).trim_matches('"');
            let (start, end) = genuine.split_at(genuine.len() / 2);
            for decoy in DECOYS {
                for value in [
                    decoy.to_string(),
                    format!("{decoy}{genuine}"),
                    format!("{genuine}{decoy}"),
                    format!("{start}{decoy}{end}"),
                ] {
                    for content in [spell(&value, |_| false), spell(&value, |_| true)] {
                        let text = string.replace(&golden.text, &format!("\"{content}\""));
                        let verdict = read(golden.direction, &text, &key);
                        by_attacker.count(&verdict);
                        assert!(verdict.is_err(), "{text}");
                        if string.path == "signature" {
                            assert_eq!(verdict, Err(Refusal::Signature), "{text}");
                            continue;
                        }

                        let places = Places::of(&text);
                        let span = places.value(golden.message).of(&text);
                        let verdict = read(golden.direction, &text, &Signed(span));
                        let name = string.path.rsplit('.').next().unwrap();
                        let is_response = golden.direction == Direction::Response;
                        let odd = ODD.iter().find(|(odd, ..)| is_response && *odd == name);
                        if let Some(&(_, valid, min_odd, max)) = odd
                            && (min_odd..=max).contains(&value.chars().count())
                        {
                            let odd =
                                format!("Odd(RawValue {{ text: {value:?}, json_type: String }})");
                            let expected = golden
                                .values
                                .replace(valid, &valid.replace(inner(valid), &odd));
                            assert_ne!(expected, golden.values, "{valid}");
                            assert_eq!(verdict, Ok(expected), "{text}");
                            read_as_odd += 1;
                            continue;
                        }
                        let max = FREE.iter().find(|(free, _)| *free == name);
                        match max {
                            Some(&(_, max)) if value.chars().count() <= max => {
                                let expected = golden
                                    .values
                                    .replace(&format!("{genuine:?}"), &format!("{value:?}"));
                                assert_ne!(expected, golden.values);
                                assert_eq!(verdict, Ok(expected), "{text}");
                                read_as_sent += 1;
                            }
                            Some(&(_, max)) => {
                                let found = value.chars().count();
                                let kind =
                                    DecodeErrorKind::Value(ValueError::TooLong { max, found });
                                assert_eq!(verdict, Err(Refusal::Decode(kind)), "{text}");
                                by_sender.count(&verdict);
                            }
                            None => {
                                let refusal = matches!(
                                    verdict,
                                    Err(Refusal::Decode(DecodeErrorKind::Value(
                                        ValueError::Unsupported { .. }
                                            | ValueError::Timestamp(_)
                                            | ValueError::TooLong { max: 64, .. }
                                    )))
                                );
                                assert!(refusal, "{text}");
                                by_sender.count(&verdict);
                            }
                        }
                    }
                }
            }
        }
    }
    by_attacker.report("texts-by-an-attacker");
    by_sender.report("texts-by-the-sender");
    report("planting texts-by-the-sender read-as-sent", read_as_sent);
    assert!(read_as_odd > 100, "{read_as_odd}");
    report("planting texts-by-the-sender read-as-odd", read_as_odd);
}

/// Texts in unknown members outside of the span, which are not signed.
#[test]
fn texts_planted_outside_the_span_do_not_change_values() {
    let mut tally = Tally::default();
    for golden in Golden::both() {
        let key = golden.key();
        let outside = golden
            .places
            .gaps
            .iter()
            .filter(|gap| gap.object.is_empty());
        for gap in outside {
            for decoy in DECOYS {
                for content in [spell(decoy, |_| false), spell(decoy, |_| true)] {
                    for member in [
                        format!("\"x\":\"{content}\""),
                        format!("\"{content}\":\"x\""),
                        format!("\"{content}\":{{\"{content}\":[\"{content}\"]}}"),
                    ] {
                        let text = gap.plant(&golden.text, &member);
                        let verdict = read(golden.direction, &text, &key);
                        tally.count(&verdict);
                        assert_eq!(verdict.as_ref(), Ok(&golden.values), "{text}");
                    }
                }
            }
        }
    }
    tally.report_accepted("texts-outside-the-span");
}

//! How long a diagnosis takes: an envelope of 1 KB and one key of 2048 bits. The whole search takes longest: it
//! ends without a match, after every candidate. Each result is checked once, before the timing starts.

use std::hint::black_box;
use std::time::Duration;

use alipay_acquiring::signature::{RsaSigningKey, RsaVerifyingKey, Signer, SigningBytes};
use alipay_acquiring_doctor::{Cause, diagnose};
use base64ct::{Base64, Encoding};
use criterion::{Criterion, criterion_group, criterion_main};

macro_rules! key {
    ($name:literal) => {
        include_str!(concat!(
            "../../../tests/fixtures/keys/client_",
            $name,
            ".pem"
        ))
    };
}

/// A span in which every kind of escape, edit and encoding changes something. The envelope has 1 KB.
fn span() -> String {
    let note = "<Café> & 中文 a/b ".repeat(16);
    format!(
        r#"{{"head":{{"version":"2.0.2","function":"alipay.intl.acquiring.common.payCancel","clientId":"211xxxxxxxxxxxxxxx044","reqTime":"2001-07-04T12:08:56+05:30","reqMsgId":"1234567asdfasdf1123fda","reserve":"{note}","signType":null}},"body":{{"partnerId":"218820000000000000023","merchantTransId":""}}}}"#
    )
}

fn benchmark(c: &mut Criterion) {
    let signer = RsaSigningKey::from_text(key!("private.pkcs8")).unwrap();
    let key = RsaVerifyingKey::from_text(key!("public.spki")).unwrap();
    let keys = [("client", &key)];
    let mut group = c.benchmark_group("diagnose");
    let span = span();
    for (cause, signed) in [
        (Cause::Holds, span.clone()),
        (
            Cause::Spaced,
            span.replace("\":", "\": ").replace(",\"", ", \""),
        ),
        (Cause::TimeRewritten, span.replace("+05:30", "+0530")),
        (Cause::ChangedAfterSigning, span.replace("211x", "212x")),
    ] {
        let signature = signer.sign(SigningBytes::new(signed.as_bytes())).unwrap();
        let signature = Base64::encode_string(signature.as_bytes());
        let envelope = format!(r#"{{"request":{span},"signature":"{signature}"}}"#);
        assert!((950..1100).contains(&envelope.len()), "{}", envelope.len());
        let diagnosis = diagnose(envelope.as_bytes(), &keys).unwrap();
        assert_eq!(diagnosis.cause, cause);
        println!("{cause}: {:?}", diagnosis.work);
        group.bench_function(cause.id(), |b| {
            b.iter(|| diagnose(black_box(envelope.as_bytes()), black_box(&keys)));
        });
    }
}

criterion_group! {
    name = doctor;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = benchmark
}
criterion_main!(doctor);

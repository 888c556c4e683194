//! Benchmarks of reading, writing, verifying and signing envelopes. `README.md` in this folder
//! describes what each benchmark measures. Each result is checked once, before the timing starts.

use std::hint::black_box;
use std::time::Duration;

use alipay_acquiring::{
    PayCancelRequest, PayCancelResponse,
    signature::{RsaSigningKey, RsaVerifyingKey, Signature, Signer, Verifier},
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

macro_rules! fixture {
    ($path:literal) => {
        include_str!(concat!("../tests/fixtures/", $path))
    };
}

const REQUEST: &str = fixture!("golden/request.json");
const RESPONSE: &str = fixture!("golden/response.json");

fn read(c: &mut Criterion) {
    let mut group = c.benchmark_group("read");
    for (name, text) in [
        ("compact", RESPONSE),
        ("indented", fixture!("golden/response.indented.json")),
        ("escaped", fixture!("peers/php-default.response.json")),
    ] {
        let input = text.as_bytes();
        let mut scratch = [0; 2048];
        let key = RsaVerifyingKey::from_text(fixture!("keys/platform_public.spki.pem")).unwrap();
        let response = PayCancelResponse::decode(input, &mut scratch).unwrap();
        assert!(response.verify(&key).is_ok());

        group.throughput(Throughput::Bytes(input.len() as u64));
        group.bench_function(BenchmarkId::new("decode", name), |b| {
            b.iter(|| {
                let response = PayCancelResponse::decode(black_box(input), &mut scratch);
                black_box(response.is_ok_and(|response| {
                    black_box(&response);
                    true
                }))
            });
        });
        // The lower bound: UTF-8 validation looks at every byte once.
        group.bench_function(BenchmarkId::new("from_utf8", name), |b| {
            b.iter(|| black_box(core::str::from_utf8(black_box(input)).is_ok()));
        });
    }
}

fn write(c: &mut Criterion) {
    let (mut request_scratch, mut response_scratch) = ([0; 2048], [0; 2048]);
    let request = PayCancelRequest::decode(REQUEST.as_bytes(), &mut request_scratch).unwrap();
    let response = PayCancelResponse::decode(RESPONSE.as_bytes(), &mut response_scratch).unwrap();
    let mut group = c.benchmark_group("write");

    macro_rules! draft {
        ($name:literal, $unverified:ident, $Message:ident) => {
            let message = *$unverified.assume_verified_by_caller();
            let mut buffer = [0; $Message::MAX_LEN];
            let draft = message.draft(&mut buffer, 256).unwrap();
            assert_eq!(draft.signing_bytes(), $unverified.signing_bytes());
            let len = draft.signing_bytes().as_bytes().len();

            group.throughput(Throughput::Bytes(len as u64));
            group.bench_function($name, |b| {
                b.iter(|| {
                    let draft = black_box(&message).draft(&mut buffer, 256);
                    black_box(draft.is_ok_and(|draft| {
                        black_box(&draft);
                        true
                    }))
                });
            });
        };
    }
    draft!("request", request, PayCancelRequest);
    draft!("response", response, PayCancelResponse);
}

fn verify(c: &mut Criterion) {
    let mut scratch = [0; 2048];
    let request = PayCancelRequest::decode(REQUEST.as_bytes(), &mut scratch).unwrap();
    let bytes = request.signing_bytes();
    let mut group = c.benchmark_group("verify");

    let keys: [(&str, &str, &[u8]); 3] = [
        (
            "rsa2048",
            fixture!("keys/client_public.spki.pem"),
            include_bytes!("../tests/fixtures/golden/request.sig"),
        ),
        (
            "rsa3072",
            fixture!("keys/rsa3072_public.spki.pem"),
            include_bytes!("../tests/fixtures/golden/request.rsa3072.sig"),
        ),
        (
            "rsa4096",
            fixture!("keys/rsa4096_public.spki.pem"),
            include_bytes!("../tests/fixtures/golden/request.rsa4096.sig"),
        ),
    ];
    for (name, key, signature) in keys {
        let key = RsaVerifyingKey::from_text(key).unwrap();
        let signature = Signature::new(signature).unwrap();
        assert!(key.verify(bytes, &signature).is_ok());
        group.bench_function(name, |b| {
            b.iter(|| key.verify(black_box(bytes), black_box(&signature)));
        });
    }
    // The only step that remains if a secure element verifies.
    group.throughput(Throughput::Bytes(bytes.as_bytes().len() as u64));
    group.bench_function("digest", |b| b.iter(|| black_box(bytes).digest()));
}

fn sign(c: &mut Criterion) {
    let mut scratch = [0; 2048];
    let request = PayCancelRequest::decode(REQUEST.as_bytes(), &mut scratch).unwrap();
    let bytes = request.signing_bytes();
    let key = RsaSigningKey::from_text(fixture!("keys/client_private.pkcs8.pem")).unwrap();
    assert_eq!(key.sign(bytes).ok(), request.signature().ok());

    let mut group = c.benchmark_group("sign");
    group.sample_size(20);
    group.bench_function("rsa2048", |b| b.iter(|| key.sign(black_box(bytes))));
}

criterion_group! {
    name = envelope;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = read, write, verify, sign
}
criterion_main!(envelope);

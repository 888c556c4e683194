//! The contestants that verify, that sign, and that do the whole task: from bytes to an outcome,
//! and from values to signed bytes.
//!
//! All use one RSA-2048 key, which is loaded before the timing starts, and the span of the
//! specification's response.

use std::hint::black_box;

use alipay_acquiring::{
    Outcome, PayCancelRequest, PayCancelResponse, UnknownReason,
    signature::{
        AwsLcSigningKey, AwsLcVerifyingKey, RsaSigningKey, RsaVerifyingKey, Signature, Signer,
        SigningBytes, Verifier,
    },
};
use aws_lc_rs::signature::ParsedPublicKey;
use base64ct::{Base64, Encoding};
use rsa::pkcs1v15;
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::signature::{SignatureEncoding, Signer as _, Verifier as _};
use rscrypto::{RsaPkcs1v15Profile, RsaPublicKeyPolicy, RsaSignatureProfile, RsaX509PublicKey};
use sha2::Sha256;

use crate::Standing::{Floor, Ours, Peer};
use crate::messages::{Message, fixture};
use crate::{Contestant, Standing};

const PRIVATE: &str = fixture!("keys/platform_private.pkcs8.b64");
const PUBLIC: &str = fixture!("keys/platform_public.spki.b64");

fn der(text: &str) -> Vec<u8> {
    Base64::decode_vec(text.trim()).unwrap()
}

/// Creates a contestant. `answer` does the work and returns whether its result is right. Every
/// result is checked, also while it is timed.
fn contestant<'i>(
    standing: Standing,
    name: &'static str,
    note: &'static str,
    mut answer: impl FnMut() -> bool + 'i,
) -> Contestant<'i> {
    assert!(answer(), "{name}");
    Contestant::new(standing, name, note, 1, move |passes| {
        for _ in 0..passes {
            assert!(black_box(answer()), "{name}");
        }
    })
}

/// Creates a contestant whose result must be the signature of the message.
fn signer<'i>(
    standing: Standing,
    name: &'static str,
    note: &'static str,
    message: &Message,
    mut sign: impl FnMut() -> Option<Signature> + 'i,
) -> Contestant<'i> {
    let expected = Signature::from_base64(&message.values.signature).unwrap();
    contestant(standing, name, note, move || sign() == Some(expected))
}

/// The contestants that verify the signature of this message. Its base64 is decoded before the
/// timing starts.
pub fn verify(message: &Message) -> Vec<Contestant<'_>> {
    let span = message.span.as_bytes();
    let signature = Signature::from_base64(&message.values.signature).unwrap();
    let raw = signature.as_bytes().to_vec();

    let on_aws_lc = AwsLcVerifyingKey::from_text(PUBLIC).unwrap();
    let on_own_arithmetic = RsaVerifyingKey::from_text(PUBLIC).unwrap();
    let ring_key = ring::rsa::KeyPair::from_pkcs8(&der(PRIVATE)).unwrap();
    let ring_key = ring::signature::UnparsedPublicKey::new(
        &ring::signature::RSA_PKCS1_2048_8192_SHA256,
        ring_key.public().as_ref().to_vec(),
    );
    let rsa_key = rsa::PublicKey::from_public_key_der(&der(PUBLIC)).unwrap();
    let rsa_key = pkcs1v15::VerifyingKey::<Sha256>::new(rsa_key);
    let rsa_signature = pkcs1v15::Signature::try_from(&*raw).unwrap();
    let ring_signature = raw.clone();

    let bytes = move || SigningBytes::new(black_box(span));
    vec![
        contestant(Ours, "AwsLcVerifyingKey", "on aws-lc-rs", move || {
            on_aws_lc.verify(bytes(), black_box(&signature)).is_ok()
        }),
        contestant(Ours, "RsaVerifyingKey", "no heap", move || {
            let verdict = on_own_arithmetic.verify(bytes(), black_box(&signature));
            verdict.is_ok()
        }),
        aws_lc_verifies(Peer, message),
        contestant(Peer, "ring", "reads its key each time", move || {
            ring_key.verify(black_box(span), &ring_signature).is_ok()
        }),
        contestant(Peer, "rsa", "", move || {
            rsa_key.verify(black_box(span), &rsa_signature).is_ok()
        }),
        graviola_verifies(message),
        rscrypto_verifies(message),
    ]
}

/// aws-lc-rs without this crate, with a parsed key and a decoded signature.
fn aws_lc_verifies(standing: Standing, message: &Message) -> Contestant<'_> {
    let span = message.span.as_bytes();
    let signature = Base64::decode_vec(&message.values.signature).unwrap();
    let algorithm = &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
    let key = ParsedPublicKey::new(algorithm, der(PUBLIC)).unwrap();
    contestant(standing, "aws-lc-rs", "the signature alone", move || {
        let verdict = key.verify_sig(black_box(span), black_box(&signature));
        verdict.is_ok()
    })
}

/// graviola reads no SPKI, so the key comes from the private key.
fn graviola_verifies(message: &Message) -> Contestant<'_> {
    let span = message.span.as_bytes();
    let signature = Base64::decode_vec(&message.values.signature).unwrap();
    let key = graviola::signing::rsa::SigningKey::from_pkcs8_der(&der(PRIVATE)).unwrap();
    let key = key.public_key();
    contestant(Peer, "graviola", "", move || {
        let verdict = key.verify_pkcs1_sha256(black_box(&signature), black_box(span));
        verdict.is_ok()
    })
}

/// rscrypto with a buffer that is created once. Its default policy refuses RSA-2048.
fn rscrypto_verifies(message: &Message) -> Contestant<'_> {
    let span = message.span.as_bytes();
    let signature = Base64::decode_vec(&message.values.signature).unwrap();
    let policy = RsaPublicKeyPolicy::legacy_verification();
    let key = RsaX509PublicKey::from_spki_der_with_policy(&der(PUBLIC), &policy).unwrap();
    let key = key.public_key().clone();
    let mut scratch = key.public_scratch();
    let profile = RsaSignatureProfile::pkcs1v15(RsaPkcs1v15Profile::Sha256);
    contestant(Peer, "rscrypto", "its buffer is reused", move || {
        let (span, signature) = (black_box(span), black_box(&signature));
        let verdict = key.verify_signature_with_scratch(profile, span, signature, &mut scratch);
        verdict.is_ok()
    })
}

/// The contestants that sign the span of this message.
pub fn sign(message: &Message) -> Vec<Contestant<'_>> {
    let span = message.span.as_bytes();
    let on_aws_lc = AwsLcSigningKey::from_text(PRIVATE).unwrap();
    let on_rsa = RsaSigningKey::from_text(PRIVATE).unwrap();
    let ring_key = ring::rsa::KeyPair::from_pkcs8(&der(PRIVATE)).unwrap();
    let ring_random = ring::rand::SystemRandom::new();
    let rsa_key = rsa::PrivateKey::from_pkcs8_der(&der(PRIVATE)).unwrap();
    let rsa_key = pkcs1v15::SigningKey::<Sha256>::new(rsa_key);

    let bytes = move || SigningBytes::new(black_box(span));
    vec![
        signer(
            Ours,
            "AwsLcSigningKey",
            "on aws-lc-rs",
            message,
            move || on_aws_lc.sign(bytes()).ok(),
        ),
        signer(
            Ours,
            "RsaSigningKey",
            "on rsa, blinded",
            message,
            move || on_rsa.sign(bytes()).ok(),
        ),
        aws_lc_signs(Peer, message),
        signer(Peer, "ring", "", message, move || {
            let mut signature = [0; 256];
            let algorithm = &ring::signature::RSA_PKCS1_SHA256;
            let signed = ring_key.sign(algorithm, &ring_random, black_box(span), &mut signature);
            signed.ok().and_then(|()| Signature::new(&signature).ok())
        }),
        signer(Peer, "rsa", "blinded", message, move || {
            Signature::new(&rsa_key.sign(black_box(span)).to_bytes()).ok()
        }),
        graviola_signs(message),
        rscrypto_signs(message),
    ]
}

fn graviola_signs(message: &Message) -> Contestant<'_> {
    let span = message.span.as_bytes();
    let key = graviola::signing::rsa::SigningKey::from_pkcs8_der(&der(PRIVATE)).unwrap();
    let note = "not blinded, checks its result";
    signer(Peer, "graviola", note, message, move || {
        let mut signature = [0; 256];
        let signed = key.sign_pkcs1_sha256(&mut signature, black_box(span));
        signed.ok().and_then(|bytes| Signature::new(bytes).ok())
    })
}

/// rscrypto with buffers that are created once. Its default policy refuses RSA-2048.
fn rscrypto_signs(message: &Message) -> Contestant<'_> {
    let span = message.span.as_bytes();
    let policy = RsaPublicKeyPolicy::legacy_verification();
    let key = rscrypto::RsaPrivateKey::from_pkcs8_der_with_policy(&der(PRIVATE), &policy).unwrap();
    let mut scratch = key.private_scratch();
    let note = "blinded, checks its result; its buffers are reused";
    signer(Peer, "rscrypto", note, message, move || {
        let mut signature = [0; 256];
        let (profile, span) = (RsaPkcs1v15Profile::Sha256, black_box(span));
        let signed = key.sign_pkcs1v15_with_scratch(profile, span, &mut signature, &mut scratch);
        signed.ok().and_then(|()| Signature::new(&signature).ok())
    })
}

/// aws-lc-rs without this crate, with a parsed key.
fn aws_lc_signs(standing: Standing, message: &Message) -> Contestant<'_> {
    let span = message.span.as_bytes();
    let expected = Base64::decode_vec(&message.values.signature).unwrap();
    let key = aws_lc_rs::rsa::KeyPair::from_pkcs8(&der(PRIVATE)).unwrap();
    let random = aws_lc_rs::rand::SystemRandom::new();
    let mut signature = [0; 256];
    contestant(standing, "aws-lc-rs", "the signature alone", move || {
        let algorithm = &aws_lc_rs::signature::RSA_PKCS1_SHA256;
        let signed = key.sign(algorithm, &random, black_box(span), &mut signature);
        signed.is_ok() && *black_box(&signature) == *expected
    })
}

/// From the bytes of this response to its outcome, compared with verifying the signature alone.
pub fn whole_read(message: &Message) -> Vec<Contestant<'_>> {
    let request = fixture!("golden/request.json").as_bytes();
    let request = PayCancelRequest::decode(request, &mut []).unwrap();
    let request = *request.assume_verified_by_caller();
    let key = AwsLcVerifyingKey::from_text(PUBLIC).unwrap();
    let mut scratch = [0; 1024];
    let mut conclude = move || -> Result<Outcome, UnknownReason> {
        let bytes = black_box(message.text.as_bytes());
        let response = PayCancelResponse::decode(bytes, &mut scratch)?;
        let response = response.verify(&key)?;
        Ok(response.answering(black_box(&request))?.outcome())
    };
    vec![
        contestant(
            Ours,
            "alipay-acquiring",
            "decode, verify, answering, outcome, on aws-lc-rs",
            move || conclude() == Ok(Outcome::Success),
        ),
        aws_lc_verifies(Floor, message),
    ]
}

/// From the values of this response to the signed envelope, compared with signing alone.
pub fn whole_write(message: &Message) -> Vec<Contestant<'_>> {
    let response = message.values.response.map(String::as_str).typed().unwrap();
    let key = AwsLcSigningKey::from_text(PRIVATE).unwrap();
    let mut buffer = [0; PayCancelResponse::MAX_LEN];
    vec![
        contestant(
            Ours,
            "alipay-acquiring",
            "sign: write, sign, base64, on aws-lc-rs",
            move || {
                let envelope = black_box(&response).sign(&mut buffer, &key);
                envelope.is_ok_and(|envelope| envelope == message.text.as_bytes())
            },
        ),
        aws_lc_signs(Floor, message),
    ]
}

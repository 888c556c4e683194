//! Cases with a key: what is loaded, or why it is refused.

use alipay_acquiring::signature::{
    KeyError, RsaSigningKey, RsaVerifyingKey, Signature, Signer, SigningBytes, Verifier,
};
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use crate::{Case, from_base64};

impl Case<'_> {
    fn signed(&self) -> SigningBytes<'_> {
        SigningBytes::new(self.group["signed"].as_str().unwrap().as_bytes())
    }

    pub(crate) fn public_key(&self) -> Value {
        let key = match self.case["text"].as_str() {
            Some(text) => RsaVerifyingKey::from_text(text),
            None => RsaVerifyingKey::from_der(&from_base64(&self.case["der"])),
        };
        #[cfg(feature = "aws-lc-rs")]
        assert_eq!(self.aws_public_key(), key.as_ref().err().copied());
        let key = match key {
            Ok(key) => key,
            Err(error) => return self.refused_key(error),
        };
        let signature = Signature::new(&from_base64(&self.case["signature"])).unwrap();
        let holds = key.verify(self.signed(), &signature) == Ok(());
        let mut found = accepted_key(signature.as_bytes().len(), &key.fingerprint().to_string());
        if holds {
            found["signature"] = self.case["signature"].clone();
        }
        found
    }

    #[cfg(feature = "aws-lc-rs")]
    fn aws_public_key(&self) -> Option<KeyError> {
        use alipay_acquiring::signature::AwsLcVerifyingKey;

        match self.case["text"].as_str() {
            Some(text) => AwsLcVerifyingKey::from_text(text).err(),
            None => AwsLcVerifyingKey::from_der(&from_base64(&self.case["der"])).err(),
        }
    }

    pub(crate) fn private_key(&self) -> Value {
        let key = match self.case["text"].as_str() {
            Some(text) => RsaSigningKey::from_text(text),
            None => RsaSigningKey::from_der(&from_base64(&self.case["der"])),
        };
        let key = match key {
            Ok(key) => key,
            Err(error) => return self.refused_key(error),
        };
        let signature = key.sign(self.signed()).unwrap();
        let mut found = accepted_key(key.signature_len(), &key.fingerprint().to_string());
        found["signature"] = to_base64(signature.as_bytes()).into();
        found
    }

    fn refused_key(&self, error: KeyError) -> Value {
        let code = error.code();
        let mut found = json!({
            "verdict": { "result": "refused", "stage": "key", "code": code },
        });
        if let KeyError::Found { found: kind, .. } = error {
            found["verdict"]["detail"] = kind.code().into();
        }
        // Only the first number that breaks the policy is known.
        let known = [("bits", code == "exponent"), ("exponent", code == "size")];
        for (name, is_unknown) in known {
            if is_unknown && let Some(number) = self.case.get(name) {
                found[name] = number.clone();
            }
        }
        match error {
            KeyError::Base64 { offset } => found["verdict"]["offset"] = offset.into(),
            KeyError::Size { bits } => found["bits"] = bits.into(),
            KeyError::Exponent { exponent } => {
                let is_long = self.case["exponent"].as_u64() > Some(u32::MAX.into());
                found["exponent"] = match exponent {
                    None if is_long => self.case["exponent"].clone(),
                    exponent => exponent.into(),
                };
            }
            _ => {}
        }
        found
    }
}

fn accepted_key(signature_len: usize, fingerprint: &str) -> Value {
    json!({
        "verdict": { "result": "accepted" },
        "bits": 8 * signature_len,
        "exponent": 65537,
        "sha256": fingerprint,
    })
}

fn to_base64(bytes: &[u8]) -> String {
    let mut buffer = vec![0; bytes.len() * 4 / 3 + 4];
    Base64::encode(bytes, &mut buffer).unwrap().to_string()
}

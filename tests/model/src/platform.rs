//! The messages of the model: requests of the terminal, and every answer that may arrive.

use alipay_acquiring::signature::{InvalidSignature, Signature, Signer, SigningBytes, Verifier};
use alipay_acquiring::{
    PayCancelRequest, PayCancelRequestBody, RequestHead, Text, Timestamp, TransactionId, UtcOffset,
    text,
};
use base64ct::{Base64, Encoding};

/// A key without arithmetic: its signature is the digest, changed by the number of the key. Nobody in the
/// model makes a signature of a key that it does not have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key(u8);

const CLIENT: Key = Key(1);
pub(crate) const PLATFORM: Key = Key(2);
/// The platform's next key: the terminal knows both.
pub(crate) const NEXT_PLATFORM: Key = Key(3);
const ATTACKER: Key = Key(4);

impl Signer for Key {
    type Error = InvalidSignature;

    fn signature_len(&self) -> usize {
        256
    }

    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, InvalidSignature> {
        let digest = bytes.digest().map(|byte| byte ^ self.0);
        Signature::new(&[digest; 8].concat()).map_err(|_| InvalidSignature)
    }
}

impl Verifier for Key {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        match self.sign(bytes)? == *signature {
            true => Ok(()),
            false => Err(InvalidSignature),
        }
    }
}

/// The signed request with this number, which is its `reqMsgId`.
pub(crate) fn request(number: u8, signed_at: i64) -> Vec<u8> {
    let id = number.to_string();
    let request = PayCancelRequest {
        head: RequestHead::new(
            text!("terminal"),
            Timestamp::from_unix_seconds(signed_at, UtcOffset::UTC).expect("a time of this year"),
            Text::new(&id).expect("a short number"),
        ),
        body: PayCancelRequestBody {
            partner_id: text!("partner"),
            transaction: TransactionId::Merchant(text!("sale")),
        },
    };
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    let envelope = request.sign(&mut buffer, &CLIENT);
    envelope.expect("the buffer is long enough").to_vec()
}

/// The number of a request.
pub(crate) fn number(envelope: &[u8]) -> u8 {
    let request = PayCancelRequest::decode(envelope, &mut []).expect("a request");
    let id = request.claimed().req_msg_id.expect("a request has one");
    id.parse().expect("a number")
}

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Says {
    Success,
    Refused,
    Reported,
    TryLater,
    NotProcessed,
    /// A success that names another sale.
    OtherSale,
    /// Not signed.
    Unsigned,
}

impl Says {
    const ALL: [Self; 7] = [
        Self::Success,
        Self::Refused,
        Self::Reported,
        Self::TryLater,
        Self::NotProcessed,
        Self::OtherSale,
        Self::Unsigned,
    ];

    /// `resultStatus`, `resultCodeId`, `resultCode` and the sale.
    const fn parts(self) -> [&'static str; 4] {
        match self {
            Self::Success => ["S", "00000000", "SUCCESS", "sale"],
            Self::Refused => ["F", "12005003", "ORDER_STATUS_INVALID", "sale"],
            Self::Reported => ["U", "00000901", "UNKNOWN_EXCEPTION", "sale"],
            Self::TryLater => ["F", "00000024", "REQUEST_TRAFFIC_EXCEED_LIMIT", "sale"],
            Self::NotProcessed => ["F", "00000007", "INVALID_SIGNATURE", "sale"],
            Self::OtherSale => ["S", "00000000", "SUCCESS", "another sale"],
            Self::Unsigned => ["F", "00000008", "KEY_NO_FOUND", "sale"],
        }
    }
}

/// The answer to the request with this number.
fn answer(number: u8, says: Says, key: Key) -> Vec<u8> {
    let [status, id, code, sale] = says.parts();
    let response = format!(
        concat!(
            r#"{{"head":{{"version":"2.0.2","function":"alipay.intl.acquiring.common.payCancel","#,
            r#""clientId":"terminal","respTime":"2026-01-01T00:00:00Z","reqMsgId":"{}"}},"#,
            r#""body":{{"resultInfo":{{"resultStatus":"{}","resultCodeId":"{}","resultCode":"{}"}},"#,
            r#""acquirementId":"2026","merchantTransId":"{}"}}}}"#
        ),
        number, status, id, code, sale
    );
    let signature = key.sign(SigningBytes::new(response.as_bytes()));
    let signature = signature.map(|signature| Base64::encode_string(signature.as_bytes()));
    let signature = match says {
        Says::Unsigned => "no signature".to_owned(),
        _ => signature.expect("a key always signs"),
    };
    format!(r#"{{"response":{response},"signature":"{signature}"}}"#).into_bytes()
}

/// All answers, made once.
#[derive(Debug)]
pub(crate) struct Answers {
    authentic: Vec<Vec<Vec<u8>>>,
    forged: Vec<Vec<u8>>,
    earlier: Vec<u8>,
}

/// No run of the model signs as many messages.
pub(crate) const MESSAGES: u8 = 32;

impl Answers {
    pub(crate) fn new() -> Self {
        let of = |number| {
            let says = Says::ALL.iter();
            // The platform changes its key from the second message on.
            let key = if number < 2 { PLATFORM } else { NEXT_PLATFORM };
            says.map(|&says| answer(number, says, key)).collect()
        };
        Self {
            authentic: (0..MESSAGES).map(of).collect(),
            forged: (0..MESSAGES)
                .map(|number| answer(number, Says::Success, ATTACKER))
                .collect(),
            earlier: answer(MESSAGES, Says::Success, PLATFORM),
        }
    }

    /// What the platform answers to a request.
    pub(crate) fn authentic(&self, number: u8, says: Says) -> &[u8] {
        &self.authentic[usize::from(number)][says as usize]
    }

    /// A success that an attacker has signed.
    pub(crate) fn forged(&self, number: u8) -> &[u8] {
        &self.forged[usize::from(number)]
    }

    /// The platform's success for an earlier cancel, replayed.
    pub(crate) fn earlier(&self) -> &[u8] {
        &self.earlier
    }
}

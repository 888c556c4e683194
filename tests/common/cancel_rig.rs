//! A terminal in memory for the tests of `cancel`: fake keys, requests, answers, and a store.

use std::time::Duration;

use alipay_acquiring::cancel::{Cancel, End, MessageError, Policy, Step};
use alipay_acquiring::signature::{InvalidSignature, Signature, Signer, SigningBytes, Verifier};
use alipay_acquiring::{
    Outcome, PayCancelRequest, PayCancelRequestBody, RequestHead, Text, Timestamp, TransactionId,
    UtcOffset, text,
};
use base64ct::{Base64, Encoding};

/// A key for tests of the machine, which needs no arithmetic: its signature is the digest, changed by the
/// number of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FakeKey(pub(crate) u8);

pub(crate) const CLIENT: FakeKey = FakeKey(1);
pub(crate) const PLATFORM: FakeKey = FakeKey(2);
pub(crate) const NEW_PLATFORM: FakeKey = FakeKey(3);
pub(crate) const STRANGER: FakeKey = FakeKey(4);

impl Signer for FakeKey {
    type Error = ();

    fn signature_len(&self) -> usize {
        256
    }

    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, ()> {
        let digest = bytes.digest().map(|byte| byte ^ self.0);
        Ok(Signature::new(&[digest; 8].concat()).unwrap())
    }
}

impl Verifier for FakeKey {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        match self.sign(bytes) {
            Ok(expected) if expected == *signature => Ok(()),
            _ => Err(InvalidSignature),
        }
    }
}

pub(crate) const START: i64 = 994_228_736;
pub(crate) const SALE: &str = "2015xxxxxxxxxxxxxxxxxxxxx747";

/// A signed request to cancel this transaction.
pub(crate) fn request_for(transaction: &str, id: u32, time: i64) -> Vec<u8> {
    let id = format!("cancel-{id}");
    let request = PayCancelRequest {
        head: RequestHead::new(
            text!("211xxxxxxxxxxxxxxx044"),
            Timestamp::from_unix_seconds(time, UtcOffset::UTC).unwrap(),
            Text::new(&id).unwrap(),
        ),
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Acquirement(Text::new(transaction).unwrap()),
        },
    };
    let mut buffer = [0; PayCancelRequest::MAX_LEN];
    request.sign(&mut buffer, &CLIENT).unwrap().to_vec()
}

pub(crate) fn request(id: u32, time: i64) -> Vec<u8> {
    request_for(SALE, id, time)
}

/// `reqMsgId` of a request.
pub(crate) fn req_msg_id(request: &[u8]) -> String {
    let request = PayCancelRequest::decode(request, &mut []).unwrap();
    request.claimed().req_msg_id.unwrap().to_owned()
}

/// An envelope with this response, signed with this key.
pub(crate) fn signed(response: &str, key: FakeKey) -> Vec<u8> {
    let signature = key.sign(SigningBytes::new(response.as_bytes())).unwrap();
    let mut buffer = [0; 344];
    let signature = Base64::encode(signature.as_bytes(), &mut buffer).unwrap();
    format!(r#"{{"response":{response},"signature":"{signature}"}}"#).into_bytes()
}

/// The response to a request, for this transaction, with this status, id and code.
pub(crate) fn response(request: &[u8], sale: &str, [status, id, code]: [&str; 3]) -> String {
    let req_msg_id = req_msg_id(request);
    format!(
        concat!(
            r#"{{"head":{{"version":"2.0.2","function":"alipay.intl.acquiring.common.payCancel","#,
            r#""clientId":"211xxxxxxxxxxxxxxx044","respTime":"2001-07-04T12:08:56+05:30","#,
            r#""reqMsgId":"{}"}},"body":{{"resultInfo":{{"resultStatus":"{}","resultCodeId":"{}","#,
            r#""resultCode":"{}","resultMsg":"said by the platform"}},"acquirementId":"{}","#,
            r#""merchantTransId":"510"}}}}"#
        ),
        req_msg_id, status, id, code, sale
    )
}

pub(crate) const SUCCESS: [&str; 3] = ["S", "00000000", "SUCCESS"];
pub(crate) const REPORTED: [&str; 3] = ["U", "00000901", "UNKNOWN_EXCEPTION"];
pub(crate) const TRY_LATER: [&str; 3] = ["F", "00000024", "REQUEST_TRAFFIC_EXCEED_LIMIT"];
pub(crate) const NOT_PROCESSED: [&str; 3] = ["F", "00000007", "INVALID_SIGNATURE"];
pub(crate) const REFUSED: [&str; 3] = ["F", "12005004", "ORDER_NOT_EXIST"];

/// The platform's answer to a request.
pub(crate) fn answer(request: &[u8], result: [&str; 3]) -> Vec<u8> {
    signed(&response(request, SALE, result), PLATFORM)
}

/// What the terminal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Did {
    Store,
    FailToStore,
    Send(Vec<u8>, Option<Outcome>),
    Wait(Duration),
    Sign(Vec<u8>),
    FailToSign,
    Finish(End),
    Nothing,
}

/// The terminal.
#[derive(Debug, Clone)]
pub(crate) struct Rig {
    pub(crate) cancel: Cancel<[u8; 1024]>,
    pub(crate) policy: Policy,
    pub(crate) pages: [Vec<u8>; 2],
    pub(crate) now: i64,
    pub(crate) random: u8,
    pub(crate) store_works: bool,
    pub(crate) key_works: bool,
    pub(crate) signed: u32,
}

impl Rig {
    pub(crate) fn new(policy: Policy) -> Self {
        let cancel = Cancel::load(policy, [&[], &[]], [0; 1024]).unwrap();
        Self {
            cancel,
            policy,
            pages: [vec![], vec![]],
            now: START,
            random: 255,
            store_works: true,
            key_works: true,
            signed: 0,
        }
    }

    /// A terminal that has begun to cancel `SALE`.
    pub(crate) fn begun(policy: Policy, window_end: Option<i64>) -> Self {
        let mut rig = Self::new(policy);
        rig.begin(window_end).unwrap();
        rig
    }

    pub(crate) fn begin(&mut self, window_end: Option<i64>) -> Result<(), MessageError> {
        self.signed += 1;
        self.cancel
            .begin(&request(self.signed, self.now), window_end)
    }

    /// Does one thing that the machine asks for. `post` returns the answer to a request.
    pub(crate) fn act(&mut self, mut post: impl FnMut(&[u8]) -> Option<Vec<u8>>) -> Did {
        match self.cancel.step(self.now, self.random) {
            Step::Idle => Did::Nothing,
            Step::Store(write) if self.store_works => {
                self.pages[usize::from(write.page())] = write.bytes().to_vec();
                let done = write.done();
                self.cancel.stored(done);
                Did::Store
            }
            Step::Store(_) => {
                self.cancel.store_failed();
                Did::FailToStore
            }
            Step::Send(request) => {
                let request = request.as_bytes().to_vec();
                let answer = post(&request);
                let outcome = answer.map(|answer| self.answer(&answer));
                if outcome.is_none() {
                    self.cancel.no_answer();
                }
                Did::Send(request, outcome)
            }
            Step::Wait(duration) => {
                self.now += i64::try_from(duration.as_millis().div_ceil(1000)).unwrap();
                self.cancel.waited();
                Did::Wait(duration)
            }
            Step::NewMessage(_) if self.key_works => {
                self.signed += 1;
                let envelope = request(self.signed, self.now);
                self.cancel.message(&envelope).unwrap();
                Did::Sign(envelope)
            }
            Step::NewMessage(_) => {
                self.cancel.no_message();
                Did::FailToSign
            }
            Step::Finished(end) => Did::Finish(end),
        }
    }

    pub(crate) fn answer(&mut self, answer: &[u8]) -> Outcome {
        let mut scratch = [0; 2048];
        self.cancel
            .answer(answer, &mut scratch, &[&PLATFORM, &NEW_PLATFORM])
    }

    /// Acts until the cancel has ended. Returns all that was done, the end last.
    pub(crate) fn run(&mut self, mut post: impl FnMut(&[u8]) -> Option<Vec<u8>>) -> Vec<Did> {
        let mut done = Vec::new();
        loop {
            assert!(done.len() < 1000, "does not end: {:?}", &done[980..]);
            done.push(self.act(&mut post));
            if let Some(Did::Finish(_) | Did::Nothing) = done.last() {
                return done;
            }
        }
    }

    /// Loses all but the store.
    pub(crate) fn power_cut(&mut self) {
        let [first, second] = &self.pages;
        self.cancel = Cancel::load(self.policy, [first, second], [0; 1024]).unwrap();
    }
}

/// The requests that were sent.
pub(crate) fn sent(done: &[Did]) -> Vec<&[u8]> {
    let sent = done.iter().filter_map(|did| match did {
        Did::Send(request, _) => Some(&request[..]),
        _ => None,
    });
    sent.collect()
}

/// The waits, in seconds.
pub(crate) fn waits(done: &[Did]) -> Vec<f64> {
    let waits = done.iter().filter_map(|did| match did {
        Did::Wait(duration) => Some(duration.as_secs_f64()),
        _ => None,
    });
    waits.collect()
}

/// How it ended.
pub(crate) fn end(done: &[Did]) -> End {
    match done.last() {
        Some(Did::Finish(end)) => *end,
        other => panic!("no end: {other:?}"),
    }
}

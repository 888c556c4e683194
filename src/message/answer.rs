//! A verified response matched to its request.

use core::hint::black_box;
use core::ops::Deref;

use crate::message::decode::Verified;
use crate::message::function::{Answers, Body, Function, ResponseBody, TransactionMatch};
use crate::message::outcome::{Mismatch, Outcome, UnknownReason};
use crate::message::{Request, Response};
use crate::values::head::RequestHead;
use crate::values::result_code::ResultMeaning;
use crate::values::violation::Violation;

impl<'m, 'a, B: ResponseBody<'a>> Verified<'m, Response<'a, B>> {
    /// Matches this response to the request that it should answer: `clientId` and `reqMsgId` must be
    /// equal. Function and version need no check here, because the types fix them.
    ///
    /// A response that was not verified cannot be matched, and a response that was not matched has
    /// no outcome:
    ///
    /// ```compile_fail,E0599
    /// # use alipay_acquiring::{Outcome, PayCancelResponse, UnknownReason, signature::RsaVerifyingKey};
    /// # fn outcome(bytes: &[u8], scratch: &mut [u8], key: &RsaVerifyingKey)
    /// # -> Result<Outcome, UnknownReason> {
    /// Ok(PayCancelResponse::decode(bytes, scratch)?.verify(key)?.outcome())
    /// # }
    /// ```
    ///
    /// ```compile_fail,E0599
    /// # use alipay_acquiring::{Outcome, PayCancelRequest, PayCancelResponse, UnknownReason};
    /// # fn outcome(bytes: &[u8], scratch: &mut [u8], request: &PayCancelRequest)
    /// # -> Result<Outcome, UnknownReason> {
    /// Ok(PayCancelResponse::decode(bytes, scratch)?.answering(request)?.outcome())
    /// # }
    /// ```
    ///
    /// ```
    /// # use alipay_acquiring::{
    /// #     Outcome, PayCancelRequest, PayCancelResponse, UnknownReason, signature::RsaVerifyingKey,
    /// # };
    /// # fn outcome(bytes: &[u8], scratch: &mut [u8], key: &RsaVerifyingKey, request: &PayCancelRequest)
    /// # -> Result<Outcome, UnknownReason> {
    /// Ok(PayCancelResponse::decode(bytes, scratch)?.verify(key)?.answering(request)?.outcome())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Mismatch`] with the first member that differs: the response answers another request.
    pub fn answering<'r, Q>(
        &self,
        request: &Request<'r, Q>,
    ) -> Result<Answer<'m, Response<'a, B>>, Mismatch>
    where
        Q: Body<'r, Head = RequestHead<'r>, Function = B::Function>,
        B: Answers<Q>,
    {
        let response = self.message;
        if *response.head.client_id != *request.head.client_id {
            return Err(Mismatch::new("clientId"));
        }
        if *response.head.req_msg_id != *request.head.req_msg_id {
            return Err(Mismatch::new("reqMsgId"));
        }
        let meaning = response
            .body
            .result_info()
            .meaning::<<B::Function as Function>::ResultCode>();
        let transaction = response.body.transaction(&request.body);
        Ok(Answer {
            response,
            outcome: Outcome::conclude(meaning, transaction),
            transaction,
            second_half: self.second_half(request),
        })
    }

    /// Does the work of [`answering`](Self::answering) again, and adds what it finds instead of branching:
    /// [`SECOND_HALF`] if the signature holds and if the response answers the request with a success.
    // Not inlined, and its arguments are hidden: the compiler would reuse what the first half has found.
    #[inline(never)]
    fn second_half<'r, Q>(&self, request: &Request<'r, Q>) -> u32
    where
        Q: Body<'r, Head = RequestHead<'r>, Function = B::Function>,
        B: Answers<Q>,
    {
        let (response, request) = black_box((self.message, request));
        let (head, sent) = (&response.head, &request.head);
        let fault = self.witness.fault()
            | difference(&head.client_id, &sent.client_id)
            | difference(&head.req_msg_id, &sent.req_msg_id);
        let meaning = response
            .body
            .result_info()
            .meaning::<<B::Function as Function>::ResultCode>();
        let succeeded = match meaning {
            Ok(ResultMeaning::Success) => SUCCEEDED,
            _ => 0,
        };
        let named = match response.body.transaction(&request.body) {
            TransactionMatch::Same | TransactionMatch::SecondaryIdDiffers(_) => NAMED,
            TransactionMatch::MissingOrDifferent(_) => 0,
        };
        (succeeded + named) ^ fault
    }
}

/// 0 if two texts are equal. All bytes are compared, without a branch on a byte.
#[inline(never)]
fn difference(text: &str, other: &str) -> u32 {
    let (text, other) = (text.as_bytes(), other.as_bytes());
    let mut compared = 0;
    let mut difference = 0;
    for (byte, other) in text.iter().zip(other) {
        difference |= byte ^ other;
        compared += 1;
    }
    // A loop that ended early has compared too few.
    let missing = (text.len() ^ compared) | (other.len() ^ compared);
    u32::from(difference) | u32::try_from(missing).unwrap_or(u32::MAX)
}

/// What each look adds for a success. The numbers differ in many bits from each other, from small numbers and from
/// addresses.
const FIRST_HALF: u32 = 0x5B1E_C6A3;
const SUCCEEDED: u32 = 0x1C93_52D6;
const NAMED: u32 = 0x2A4C_6D79;
const SECOND_HALF: u32 = SUCCEEDED + NAMED;

/// Two words that both need both halves. The compiler cannot compute one from the other.
const fn words(first_half: u32, second_half: u32) -> [u32; 2] {
    [
        first_half.wrapping_add(second_half),
        first_half.wrapping_sub(second_half),
    ]
}

impl Outcome {
    /// What [`Answer::outcome_words`] returns for success.
    pub const SUCCESS_WORDS: [u32; 2] = words(FIRST_HALF, SECOND_HALF);
}

/// An authentic response that answers the request. It dereferences to the response.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'m, M> {
    response: &'m M,
    outcome: Outcome,
    transaction: TransactionMatch,
    /// [`SECOND_HALF`] if everything that decides was right when it was looked at again.
    second_half: u32,
}

impl<M> Answer<'_, M> {
    /// What may be concluded from this answer. [`Outcome`] says what to do then.
    pub const fn outcome(&self) -> Outcome {
        match self.outcome {
            // A glitch: the first look found a success, and the second one did not.
            Outcome::Success if self.second_half != SECOND_HALF => {
                Outcome::Unknown(UnknownReason::InvalidSignature)
            }
            outcome => outcome,
        }
    }

    /// [`Outcome::SUCCESS_WORDS`] if the outcome is success, and other numbers if not, for a terminal that
    /// attackers have in their hands.
    ///
    /// A glitch of voltage or clock makes a processor skip instructions, for example the one branch of
    /// `if outcome == Outcome::Success`. Each of these words needs both halves of the evidence: the outcome,
    /// and a second look at signature, ids and result. Compare each word in a branch of its own, and do half
    /// of what follows a success after each. The guide for firmware shows how.
    #[must_use]
    pub fn outcome_words(&self) -> [u32; 2] {
        let first_half = match black_box(self.outcome) {
            Outcome::Success => FIRST_HALF,
            _ => 0,
        };
        words(first_half, black_box(self.second_half))
    }
}

impl<'a, B: ResponseBody<'a>> Answer<'_, Response<'a, B>> {
    /// The rules that the response breaks: rules between its own members, and rules between the
    /// response and its request.
    pub fn violations(&self) -> impl Iterator<Item = Violation> {
        let differs = match self.transaction {
            TransactionMatch::SecondaryIdDiffers(field) => Some(Violation::Differs { field }),
            TransactionMatch::Same | TransactionMatch::MissingOrDifferent(_) => None,
        };
        self.response.violations().chain(differs)
    }
}

impl<M> Deref for Answer<'_, M> {
    type Target = M;

    fn deref(&self) -> &M {
        self.response
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;

    use super::*;

    /// What a glitch in one of the two looks leaves.
    #[test]
    fn one_look_makes_no_success() {
        let refused = Outcome::Failed(crate::Failure::Refused);
        let no_proof = Outcome::Unknown(UnknownReason::InvalidSignature);
        let rows = [
            ("both", Outcome::Success, SECOND_HALF, Outcome::Success),
            ("only the first", Outcome::Success, 0, no_proof),
            (
                "without the ids of the transaction",
                Outcome::Success,
                SUCCEEDED,
                no_proof,
            ),
            ("without the result", Outcome::Success, NAMED, no_proof),
            ("with a fault", Outcome::Success, SECOND_HALF ^ 1, no_proof),
            ("only the second", refused, SECOND_HALF, refused),
            ("none", refused, 0, refused),
        ];
        for (name, outcome, second_half, expected) in rows {
            let answer = Answer {
                response: &(),
                outcome,
                transaction: TransactionMatch::Same,
                second_half,
            };
            assert_eq!(answer.outcome(), expected, "{name}");
            let words = answer.outcome_words();
            let same = core::array::from_fn(|at| words[at] == Outcome::SUCCESS_WORDS[at]);
            assert_eq!(same, [name == "both"; 2], "{name}");
        }
    }

    #[test]
    fn a_difference_is_found_at_every_place() {
        let text = "1234567asdfasdf1123fda";
        assert_eq!(difference(text, text), 0);
        for at in 0..text.len() {
            let mut other = String::from(text);
            other.replace_range(at..=at, "-");
            assert_ne!(difference(text, &other), 0, "{other}");
            other.truncate(at);
            assert_ne!(difference(text, &other), 0, "{other}");
            assert_ne!(difference(&other, text), 0, "{other}");
        }
    }
}

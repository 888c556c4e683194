//! Sends a pending cancel, and concludes from the answers.

use std::time::Duration;

use alipay_acquiring::{
    Failure, Outcome, PayCancelResponseBody, PayCancelResponseBuf, PendingCancel, UnknownReason,
    VerifiedBuf, signature::RsaVerifyingKey,
};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{sleep, timeout};

/// A verified response. It owns its bytes, so it can go to another task.
pub type VerifiedAnswer = VerifiedBuf<PayCancelResponseBody<'static>>;

/// The largest answer that is read, in bytes. The longest of the crate has 5,405, but peers add unknown
/// members.
pub const MAX_ANSWER: usize = 64 * 1024;

/// How long to wait, and for what.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The timeout of one attempt, from the connection to the last byte of the answer.
    pub attempt: Duration,
    /// The wait before the first retry. Each later wait is twice as long as the one before.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// The deadline, from the start of the first attempt.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(10),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            total: Duration::from_secs(5 * 60),
        }
    }
}

/// One attempt, for a log or a journal.
#[derive(Debug)]
pub struct Attempt {
    /// What was concluded from the answer, or from no answer.
    pub outcome: Outcome,
    /// The answer, if its signature holds; otherwise the reason why there is none.
    pub answer: Result<VerifiedAnswer, String>,
}

/// The platform, as a client sees it.
#[derive(Debug)]
pub struct Platform {
    http: reqwest::Client,
    url: String,
    keys: Vec<RsaVerifyingKey>,
    limits: Limits,
}

impl Platform {
    /// Posts to this URL. While the platform changes its key, `keys` are the old and the new one.
    ///
    /// # Errors
    ///
    /// If the HTTP client cannot be made.
    pub fn new(
        url: impl Into<String>,
        keys: Vec<RsaVerifyingKey>,
        limits: Limits,
    ) -> reqwest::Result<Self> {
        // Signed bytes are sent only to the configured address, and only this code repeats them.
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            // Each attempt uses a new connection, so that a retry does not use a broken one.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self {
            http,
            url: url.into(),
            keys,
            limits,
        })
    }

    /// Sends the pending cancel until an outcome is certain, but not after the deadline: then the outcome
    /// is unknown, for the reason of the last attempt. Each attempt sends the same
    /// bytes, and is reported to `journal` with the outcome of its answer.
    ///
    /// The future can be dropped at any moment. Then the platform has received the request, or it has not.
    /// The caller does not know which. If the caller has stored the request before (see
    /// [`prepare`](crate::prepare)), it can send the same bytes later: the platform answers a repeated
    /// request with the result of the first one.
    pub async fn cancel(
        &self,
        pending: &PendingCancel,
        journal: &UnboundedSender<Attempt>,
    ) -> Outcome {
        let mut reason = UnknownReason::NoAnswer;
        let retrying = async {
            let mut wait = self.limits.first_wait;
            loop {
                let attempt = self.attempt(pending).await;
                let outcome = attempt.outcome;
                // If nobody reads the journal, the cancel continues.
                let _ = journal.send(attempt);
                match outcome {
                    _ if is_certain(outcome) => return outcome,
                    Outcome::Unknown(why) => reason = why,
                    // A refusal that may be over at the next attempt.
                    Outcome::Success | Outcome::Failed(_) => reason = UnknownReason::NoAnswer,
                }
                sleep(wait).await;
                wait = (wait * 2).min(self.limits.longest_wait);
            }
        };
        let outcome = timeout(self.limits.total, retrying).await;
        outcome.unwrap_or(Outcome::Unknown(reason))
    }

    /// Sends the request once.
    async fn attempt(&self, pending: &PendingCancel) -> Attempt {
        let answer = match timeout(self.limits.attempt, self.post(pending.as_bytes())).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(why)) => return Attempt::without_answer(UnknownReason::NoAnswer, why),
            Err(_) => return Attempt::without_answer(UnknownReason::NoAnswer, "timeout"),
        };
        match self.verify(answer) {
            Ok(answer) => Attempt {
                outcome: pending.conclude_verified(&answer),
                answer: Ok(answer),
            },
            Err(reason) => Attempt::without_answer(reason, reason),
        }
    }

    /// Verifying takes less than a millisecond, so it may run in an async task.
    fn verify(&self, answer: Vec<u8>) -> Result<VerifiedAnswer, UnknownReason> {
        let keys = self.keys.iter().map(|key| ((), key));
        let ((), answer) = PayCancelResponseBuf::decode(answer)?.verify_any(keys)?;
        Ok(answer)
    }

    /// The HTTP status is not checked. It is not signed, so only the signature of the answer decides.
    async fn post(&self, request: &[u8]) -> Result<Vec<u8>, String> {
        let request = self
            .http
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .body(request.to_vec());
        let mut response = request.send().await.map_err(with_sources)?;
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(with_sources)? {
            answer.extend_from_slice(&chunk);
            if answer.len() > MAX_ANSWER {
                return Err(format!("the answer is longer than {MAX_ANSWER} bytes"));
            }
        }
        Ok(answer)
    }
}

impl Attempt {
    fn without_answer(reason: UnknownReason, why: impl ToString) -> Self {
        Self {
            outcome: Outcome::Unknown(reason),
            answer: Err(why.to_string()),
        }
    }
}

/// The text of reqwest's error does not contain its causes.
fn with_sources(error: reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Whether the same bytes would get the same answer again, so that another attempt makes no sense.
///
/// "Not processed" is not certain: anyone can post a request with the ids of this one, and a gateway may sign
/// its refusal. See [`Outcome`].
pub const fn is_certain(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Success
            | Outcome::Failed(Failure::Refused | Failure::Unlisted)
            | Outcome::Unknown(
                UnknownReason::UnlistedStatus
                    | UnknownReason::Contradiction(_)
                    | UnknownReason::Transaction(_)
            )
    )
}

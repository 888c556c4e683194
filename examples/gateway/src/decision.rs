//! What the gateway decided about a request.

use std::fmt::{self, Display};

use alipay_acquiring::function::{ResultCode, ResultMeaning};
use alipay_acquiring::{FreeText, PayCancelResultCode, Timestamp};

/// What the gateway decided about a request: the content of the response's body, and the reason for
/// the log.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) code: PayCancelResultCode,
    pub(crate) msg: String,
    pub(crate) acquirement_id: Option<String>,
    pub(crate) merchant_trans_id: Option<String>,
    pub(crate) cancel_time: Option<Timestamp>,
    /// The reason. Texts of the client are escaped.
    pub(crate) why: String,
}

impl Decision {
    /// A result without a transaction id, with the usual `resultMsg` of its code.
    pub(crate) fn new(code: PayCancelResultCode, why: impl ToString) -> Self {
        Self {
            code,
            msg: result_msg(code),
            acquirement_id: None,
            merchant_trans_id: None,
            cancel_time: None,
            why: why.to_string(),
        }
    }
}

/// For the log: the code and the reason.
impl Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.code.row();
        let verb = match row.meaning {
            ResultMeaning::Success => "",
            ResultMeaning::Failed(_) => "refused ",
            ResultMeaning::Unknown => "answered ",
        };
        write!(f, "{verb}{}: {}", row.name, self.why)
    }
}

/// A request was refused. The client gets the reason, too.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: PayCancelResultCode,
    why: String,
}

impl Refusal {
    /// In `why`, texts of the client are escaped.
    pub(crate) fn new(code: PayCancelResultCode, why: impl ToString) -> Self {
        let why = why.to_string();
        Self { code, why }
    }

    /// The reason as a `resultMsg`, which has at most 256 characters. In a longer reason, what follows
    /// a semicolon is left out first.
    fn msg(&self) -> String {
        let mut rest = Some(&*self.why);
        while let Some(msg) = rest {
            if FreeText::<256>::new(msg).is_ok() {
                return msg.to_owned();
            }
            rest = msg.rsplit_once("; ").map(|(before, _)| before);
        }
        result_msg(self.code)
    }
}

impl From<Refusal> for Decision {
    fn from(refusal: Refusal) -> Self {
        Self {
            msg: refusal.msg(),
            ..Self::new(refusal.code, refusal.why)
        }
    }
}

/// The usual `resultMsg` of a code: its name in lower case, with spaces.
pub(crate) fn result_msg(code: PayCancelResultCode) -> String {
    code.row().name.to_lowercase().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_cut_to_the_length_of_a_result_msg() {
        let long = "x".repeat(256);
        let fits = "é".repeat(256);
        let rows = [
            ("short", "short".to_owned(), "short"),
            ("as long as possible", fits.clone(), &*fits),
            ("a second part", format!("a; b; {long}"), "a; b"),
            (
                "only the first part fits",
                format!("{long}; {long}; c"),
                &*long,
            ),
            ("no part fits", format!("{long}{long}; b"), "unknown client"),
        ];
        for (name, why, expected) in rows {
            let refusal = Refusal::new(PayCancelResultCode::UnknownClient, &*why);
            let decision = Decision::from(refusal);
            assert_eq!(decision.msg, expected, "{name}");
            let log = format!("refused UNKNOWN_CLIENT: {why}");
            assert_eq!(decision.to_string(), log, "{name}");
        }
    }
}

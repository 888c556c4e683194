//! How to respond to each request: set on the command line, or in the query of the request.

use std::fmt::{self, Display};

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::function::ResultCode;

use crate::arrangement::Arrangement;
use crate::fault::Fault;

/// The result that a valid request is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerWith {
    /// The true result for the transaction.
    Auto,
    /// This code, even if it is not true.
    Code(PayCancelResultCode),
}

impl AnswerWith {
    fn find(word: &str) -> Option<Self> {
        let mut codes = PayCancelResultCode::ALL.iter().copied();
        match word {
            "auto" => Some(Self::Auto),
            _ => codes.find(|code| *code.row().name == *word).map(Self::Code),
        }
    }
}

/// How to respond to one request. `None` means the default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Instructions {
    /// Which result to answer with; the default is [`AnswerWith::Auto`].
    pub answer: Option<AnswerWith>,
    /// How to spell the response; the default is [`Arrangement::COMPACT`].
    pub arrangement: Option<&'static Arrangement>,
    /// What goes wrong with the response; the default is [`Fault::NONE`].
    pub fault: Option<&'static Fault>,
}

impl Instructions {
    /// Parses the query of a request: `answer=CODE&arrange=NAME&fault=NAME`, each at most once.
    ///
    /// # Errors
    ///
    /// A text that names the part of the query that is not understood.
    pub fn from_query(query: &str) -> Result<Self, String> {
        let mut script = Script::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, word) = pair.split_once('=').unwrap_or((pair, ""));
            if word.contains(',') {
                return Err(format!("{word:?}: expected one word, found a list"));
            }
            script.add(name, word)?;
        }
        Ok(script.for_request(0))
    }

    /// Fills each unset field from `other`.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            answer: self.answer.or(other.answer),
            arrangement: self.arrangement.or(other.arrangement),
            fault: self.fault.or(other.fault),
        }
    }
}

/// For a log: the arrangement and the fault, each followed by a comma.
impl Display for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(arrangement) = self.arrangement {
            write!(f, "arrange {}, ", arrangement.name)?;
        }
        if let Some(fault) = self.fault {
            write!(f, "fault {}, ", fault.name)?;
        }
        Ok(())
    }
}

/// How to respond to the first request, the second, and so on. The last word of a list is used for
/// all later requests too.
#[derive(Debug, Clone, Default)]
pub struct Script {
    answers: Vec<AnswerWith>,
    arrangements: Vec<&'static Arrangement>,
    faults: Vec<&'static Fault>,
}

impl Script {
    /// The names of the lists.
    pub(crate) const LISTS: [&str; 3] = ["answer", "arrange", "fault"];

    /// Sets the comma-separated list of words for `answer`, `arrange` or `fault`.
    ///
    /// # Errors
    ///
    /// A text that names the word that is not understood.
    pub fn add(&mut self, name: &str, words: &str) -> Result<(), String> {
        if !Self::LISTS.contains(&name) {
            return Err(format!("expected answer, arrange or fault, found {name:?}"));
        }
        self.set(name, words)
            .map_err(|why| format!("{name}: {why}"))
    }

    /// Sets one of [`Script::LISTS`]. The error does not contain the name.
    pub(crate) fn set(&mut self, name: &str, words: &str) -> Result<(), String> {
        match name {
            "answer" => fill(&mut self.answers, words, AnswerWith::find),
            "arrange" => fill(&mut self.arrangements, words, Arrangement::find),
            _ => fill(&mut self.faults, words, Fault::find),
        }
    }

    /// How to respond to the request with this index; the first has index 0.
    pub(crate) fn for_request(&self, index: usize) -> Instructions {
        Instructions {
            answer: pick(&self.answers, index),
            arrangement: pick(&self.arrangements, index),
            fault: pick(&self.faults, index),
        }
    }
}

fn fill<T>(list: &mut Vec<T>, words: &str, find: impl Fn(&str) -> Option<T>) -> Result<(), String> {
    if !list.is_empty() {
        return Err("given twice".to_owned());
    }
    for word in words.split(',') {
        list.push(find(word).ok_or_else(|| format!("unknown word {word:?}"))?);
    }
    Ok(())
}

fn pick<T: Copy>(list: &[T], index: usize) -> Option<T> {
    list.get(index).or(list.last()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let rows = [
            ("", Ok("None, compact, none")),
            ("answer=auto", Ok("Some(Auto), compact, none")),
            ("fault=cut", Ok("None, compact, cut")),
            (
                "answer=SUCCESS&arrange=php&fault=close",
                Ok("Some(Code(Success)), php, close"),
            ),
            ("answer=success", Err(r#"answer: unknown word "success""#)),
            ("answer", Err(r#"answer: unknown word """#)),
            ("arrange=", Err(r#"arrange: unknown word """#)),
            (
                "fault=cut,cut",
                Err(r#""cut,cut": expected one word, found a list"#),
            ),
            ("fault=cut&fault=cut", Err("fault: given twice")),
            (
                "code=SUCCESS",
                Err(r#"expected answer, arrange or fault, found "code""#),
            ),
        ];
        for (query, expected) in rows {
            let instructions = Instructions::from_query(query).map(|instructions| {
                let arrangement = instructions
                    .arrangement
                    .unwrap_or(Arrangement::COMPACT)
                    .name;
                let fault = instructions.fault.unwrap_or(Fault::NONE).name;
                format!("{:?}, {arrangement}, {fault}", instructions.answer)
            });
            let instructions = instructions.as_deref().map_err(String::as_str);
            assert_eq!(instructions, expected, "{query}");
        }
    }

    #[test]
    fn the_last_word_is_kept_and_a_query_overrides() {
        let mut script = Script::default();
        script.add("answer", "PROCESS_FAIL,auto").unwrap();
        script.add("fault", "cut,close,none").unwrap();
        let faults = [0, 1, 2, 3].map(|index| script.for_request(index).fault.unwrap().name);
        assert_eq!(faults, ["cut", "close", "none", "none"]);
        let answers = [0, 1, 2].map(|index| script.for_request(index).answer.unwrap());
        let fail = AnswerWith::Code(PayCancelResultCode::ProcessFail);
        assert_eq!(answers, [fail, AnswerWith::Auto, AnswerWith::Auto]);
        let instructions = Instructions::from_query("fault=too-long&answer=auto").unwrap();
        assert!(instructions.arrangement.is_none());
        let instructions = instructions.or(script.for_request(0));
        assert_eq!(instructions.fault.unwrap().name, "too-long");
        assert_eq!(instructions.answer, Some(AnswerWith::Auto));
        assert_eq!(
            Instructions::default().or(script.for_request(0)).answer,
            Some(fail)
        );
    }
}

//! What the gateway is told to do, on the command line or with a request.

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::api::ResultCode;

use crate::arrangement::Arrangement;
use crate::fault::Fault;

/// What a good request is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// What is true of the transaction.
    Auto,
    /// This code, whatever the truth.
    Code(PayCancelResultCode),
}

impl Answer {
    fn find(word: &str) -> Option<Self> {
        let mut codes = PayCancelResultCode::ALL.iter().copied();
        match word {
            "auto" => Some(Self::Auto),
            _ => codes.find(|code| *code.row().name == *word).map(Self::Code),
        }
    }
}

/// What to do with one request; `None` is as if nothing was told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    /// What to answer.
    pub answer: Option<Answer>,
    /// How to spell the answer.
    pub arrangement: Option<&'static Arrangement>,
    /// What goes wrong with it.
    pub fault: Option<&'static Fault>,
}

impl Told {
    /// Reads the query of a request: `answer=CODE&arrange=NAME&fault=NAME`, each at most once.
    ///
    /// # Errors
    ///
    /// What is not understood, in words.
    pub fn from_query(query: &str) -> Result<Self, String> {
        let mut script = Script::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, word) = pair.split_once('=').unwrap_or((pair, ""));
            if word.contains(',') {
                return Err(format!("{word:?}: a request takes one word"));
            }
            script.tell(name, word)?;
        }
        Ok(script.turn(0))
    }

    /// What this one leaves open is as the other says.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            answer: self.answer.or(other.answer),
            arrangement: self.arrangement.or(other.arrangement),
            fault: self.fault.or(other.fault),
        }
    }
}

/// What to do with each request in turn. The last word of a list holds for all that follow.
#[derive(Debug, Clone, Default)]
pub struct Script {
    answers: Vec<Answer>,
    arrangements: Vec<&'static Arrangement>,
    faults: Vec<&'static Fault>,
}

impl Script {
    /// Takes a list of words, with commas between them, for `answer`, `arrange` or `fault`.
    ///
    /// # Errors
    ///
    /// What is not understood, in words.
    pub fn tell(&mut self, name: &str, words: &str) -> Result<(), String> {
        let filled = match name {
            "answer" => fill(&mut self.answers, words, Answer::find),
            "arrange" => fill(&mut self.arrangements, words, Arrangement::find),
            "fault" => fill(&mut self.faults, words, Fault::find),
            _ => return Err(format!("{name:?} is none of answer, arrange, fault")),
        };
        filled.map_err(|why| format!("{name}: {why}"))
    }

    /// What to do with the request that comes `turn` requests after the first.
    pub(crate) fn turn(&self, turn: usize) -> Told {
        Told {
            answer: pick(&self.answers, turn),
            arrangement: pick(&self.arrangements, turn),
            fault: pick(&self.faults, turn),
        }
    }
}

fn fill<T>(list: &mut Vec<T>, words: &str, find: impl Fn(&str) -> Option<T>) -> Result<(), String> {
    if !list.is_empty() {
        return Err("told twice".to_owned());
    }
    for word in words.split(',') {
        list.push(find(word).ok_or_else(|| format!("{word:?} is not known"))?);
    }
    Ok(())
}

fn pick<T: Copy>(list: &[T], turn: usize) -> Option<T> {
    list.get(turn).or(list.last()).copied()
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
            ("answer=success", Err(r#"answer: "success" is not known"#)),
            ("answer", Err(r#"answer: "" is not known"#)),
            ("arrange=", Err(r#"arrange: "" is not known"#)),
            (
                "fault=cut,cut",
                Err(r#""cut,cut": a request takes one word"#),
            ),
            ("fault=cut&fault=cut", Err("fault: told twice")),
            (
                "code=SUCCESS",
                Err(r#""code" is none of answer, arrange, fault"#),
            ),
        ];
        for (query, expected) in rows {
            let told = Told::from_query(query).map(|told| {
                let arrangement = told.arrangement.unwrap_or(Arrangement::COMPACT).name;
                let fault = told.fault.unwrap_or(Fault::NONE).name;
                format!("{:?}, {arrangement}, {fault}", told.answer)
            });
            let told = told.as_deref().map_err(String::as_str);
            assert_eq!(told, expected, "{query}");
        }
    }

    #[test]
    fn the_last_word_stays_and_a_request_comes_first() {
        let mut script = Script::default();
        script.tell("answer", "PROCESS_FAIL,auto").unwrap();
        script.tell("fault", "cut,close,none").unwrap();
        let faults = [0, 1, 2, 3].map(|turn| script.turn(turn).fault.unwrap().name);
        assert_eq!(faults, ["cut", "close", "none", "none"]);
        let answers = [0, 1, 2].map(|turn| script.turn(turn).answer.unwrap());
        let fail = Answer::Code(PayCancelResultCode::ProcessFail);
        assert_eq!(answers, [fail, Answer::Auto, Answer::Auto]);
        let told = Told::from_query("fault=too-long&answer=auto").unwrap();
        assert!(told.arrangement.is_none());
        let told = told.or(script.turn(0));
        assert_eq!(told.fault.unwrap().name, "too-long");
        assert_eq!(told.answer, Some(Answer::Auto));
        assert_eq!(Told::default().or(script.turn(0)).answer, Some(fail));
    }
}

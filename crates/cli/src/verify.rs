//! `verify`: whether the signature of an envelope holds.

use serde_json::{Value, json};

use crate::arguments::Verify;
use crate::claims::Claims;
use crate::files;
use crate::key_file::read_public_keys;
use crate::output::{Answer, Report, verdict};

pub(crate) fn run(arguments: &Verify) -> Answer {
    let keys = read_public_keys(&arguments.keys)?;
    let input = files::read(&arguments.file)?;
    Ok(match Claims::read(&input, &keys) {
        Err(error) => no(&error.to_string(), Value::Null, String::new()),
        Ok(claims) => match &claims.key {
            Some(key) => yes(key, &claims),
            None => no(
                "the signature does not hold with a given key",
                claims.json(),
                claims.text(),
            ),
        },
    })
}

fn yes(key: &str, claims: &Claims) -> Report {
    let kind = claims.message.as_str();
    let holds = verdict(true, "holds");
    Report {
        text: format!(
            "{holds}: a {kind}, signed with the key of {key:?}\n{}",
            claims.text()
        ),
        json: json!({ "holds": true, "key": key, "reason": null, "claims": claims.json() }),
        is_yes: true,
    }
}

fn no(reason: &str, claims: Value, claims_text: String) -> Report {
    let does_not_hold = verdict(false, "does not hold");
    let mut text = format!("{does_not_hold}: {reason}\n");
    if !claims_text.is_empty() {
        text += "the message claims, but nobody has verified it:\n";
        text += &claims_text;
        text += "`alipay-envelope doctor` with the same arguments looks for the cause\n";
    }
    Report {
        text,
        json: json!({ "holds": false, "key": null, "reason": reason, "claims": claims }),
        is_yes: false,
    }
}

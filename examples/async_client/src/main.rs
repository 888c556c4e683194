//! The command line. `cargo run -p async-client -- --help` prints the usage.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;
use std::{env, io};

use alipay_acquiring::{
    Outcome, PayCancelRequest, PayCancelRequestBody, PayCancelRequestBuf, RequestHead, Text,
    Timestamp, TransactionId,
    signature::{RsaSigningKey, RsaVerifyingKey},
    text,
};
use async_client::{Attempt, Limits, Platform, is_certain, prepare};
use terminal::Store;
use tokio::sync::mpsc::{self, UnboundedReceiver};

const HELP: &str = "\
usage: async-client [--url URL] [--store FOLDER] [--transaction ID]

Cancels a transaction with test keys. Retries until the outcome is certain, for five minutes at most. The
request is stored before it is sent. Ctrl-C stops the program at any moment, and the next run continues
the same cancel.

  --url URL          the platform; by default `cargo run -p gateway` on this machine
  --store FOLDER     keeps the request until the outcome is certain; by default in XDG_STATE_HOME or in
                     .local/state of HOME
  --transaction ID   merchantTransId
  --help             print this text

exit status   0  the sale is void
              1  the outcome is not certain, or Ctrl-C: the cancel stays stored
              2  wrong usage, or the request could not be prepared: nothing was sent
              3  the platform answered, and the sale is not void: a person must decide
";

const URL: &str = "http://127.0.0.1:8642/api/alipay/intl/acquiring/common/paycancel.htm";
const CLIENT_KEY: &str = include_str!("../../../tests/fixtures/keys/client_private.pkcs8.pem");
const PLATFORM_KEY: &str = include_str!("../../../tests/fixtures/keys/platform_public.spki.pem");

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(env::args().skip(1)).await {
        Ok(status) => ExitCode::from(status),
        Err(why) => {
            eprintln!("async-client: {why}\n\nfor usage, run with --help");
            ExitCode::from(2)
        }
    }
}

/// Runs the program and returns its exit status.
async fn run(
    mut arguments: impl Iterator<Item = String>,
) -> Result<u8, Box<dyn std::error::Error>> {
    let (mut url, mut store) = (URL.to_owned(), default_store());
    let mut transaction = "510xxxxxxxxxxxxxx002".to_owned();
    while let Some(option) = arguments.next() {
        if option == "--help" {
            print_line(HELP.trim_end());
            return Ok(0);
        }
        let value = arguments.next();
        let value = value.ok_or_else(|| format!("{option} needs a value"))?;
        match option.as_str() {
            "--url" => url = value,
            "--store" => store = Some(value.into()),
            "--transaction" => transaction = value,
            _ => return Err(format!("unknown option {option:?}").into()),
        }
    }
    let store = store.ok_or("there is no HOME for the store: give one with --store")?;
    let store = Store::new(store);
    let keys = vec![RsaVerifyingKey::from_text(PLATFORM_KEY)?];
    let platform = Platform::new(url, keys, Limits::default())?;
    let key = RsaSigningKey::from_text(CLIENT_KEY)?;
    let pending = prepare(&store, new_request(&transaction)?, &key).await?;

    let (journal, attempts) = mpsc::unbounded_channel();
    let printing = tokio::spawn(print(attempts));
    let outcome = tokio::select! {
        outcome = platform.cancel(&pending, &journal) => outcome,
        // This drops the future of `cancel`. The request is in the store, so nothing is lost.
        _ = tokio::signal::ctrl_c() => {
            print_line("stopped: the cancel is stored, and the next run continues it");
            return Ok(1);
        }
    };
    // The task ends when nothing can be sent to it any more.
    drop(journal);
    printing.await?;
    if !is_certain(outcome) {
        print_line(&format!(
            "{outcome}; the cancel is stored, and the next run continues it"
        ));
        return Ok(1);
    }
    store.clear()?;
    print_line(&outcome.to_string());
    Ok(if outcome == Outcome::Success { 0 } else { 3 })
}

/// A request with a new id and the current time.
fn new_request(transaction: &str) -> Result<PayCancelRequestBuf, Box<dyn std::error::Error>> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(io::Error::other)?;
    let id = format!("{:032x}", u128::from_be_bytes(id));
    let merchant_trans_id =
        Text::new(transaction).map_err(|error| format!("--transaction: {error}"))?;
    let request = PayCancelRequest {
        head: RequestHead::new(
            text!("211xxxxxxxxxxxxxxx044"),
            Timestamp::try_from(SystemTime::now())?,
            Text::new(&id)?,
        ),
        body: PayCancelRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Merchant(merchant_trans_id),
        },
    };
    Ok(PayCancelRequestBuf::new(&request)?)
}

/// The task that prints each attempt. The answers come from another task.
async fn print(mut attempts: UnboundedReceiver<Attempt>) {
    let mut number = 0;
    while let Some(attempt) = attempts.recv().await {
        number += 1;
        let answer = attempt.answer.and_then(|answer| {
            let shown = answer.with(|answer| {
                let result = &answer.body.result_info;
                let msg = result.result_msg.map(|msg| msg.to_string());
                format!("{}: {:?}", result.result_code, msg.unwrap_or_default())
            });
            shown.map_err(|error| error.to_string())
        });
        let answer = answer.unwrap_or_else(|why| why);
        print_line(&format!("{number}. {} ({answer})", attempt.outcome.code()));
    }
}

/// A folder of this user. A folder that is shared would let others delete the cancel.
fn default_store() -> Option<PathBuf> {
    let absolute = |name| {
        let path = env::var_os(name).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let state = absolute("XDG_STATE_HOME");
    let state = state.or_else(|| absolute("HOME").map(|home| home.join(".local/state")));
    state.map(|state| state.join("alipay-acquiring-async-client"))
}

/// Prints a line and ignores a closed pipe, so that the cancel continues. `println!` would panic.
fn print_line(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

//! The command line. `cargo run -p terminal -- --help` prints the usage.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;
use std::{env, fs, io};

use alipay_acquiring::cancel::{Decision, End, Policy, screen};
use alipay_acquiring::{
    PayCancelRequestBody, Text, Timestamp, TransactionId, TransactionIds, ValueError,
    signature::{KeyError, RsaSigningKey, RsaVerifyingKey},
    text,
};
use terminal::{Store, Terminal};

const HELP: &str = "\
usage: terminal [OPTION VALUE]...

Cancels a transaction whose pay call had no clear result. Retries until the outcome is known or a
person must decide. The request is stored before it is sent, so that the same bytes can be sent again
after a power cut. Without options, the terminal talks to `cargo run -p gateway` with test keys.

  --url URL                  the platform's URL; http only (a real terminal adds TLS)
  --client-id ID             clientId
  --partner-id ID            partnerId
  --acquirement-id ID        the transaction, by Alipay's id
  --merchant-trans-id ID     the transaction, by the merchant's id; both ids may be given
  --key FILE                 this client's private key, PEM or bare base64
  --platform-key FILE        the platform's public key, PEM or bare base64; may be given again, for
                             a key rotation
  --store FOLDER             keeps the cancel; a private folder, by default in XDG_STATE_HOME or in
                             .local/state of HOME
  --decided DECISION         what a person has decided about a cancel that has ended: try-again, with
                             a new request and new limits, or close, if the sale is dealt with

retry (times in milliseconds)
  --timeout MS               how long to wait for a response
  --first-wait MS            the wait before the first retry; each later wait is twice as long
  --longest-wait MS          the longest wait
  --jitter on|off            whether waits are shortened at random, by half at most
  --renew-after MS           replace a request of this age by a new one
  --attempts N               how often to send, counted over all runs
  --give-up-after MS         how long to keep trying, after three sends at least
  --window-end TIME          until when the platform accepts the cancel, such as
                             2026-11-30T00:15:00+08:00; by default there is no such limit
  --help                     print this text

exit status   0  the sale is void; after --decided close: the cancel is closed
              1  not known after all attempts
              2  wrong usage, or a key or the store cannot be read: the outcome is unknown
              3  the cancel was refused
              4  not processed, as the platform says: a person must find the cause
              5  the terminal cannot conclude from the response
              6  the store cannot be written
After 1 and 3 to 6 the cancel remains stored, and each run reports its end again, until a person has
decided.
";

const URL: &str = "http://127.0.0.1:8642/api/alipay/intl/acquiring/common/paycancel.htm";
const PLATFORM_KEY: &str = include_str!("../../../tests/fixtures/keys/platform_public.spki.pem");

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(status) => ExitCode::from(status),
        Err(why) => {
            eprintln!("terminal: {why}\n\nfor usage, run with --help");
            ExitCode::from(2)
        }
    }
}

/// The options of the command line.
struct Options {
    url: String,
    client_id: String,
    partner_id: String,
    acquirement_id: Option<String>,
    merchant_trans_id: Option<String>,
    key: String,
    platform_keys: Vec<String>,
    store: Option<PathBuf>,
    timeout: Duration,
    policy: Policy,
    jitter: bool,
    window_end: Option<Timestamp>,
    decided: Option<Decision>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            url: URL.to_owned(),
            client_id: "211xxxxxxxxxxxxxxx044".to_owned(),
            partner_id: "218820000000000000023".to_owned(),
            acquirement_id: None,
            merchant_trans_id: None,
            key: include_str!("../../../tests/fixtures/keys/client_private.pkcs8.pem").to_owned(),
            platform_keys: vec![],
            store: default_store(),
            timeout: Duration::from_secs(10),
            policy: Policy::DEFAULT,
            jitter: true,
            window_end: None,
            decided: None,
        }
    }
}

impl Options {
    fn set(&mut self, option: &str, value: String) -> Result<(), String> {
        let file =
            |path: &str| fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
        let policy = &mut self.policy;
        match option {
            "--url" => self.url = value,
            "--client-id" => self.client_id = value,
            "--partner-id" => self.partner_id = value,
            "--acquirement-id" => self.acquirement_id = Some(value),
            "--merchant-trans-id" => self.merchant_trans_id = Some(value),
            "--key" => self.key = file(&value)?,
            "--platform-key" => self.platform_keys.push(file(&value)?),
            "--store" => self.store = Some(value.into()),
            "--timeout" => self.timeout = milliseconds(option, &value)?,
            "--first-wait" => policy.first_wait = milliseconds(option, &value)?,
            "--longest-wait" => policy.longest_wait = milliseconds(option, &value)?,
            "--renew-after" => policy.renew_after = milliseconds(option, &value)?,
            "--give-up-after" => policy.give_up_after = milliseconds(option, &value)?,
            "--attempts" => policy.sends = number(option, &value)?,
            "--window-end" => {
                let time = Timestamp::parse(&value);
                self.window_end = Some(time.map_err(|error| format!("{option}: {error}"))?);
            }
            "--jitter" => {
                self.jitter = word(option, &value, [("on", true), ("off", false)])?;
            }
            "--decided" => {
                let words = [
                    ("try-again", Decision::TryAgain),
                    ("close", Decision::Close),
                ];
                self.decided = Some(word(option, &value, words)?);
            }
            _ => return Err(format!("unknown option {option:?}")),
        }
        Ok(())
    }

    /// The keys of the options, or the test key.
    fn platform_keys(&self) -> Result<Vec<RsaVerifyingKey>, String> {
        let read = |key: &str| {
            let key = RsaVerifyingKey::from_text(key);
            key.map_err(|error| format!("--platform-key: {error}"))
        };
        match self.platform_keys.is_empty() {
            true => Ok(vec![read(PLATFORM_KEY)?]),
            false => self.platform_keys.iter().map(|key| read(key)).collect(),
        }
    }

    fn transaction(&self) -> Result<TransactionId<'_>, ValueError> {
        fn id(id: Option<&str>) -> Result<Option<Text<'_, 64>>, ValueError> {
            id.map(Text::new).transpose()
        }
        let acquirement_id = id(self.acquirement_id.as_deref())?;
        let merchant_trans_id = id(self.merchant_trans_id.as_deref())?;
        Ok(TransactionIds {
            acquirement_id,
            merchant_trans_id,
        }
        .transaction_id()
        .unwrap_or(TransactionId::Merchant(text!("510xxxxxxxxxxxxxx002"))))
    }
}

/// A folder of this user. A folder that is shared, such as that for temporary files, would let others
/// delete the cancel.
fn default_store() -> Option<PathBuf> {
    let absolute = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let state = absolute("XDG_STATE_HOME");
    let state = state.or_else(|| absolute("HOME").map(|home| home.join(".local/state")));
    state.map(|state| state.join("alipay-acquiring-terminal"))
}

/// Prints a line and ignores a closed pipe, so that the cancel continues. `println!` would panic.
fn print_line(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn number<N: FromStr>(option: &str, value: &str) -> Result<N, String> {
    let number = value.parse();
    number.map_err(|_| format!("{option}: expected a whole number, found {value:?}"))
}

fn milliseconds(option: &str, value: &str) -> Result<Duration, String> {
    Ok(Duration::from_millis(number::<u32>(option, value)?.into()))
}

/// The meaning of one of two words.
fn word<T>(option: &str, value: &str, words: [(&str, T); 2]) -> Result<T, String> {
    let [first, second] = words.each_ref().map(|(word, _)| *word);
    let mut words = words.into_iter();
    let meaning = words.find_map(|(word, meaning)| (word == value).then_some(meaning));
    meaning.ok_or_else(|| format!("{option}: expected {first} or {second}, found {value:?}"))
}

/// The exit status of the program; 2 is for wrong usage.
const fn exit_status(end: End) -> u8 {
    match end {
        End::Void => 0,
        End::GaveUp => 1,
        End::Refused => 3,
        End::NotProcessed => 4,
        End::Unclear => 5,
        End::NotStored => 6,
    }
}

/// Runs the program and returns its exit status.
fn run(mut arguments: impl Iterator<Item = String>) -> Result<u8, String> {
    let mut options = Options::default();
    while let Some(option) = arguments.next() {
        if option == "--help" {
            print_line(HELP.trim_end());
            return Ok(0);
        }
        let value = arguments.next();
        options.set(
            &option,
            value.ok_or_else(|| format!("{option} needs a value"))?,
        )?;
    }
    let value = |name: &'static str| move |error: ValueError| format!("{name}: {error}");
    let key = |name: &'static str| move |error: KeyError| format!("{name}: {error}");
    let transaction = options.transaction().map_err(value("transaction id"))?;
    let store = options.store.as_ref();
    let store = Store::new(store.ok_or("there is no HOME for the store: give one with --store")?);
    let terminal = Terminal {
        url: &options.url,
        client_id: Text::new(&options.client_id).map_err(value("--client-id"))?,
        client_key: &RsaSigningKey::from_text(&options.key).map_err(key("--key"))?,
        platform_keys: &options.platform_keys()?,
        store: &store,
        timeout: options.timeout,
        policy: options.policy,
        jitter: options.jitter,
        window_end: options.window_end.map(|time| time.unix_seconds()),
    };
    let body = PayCancelRequestBody {
        partner_id: Text::new(&options.partner_id).map_err(value("--partner-id"))?,
        transaction,
    };
    let failed = |error: terminal::Error| format!("{error} ({})", store.path().display());
    if options.decided == Some(Decision::Close) {
        terminal.close(body).map_err(failed)?;
        print_line("closed the stored cancel");
        return Ok(0);
    }
    let id = transaction.preferred();
    print_line(&format!("cancel transaction {id} at {}", terminal.url));
    let report = match options.decided {
        Some(_) => terminal.try_again(body, &mut print_line),
        None => terminal.cancel(body, &mut print_line),
    };
    let end = report.map_err(failed)?.end;
    print_line(&format!("\n{}", screen::english(end)));
    if end.alerts_staff() {
        print_line(
            "For staff: the cancel waits for a decision, see --decided in the output of --help.",
        );
    }
    Ok(exit_status(end))
}

//! The options of the command line, which may also be in a file.

use std::fs;
use std::path::{Path, PathBuf};

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::function::ResultCode;
use alipay_acquiring::signature::{KeyError, RsaSigningKey, RsaVerifyingKey};

use crate::setup::{PARTNER_ID, Setup};
use crate::{Gateway, Script};

/// The port without the option `port`.
pub const PORT: u16 = 8642;

/// The options: which port, what the gateway knows, and how it responds.
#[derive(Debug, Default)]
pub struct Options {
    port: Option<u16>,
    has_key: bool,
    partner_id: Option<String>,
    setup: Setup,
    script: Script,
}

/// One option, as it was given.
struct Given {
    /// The text before the name in an error: `--`, or the file and the line.
    place: String,
    /// The folder that a path in the value is relative to.
    folder: PathBuf,
    name: String,
    value: String,
}

impl Options {
    /// Parses the arguments of a command line: `--name value`, any number of times. `--options FILE`
    /// reads more options from a file.
    ///
    /// # Errors
    ///
    /// A text that names the option, or the file and the line, and says what is wrong.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut given = Vec::new();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let Some(name) = argument.strip_prefix("--") else {
                return Err(format!("expected an option with --, found {argument:?}"));
            };
            let value = arguments.next();
            let value = value.ok_or_else(|| format!("{argument}: a value is missing"))?;
            match name {
                "options" => read_file(Path::new(&value), &mut given)?,
                _ => given.push(Given {
                    place: "--".to_owned(),
                    folder: PathBuf::new(),
                    name: name.to_owned(),
                    value,
                }),
            }
        }
        // The partner is needed for the transactions, which may come first.
        given.sort_by_key(|option| option.name != "partner");
        let mut options = Self::default();
        for option in given {
            let set = options.set(&option);
            set.map_err(|why| format!("{}{}: {why}", option.place, option.name))?;
        }
        Ok(options)
    }

    /// The port of the server.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(PORT)
    }

    /// What the gateway knows.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The gateway with these options. The fault `power-cut` ends the process.
    pub fn gateway(mut self) -> Gateway {
        self.setup.set_power_cut(|| std::process::exit(4));
        Gateway::with_setup(self.setup, self.script)
    }

    fn set(&mut self, option: &Given) -> Result<(), String> {
        let value = &*option.value;
        match &*option.name {
            "port" => {
                let port = value.parse();
                let port = port.map_err(|_| format!("{value:?} is not a port number"))?;
                once(self.port.replace(port).is_some())
            }
            "key" => {
                let path = option.folder.join(value);
                let key = read_key(&path, RsaSigningKey::from_text, RsaSigningKey::from_der)?;
                self.setup.set_key(key);
                once(std::mem::replace(&mut self.has_key, true))
            }
            "client" => {
                let Some((client_id, file)) = value.split_once('=') else {
                    return Err(format!("expected CLIENT_ID=FILE, found {value:?}"));
                };
                let path = option.folder.join(file);
                let key = read_key(&path, RsaVerifyingKey::from_text, RsaVerifyingKey::from_der)?;
                self.setup.add_client(client_id, key)
            }
            "ledger" => {
                let again = self.setup.journal.is_some();
                self.setup.set_ledger(&option.folder.join(value))?;
                once(again)
            }
            "partner" => once(self.partner_id.replace(value.to_owned()).is_some()),
            "transaction" => self.add_transaction(value),
            "options" => Err("not possible in a file of options".to_owned()),
            name if Script::LISTS.contains(&name) => self.script.set(name, value),
            _ => Err("unknown option; --help lists all".to_owned()),
        }
    }

    fn add_transaction(&mut self, value: &str) -> Result<(), String> {
        let mut parts = value.split(',');
        let merchant_trans_id = parts.next().unwrap_or_default();
        let acquirement_id = parts.next().filter(|id| !id.is_empty());
        let refusal = parts.next().map(find_refusal).transpose()?;
        if parts.next().is_some() {
            return Err(format!(
                "expected MERCHANT_TRANS_ID[,ACQUIREMENT_ID[,CODE]], found {value:?}"
            ));
        }
        let partner_id = self.partner_id.as_deref().unwrap_or(PARTNER_ID);
        let setup = &mut self.setup;
        setup.add_transaction(partner_id, merchant_trans_id, acquirement_id, refusal)
    }
}

/// The code with this name, if it can refuse a cancel.
fn find_refusal(name: &str) -> Result<PayCancelResultCode, String> {
    let mut codes = PayCancelResultCode::ALL.iter().copied();
    match codes.find(|code| *code.row().name == *name) {
        Some(PayCancelResultCode::Success) => {
            Err("CODE: expected a code that refuses a cancel, found SUCCESS; omit it".to_owned())
        }
        Some(code) => Ok(code),
        None => Err(format!("CODE: unknown code {name:?}; --help lists all")),
    }
}

fn once(again: bool) -> Result<(), String> {
    match again {
        true => Err("given twice".to_owned()),
        false => Ok(()),
    }
}

/// Reads a key: PEM or base64, or the bytes of DER, which are never UTF-8.
fn read_key<K>(
    path: &Path,
    from_text: fn(&str) -> Result<K, KeyError>,
    from_der: fn(&[u8]) -> Result<K, KeyError>,
) -> Result<K, String> {
    let bytes = fs::read(path).map_err(|error| format!("cannot read {path:?}: {error}"))?;
    let key = match str::from_utf8(&bytes) {
        Ok(text) => from_text(text),
        Err(_) => from_der(&bytes),
    };
    key.map_err(|error| format!("{path:?}: {error}"))
}

/// Reads a file of options: `name value` in each line. Empty lines and lines that begin with `#` are
/// skipped.
fn read_file(path: &Path, given: &mut Vec<Given>) -> Result<(), String> {
    let text = fs::read_to_string(path);
    let text = text.map_err(|error| format!("--options: cannot read {path:?}: {error}"))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("{}:{number}: ", path.display());
        let Some((name, value)) = line.split_once(char::is_whitespace) else {
            return Err(format!("{place}{line}: a value is missing"));
        };
        given.push(Given {
            place,
            folder: folder.to_owned(),
            name: name.to_owned(),
            value: value.trim_start().to_owned(),
        });
    }
    Ok(())
}

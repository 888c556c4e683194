//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

const EXIT_STATUS: &str = "\
Exit status:
  0  yes: it holds, it is a success, there are no problems, or it is done
  1  no: it does not hold, it is no success, or it was refused
  2  cannot: wrong usage, or a file or a key cannot be used";

/// Shows, verifies, signs, sends and diagnoses the signed JSON envelopes of Alipay
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_STATUS, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// How the answer is printed; `alipay-envelope schema` describes the JSON
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inspect(Inspect),
    Verify(Verify),
    Doctor(Doctor),
    Outcome(Outcome),
    Sign(Box<Sign>),
    Send(Send),
    Key(Key),
    Completions(Completions),
    /// Print the manual page
    Man,
    /// Print the JSON Schema of what `--format json` prints
    Schema,
}

impl Command {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Inspect(_) => "inspect",
            Self::Verify(_) => "verify",
            Self::Outcome(_) => "outcome",
            Self::Sign(_) => "sign",
            Self::Send(_) => "send",
            Self::Doctor(_) => "doctor",
            Self::Completions(_) => "completions",
            Self::Man => "man",
            Self::Schema => "schema",
            Self::Key(_) => "key",
        }
    }
}

/// Show every field of an envelope, its signed span, and all problems in it
///
/// A text that is refused is shown with a caret under its first wrong byte.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// The envelope, of any function; `-` is standard input
    pub(crate) file: PathBuf,

    /// Verify with this public key: PEM, DER or bare base64
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

/// Say whether the signature of an envelope holds
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The envelope, of any function; `-` is standard input
    pub(crate) file: PathBuf,

    /// A public key: PEM, DER or bare base64. The answer is yes if one of several fits
    #[arg(long = "key", value_name = "FILE", required = true)]
    pub(crate) keys: Vec<PathBuf>,
}

/// Say what may be concluded from the answer to a payCancel request
///
/// The answer is decoded, verified, and matched to the request. The answer is yes only if the sale is
/// void. An empty file means that no answer came.
#[derive(Debug, Args)]
pub(crate) struct Outcome {
    /// The request that was sent. Its own signature is not checked: it is yours
    pub(crate) request: PathBuf,

    /// The answer; `-` is standard input
    pub(crate) answer: PathBuf,

    /// A public key of the platform: PEM, DER or bare base64
    #[arg(long = "key", value_name = "FILE", required = true)]
    pub(crate) keys: Vec<PathBuf>,
}

/// Write a signed envelope
///
/// Without `--body` and `--message` it is a payCancel request with the fields that are given.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The private key: PEM, DER or bare base64, without encryption
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,

    /// The clientId
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,

    /// The partnerId of payCancel
    #[arg(long, value_name = "ID", conflicts_with = "body")]
    pub(crate) partner_id: Option<String>,

    /// The acquirementId of payCancel
    #[arg(long, value_name = "ID", conflicts_with = "body")]
    pub(crate) acquirement_id: Option<String>,

    /// The merchantTransId of payCancel
    #[arg(long, value_name = "ID", conflicts_with = "body")]
    pub(crate) merchant_trans_id: Option<String>,

    /// The reqMsgId; a random one if absent
    #[arg(long, value_name = "ID")]
    pub(crate) req_msg_id: Option<String>,

    /// The reqTime, for example 2001-07-04T12:08:56+05:30; the time now if absent
    #[arg(long, value_name = "TIME")]
    pub(crate) req_time: Option<String>,

    /// The reserve
    #[arg(long, value_name = "TEXT")]
    pub(crate) reserve: Option<String>,

    /// Sign a request with this JSON as its body, byte for byte; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) body: Option<PathBuf>,

    /// The function of `--body`; payCancel if absent
    #[arg(long, value_name = "NAME", requires = "body")]
    pub(crate) function: Option<String>,

    /// The version of the function of `--body`; 2.0.2 if absent
    #[arg(long, value_name = "VERSION", requires = "body")]
    pub(crate) function_version: Option<String>,

    /// Sign this JSON, with head and body, byte for byte; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["body", "client_id", "partner_id",
        "acquirement_id", "merchant_trans_id", "req_msg_id", "req_time", "reserve"])]
    pub(crate) message: Option<PathBuf>,

    /// The `--message` is a response
    #[arg(long, requires = "message")]
    pub(crate) response: bool,
}

/// Post a request to a gateway, and show everything that comes back
///
/// With a key, the answer is yes if the outcome is a success. Without one, it is yes if the answer is a
/// signed envelope.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// The URL of the gateway; only http
    pub(crate) url: String,

    /// The request, which is sent byte for byte; `-` is standard input
    pub(crate) file: PathBuf,

    /// A public key of the platform, to verify the answer: PEM, DER or bare base64
    #[arg(long = "key", value_name = "FILE")]
    pub(crate) keys: Vec<PathBuf>,

    /// The time for the whole exchange
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) timeout: u64,
}

/// Say why the signature of an envelope does not hold
///
/// The public key turns the signature back into the digest that was signed. Then the bytes that people
/// sign by mistake are tried, until one has this digest.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The envelope, of any function; `-` is standard input
    pub(crate) file: PathBuf,

    /// A public key: PEM, DER or bare base64. The first one is the expected one, the others are those that
    /// may have been used instead
    #[arg(long = "key", value_name = "FILE")]
    pub(crate) keys: Vec<PathBuf>,
}

/// Show what a key file contains, compare two, or convert one
#[derive(Debug, Args)]
pub(crate) struct Key {
    /// The key: PEM, DER or bare base64; `-` is standard input
    pub(crate) file: PathBuf,

    /// Another key. The answer is yes if both belong together: the same key, or a private key and its
    /// public key
    #[arg(value_name = "OTHER", conflicts_with = "to")]
    pub(crate) other: Option<PathBuf>,

    /// Write the key in this form instead. A public form of a private key is its public key. A private
    /// key is written without encryption
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) to: Option<Form>,

    /// The file for `--to`, which must not exist; standard output if absent
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(crate) out: Option<PathBuf>,
}

/// Print the completions of a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    pub(crate) shell: Shell,
}

/// The forms that a key is converted to: the structure, then the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Public key, `SubjectPublicKeyInfo`, PEM
    SpkiPem,
    /// Public key, `SubjectPublicKeyInfo`, DER
    SpkiDer,
    /// Public key, `SubjectPublicKeyInfo`, base64 in one line
    SpkiBase64,
    /// PKCS#1 of the kind of the key, PEM
    Pkcs1Pem,
    /// PKCS#1 of the kind of the key, DER
    Pkcs1Der,
    /// PKCS#1 of the kind of the key, base64 in one line
    Pkcs1Base64,
    /// Private key, PKCS#8, PEM
    Pkcs8Pem,
    /// Private key, PKCS#8, DER
    Pkcs8Der,
    /// Private key, PKCS#8, base64 in one line
    Pkcs8Base64,
    /// Public key of 2048 bits as a constant in C, for firmware: include `alipay_acquiring.h` before it
    C,
}

//! The command line. `cargo run -p gateway -- --help` prints the usage.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;
use std::{env, io};

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::function::ResultCode;
use gateway::{
    ARRANGEMENTS, CLIENT_ID, CLIENT_WITHOUT_KEY, FAULTS, Gateway, PARTNER_ID, READ_TIME,
    SERVICE_PATH, Script, Server, TRANSACTIONS,
};

/// The port without `--port`.
const PORT: u16 = 8642;

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("gateway: {why}\n\nfor usage, run with --help");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut port, mut script) = (PORT, Script::default());
    while let Some(argument) = arguments.next() {
        if argument == "--help" {
            print_line(help().trim_end());
            return Ok(());
        }
        let value = arguments.next();
        let value = value.ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.strip_prefix("--") {
            Some("port") => {
                port = value
                    .parse()
                    .map_err(|_| format!("{value:?} is not a port number"))?;
            }
            Some(name) => script.add(name, &value)?,
            None => return Err(format!("unknown option {argument:?}")),
        }
    }
    let server = Server::start(Gateway::new(script), port, READ_TIME, print_line);
    let server = server.map_err(|error| format!("port {port}: {error}"))?;
    print_line(&format!("listening at {}", server.url()));
    server.wait();
    Ok(())
}

/// Prints a line and ignores a closed pipe, where `println!` would panic.
fn print_line(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn help() -> String {
    let mut help = format!(
        "\
usage: gateway [--port PORT] [--answer CODES] [--arrange NAMES] [--fault NAMES]

A payCancel gateway on loopback, for testing clients. POST a signed request as application/json to
  {SERVICE_PATH}

  --port PORT       the TCP port; default {PORT}; 0: a free port
  --answer CODES    answer valid requests with these codes instead of the true result
  --arrange NAMES   spell the responses in these ways
  --fault NAMES     make these faults happen after the request was carried out
  --help            print this text

CODES and NAMES are comma-separated lists: the first word is for the first request, and so on; the
last word is for all later requests. The query of a request can set one word of each kind for that
request. It overrides the command line:
  {SERVICE_PATH}?answer=PROCESS_FAIL&arrange=php&fault=cut

clients (all keys are test keys)
  {CLIENT_ID}  signs with tests/fixtures/keys/client_private.*
  {CLIENT_WITHOUT_KEY}  has no key here
  responses are signed with tests/fixtures/keys/platform_private.*, except refusals of requests that
  cannot be verified

transactions of partner {PARTNER_ID}: acquirementId, merchantTransId, result of a cancel
"
    );
    let mut row = |columns: &[&str]| {
        let _ = writeln!(help, "  {}", columns.join("  "));
    };
    for (acquirement_id, merchant_trans_id, refusal) in TRANSACTIONS {
        let code = refusal.unwrap_or(PayCancelResultCode::Success).row().name;
        row(&[acquirement_id, merchant_trans_id, &code]);
    }
    help.push_str("\nanswers\n  auto: the true result for the transaction\n");
    for code in PayCancelResultCode::ALL {
        let row = code.row();
        let _ = writeln!(help, "  {:<28}  {}", row.name.as_str(), row.meaning);
    }
    help.push_str("\narrangements\n");
    for arrangement in ARRANGEMENTS {
        let _ = writeln!(help, "  {:<20}  {}", arrangement.name, arrangement.about);
    }
    help.push_str("\nfaults\n");
    for fault in FAULTS {
        let _ = writeln!(help, "  {:<20}  {}", fault.name, fault.about);
    }
    help
}

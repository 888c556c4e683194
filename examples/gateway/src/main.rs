//! `cargo run -p gateway -- --help` tells how to use it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;
use std::{env, io};

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::api::ResultCode;
use gateway::{
    ARRANGEMENTS, CLIENT_ID, CLIENT_WITHOUT_KEY, FAULTS, Gateway, PARTNER_ID, READ_TIME,
    SERVICE_PATH, Script, Server, TRANSACTIONS,
};

/// The port where nothing else is told.
const PORT: u16 = 8642;

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("gateway: {why}\n\n`--help` tells how to use it");
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut port, mut script) = (PORT, Script::default());
    while let Some(argument) = arguments.next() {
        if argument == "--help" {
            say(help().trim_end());
            return Ok(());
        }
        let value = arguments.next();
        let value = value.ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.strip_prefix("--") {
            Some("port") => port = value.parse().map_err(|_| format!("{value:?} is no port"))?,
            Some(name) => script.tell(name, &value)?,
            None => return Err(format!("{argument:?} is no option")),
        }
    }
    let server = Server::start(Gateway::new(script), port, READ_TIME, say);
    let server = server.map_err(|error| format!("port {port}: {error}"))?;
    say(&format!("listening at {}", server.url()));
    server.wait();
    Ok(())
}

/// Prints a line. Whoever closed the pipe has read enough; `println!` would panic.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn help() -> String {
    let mut help = format!(
        "\
usage: gateway [--port PORT] [--answer CODES] [--arrange NAMES] [--fault NAMES]

A payCancel gateway on loopback, to test clients against. POST a signed request as application/json
to {SERVICE_PATH}.

  --port PORT       {PORT} unless told; 0 lets the system choose
  --answer CODES    answer good requests with these codes, whatever the truth
  --arrange NAMES   spell the answers in these ways
  --fault NAMES     let these things go wrong after the work is done
  --help            print this text

CODES and NAMES are lists with commas: the first is for the first request, and the last holds for
all that follow. A request can tell the same of itself, one word each, which comes first:
{SERVICE_PATH}?answer=PROCESS_FAIL&arrange=php&fault=cut

clients (the keys are test keys)
  {CLIENT_ID}  signs with tests/fixtures/keys/client_private.*
  {CLIENT_WITHOUT_KEY}  has no key here
  answers are signed with tests/fixtures/keys/platform_private.*

transactions of partner {PARTNER_ID}: acquirementId, merchantTransId, and what a cancel gets
"
    );
    let mut row = |columns: &[&str]| {
        let _ = writeln!(help, "  {}", columns.join("  "));
    };
    for (acquirement_id, merchant_trans_id, refusal) in TRANSACTIONS {
        let code = refusal.unwrap_or(PayCancelResultCode::Success).row().name;
        row(&[acquirement_id, merchant_trans_id, &code]);
    }
    help.push_str("\nanswers\n  auto: what is true of the transaction\n");
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

//! The command line. `cargo run -p gateway -- --help` prints the usage.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;
use std::{env, io};

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::function::ResultCode;
use gateway::{
    ARRANGEMENTS, CLIENT_ID, CLIENT_WITHOUT_KEY, ECHO_PATH, FAULTS, Options, PARTNER_ID, PORT,
    READ_TIME, SERVICE_PATH, Server, TRANSACTIONS,
};

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("gateway: {why}\n\nfor usage, run with --help");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Vec<String>) -> Result<(), String> {
    if arguments.iter().any(|argument| argument == "--help") {
        print_line(help().trim_end());
        return Ok(());
    }
    let options = Options::parse(arguments)?;
    for line in options.setup().lines() {
        print_line(&line);
    }
    let port = options.port();
    let server = Server::start(options.gateway(), port, READ_TIME, print_line);
    let server = server.map_err(|error| format!("port {port}: {error}"))?;
    print_line(&format!("echo at {}", server.echo_url()));
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
usage: gateway [--OPTION VALUE]...

A payCancel gateway on loopback, for testing clients. POST a signed request as application/json to
  {SERVICE_PATH}

  --port PORT              the TCP port; default {PORT}; 0: a free port
  --client CLIENT_ID=FILE  add a client; FILE has its RSA public key; repeatable
  --key FILE               sign responses with the RSA private key in FILE
  --partner PARTNER_ID     the partner of the transactions that are added; default:
                           {PARTNER_ID}
  --transaction MERCHANT_TRANS_ID[,ACQUIREMENT_ID[,CODE]]
                           add a transaction; repeatable. Its cancel is refused with CODE, and succeeds
                           without CODE. If ACQUIREMENT_ID is missing or empty, it is acq- and
                           MERCHANT_TRANS_ID
  --answer CODES           answer valid requests with these codes instead of the true result
  --arrange NAMES          spell the responses in these ways
  --fault NAMES            make these faults happen after the request was carried out
  --ledger FILE            keep the requests that were carried out in FILE, over a power cut
  --options FILE           read more options from FILE; repeatable
  --help                   print this text

A key is PEM, base64 or DER. A client that is added replaces the test client with the same id, and a
transaction replaces the test transaction with one of its ids. All other test clients and test
transactions remain.

FILE of --options has one option in each line, without the dashes: a name, a space, and a value. Lines
that begin with # and empty lines are skipped. Paths are relative to the folder of FILE.
  # my-gateway.conf
  client my-client=my-public.pem
  transaction my-sale-1

CODES and NAMES are comma-separated lists: the first word is for the first request, and so on; the
last word is for all later requests. The query of a request can set one word of each kind for that
request. It overrides the command line:
  {SERVICE_PATH}?answer=PROCESS_FAIL&arrange=php&fault=cut

The gateway prints its key, its clients and its URLs, and then one line for each request, with the
reason of each refusal. POST a request to
  {ECHO_PATH}
to see what is received, verified and understood. The echo carries nothing out and signs nothing.

test clients (all keys are test keys)
  {CLIENT_ID}  signs with tests/fixtures/keys/client_private.*
  {CLIENT_WITHOUT_KEY}  has no key here
  without --key, responses are signed with tests/fixtures/keys/platform_private.*
  refusals of requests that cannot be verified are not signed

test transactions of partner {PARTNER_ID}: acquirementId, merchantTransId, result of a cancel
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

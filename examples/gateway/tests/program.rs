//! The command line of the gateway.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::function::ResultCode;
use gateway::{ARRANGEMENTS, FAULTS, SERVICE_PATH, TRANSACTIONS};

fn gateway(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    command.args(arguments);
    command
}

#[test]
fn help_lists_every_word() {
    let output = gateway(&["--help"]).output().unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    let codes = PayCancelResultCode::ALL.iter().map(|code| code.row().name);
    let codes = codes.map(|name| name.as_str());
    let words = codes
        .chain(ARRANGEMENTS.iter().map(|row| row.name))
        .chain(FAULTS.iter().map(|row| row.name))
        .chain(TRANSACTIONS.iter().flat_map(|row| [row.0, row.1]))
        .chain([SERVICE_PATH]);
    let mut count = 0;
    for word in words {
        assert!(
            help.contains(&format!("  {word}")) || help.contains(&format!(" {word}.")),
            "{word}"
        );
        count += 1;
    }
    assert_eq!(
        count,
        22 + ARRANGEMENTS.len() + FAULTS.len() + 2 * TRANSACTIONS.len() + 1
    );
}

#[test]
fn wrong_usage() {
    let rows: [(&[&str], &str); 7] = [
        (&["--port"], "--port needs a value"),
        (&["--port", "65536"], "\"65536\" is not a port number"),
        (&["port", "1"], "unknown option \"port\""),
        (
            &["--answers", "auto"],
            "expected answer, arrange or fault, found \"answers\"",
        ),
        (&["--answer", "success"], "answer: unknown word \"success\""),
        (&["--arrange", "php,perl"], "arrange: unknown word \"perl\""),
        (&["--fault", "cut", "--fault", "cut"], "fault: given twice"),
    ];
    for (arguments, why) in rows {
        let output = gateway(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.starts_with(&format!("gateway: {why}\n")), "{errors}");
    }
}

/// A child process that is killed when its test ends.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_prints_its_url_and_obeys_its_options() {
    let mut command = gateway(&["--port", "0", "--fault", "http-error"]);
    let mut child = Killed(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let address = line.strip_prefix("listening at http://").unwrap();
    let address = address.strip_suffix(SERVICE_PATH).unwrap();
    assert!(address.starts_with("127.0.0.1:"), "{address}");

    let golden = include_str!("../../../tests/fixtures/golden/request.json");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST {SERVICE_PATH} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{golden}",
        golden.len()
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 502 "), "{reply}");
    let logged = lines.next().unwrap().unwrap();
    assert_eq!(logged, "685 bytes -> HTTP 502: <html>Bad Gateway</html>");
}

//! The command line of the gateway.

mod common;

use alipay_acquiring::PayCancelResultCode;
use alipay_acquiring::function::ResultCode;
use common::{GOLDEN, Program, address, exchange, gateway, key_path, post, verifying_key};
use gateway::{
    ARRANGEMENTS, CLIENT_ID, CLIENT_WITHOUT_KEY, ECHO_PATH, FAULTS, SERVICE_PATH, TRANSACTIONS,
};

const OPTIONS: [&str; 10] = [
    "--port PORT",
    "--client CLIENT_ID=FILE",
    "--key FILE",
    "--partner PARTNER_ID",
    "--transaction MERCHANT_TRANS_ID[,ACQUIREMENT_ID[,CODE]]",
    "--answer CODES",
    "--arrange NAMES",
    "--fault NAMES",
    "--options FILE",
    "--help",
];

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
        .chain([SERVICE_PATH, ECHO_PATH])
        .chain(OPTIONS);
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
        22 + ARRANGEMENTS.len() + FAULTS.len() + 2 * TRANSACTIONS.len() + 2 + OPTIONS.len()
    );
}

#[test]
fn wrong_usage() {
    let rows: [(&[&str], &str); 2] = [
        (&["--port"], "--port: a value is missing"),
        (
            &["--fault", "cut", "--fault", "cut"],
            "--fault: given twice",
        ),
    ];
    for (arguments, why) in rows {
        let output = gateway(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.starts_with(&format!("gateway: {why}\n")), "{errors}");
    }
}

#[test]
fn it_prints_its_url_and_obeys_its_options() {
    let key = key_path("rsa3072_private.pkcs8.pem");
    let key = key.to_str().unwrap();
    let mut program = Program::start(&["--port", "0", "--fault", "http-error", "--key", key]);
    let before: Vec<_> = (0..4).map(|_| program.next_line()).collect();
    let fingerprint = |name| verifying_key(name).fingerprint();
    assert_eq!(
        before[..3],
        [
            format!("signs with key SHA256:{}", fingerprint("rsa3072")),
            format!("client {CLIENT_ID}: key SHA256:{}", fingerprint("client")),
            format!("client {CLIENT_WITHOUT_KEY}: no key"),
        ]
    );
    assert!(before[3].starts_with("echo at http://127.0.0.1:"));
    assert!(before[3].ends_with(ECHO_PATH));
    let line = program.next_line();
    let address = address(line.strip_prefix("listening at ").unwrap());
    assert!(address.starts_with("127.0.0.1:"), "{address}");

    let reply = exchange(address, &post(GOLDEN.as_bytes()));
    let reply = String::from_utf8(reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 502 "), "{reply}");
    let logged = program.next_line();
    assert_eq!(
        logged,
        format!(
            "685 bytes, clientId \"{CLIENT_ID}\", reqMsgId \"1234567asdfasdf1123fda\": \
             SUCCESS: cancelled -> fault http-error, HTTP 502: <html>Bad Gateway</html>"
        )
    );
}

//! The options, on the command line and in a file.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use alipay_acquiring::signature::{RsaSigningKey, RsaVerifyingKey};
use alipay_acquiring::{PayCancelResultCode, Text};
use common::{key, key_path, verifying_key};
use gateway::{
    CLIENT_ID, CLIENT_WITHOUT_KEY, Options, PARTNER_ID, PORT, TRANSACTIONS, Transaction,
};

/// Parses arguments. `KEYS` in them is the folder of the test keys.
fn parse(arguments: &[&str]) -> Result<Options, String> {
    let keys = key_path("");
    let keys = keys.to_str().unwrap().trim_end_matches('/');
    Options::parse(arguments.iter().map(|text| text.replace("KEYS", keys)))
}

/// A path as it is shown in an error.
fn shown(file: &str) -> String {
    format!("{:?}", key_path(file))
}

/// A new folder for the files of a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn keys() {
    let platform = format!("signs with key SHA256:{}", fingerprint("platform"));
    let rsa4096 = format!("signs with key SHA256:{}", fingerprint("rsa4096"));
    let test = format!("client {CLIENT_ID}: key SHA256:{}", fingerprint("client"));
    let without = format!("client {CLIENT_WITHOUT_KEY}: no key");
    let own = |id: &str, key| format!("client {id}: key SHA256:{}", fingerprint(key));
    let rows: [(&str, &[&str], Vec<String>); 7] = [
        (
            "none",
            &[],
            vec![platform.clone(), test.clone(), without.clone()],
        ),
        (
            "an own key",
            &["--key", "KEYS/rsa4096_private.pkcs8.pem"],
            vec![rsa4096, test.clone(), without.clone()],
        ),
        (
            "two own clients",
            &[
                "--client",
                "a=KEYS/rsa3072_public.spki.pem",
                "--client",
                "b=KEYS/rsa4096_public.spki.pem",
            ],
            vec![
                platform.clone(),
                test.clone(),
                without.clone(),
                own("a", "rsa3072"),
                own("b", "rsa4096"),
            ],
        ),
        (
            "base64",
            &["--client", "a=KEYS/client_public.spki.b64"],
            vec![
                platform.clone(),
                test.clone(),
                without.clone(),
                own("a", "client"),
            ],
        ),
        (
            "DER",
            &["--client", "a=KEYS/client_public.pkcs1.der"],
            vec![
                platform.clone(),
                test.clone(),
                without.clone(),
                own("a", "client"),
            ],
        ),
        (
            "a test client is replaced",
            &[
                "--client",
                "211xxxxxxxxxxxxxxx044=KEYS/rsa3072_public.spki.pem",
            ],
            vec![platform.clone(), without, own(CLIENT_ID, "rsa3072")],
        ),
        (
            "the client without a key gets one",
            &[
                "--client",
                "211xxxxxxxxxxxxxxx045=KEYS/rsa3072_public.spki.pem",
            ],
            vec![platform, test, own(CLIENT_WITHOUT_KEY, "rsa3072")],
        ),
    ];
    for (name, arguments, expected) in rows {
        let options = parse(arguments).unwrap();
        assert_eq!(options.setup().lines(), expected, "{name}");
        assert_eq!(options.port(), PORT, "{name}");
    }
}

fn fingerprint(key: &str) -> String {
    verifying_key(key).fingerprint().to_string()
}

fn transaction(
    partner_id: &str,
    merchant_trans_id: &str,
    acquirement_id: &str,
    refusal: Option<PayCancelResultCode>,
) -> Transaction {
    Transaction {
        partner_id: partner_id.to_owned(),
        merchant_trans_id: merchant_trans_id.to_owned(),
        acquirement_id: acquirement_id.to_owned(),
        refusal,
    }
}

#[test]
fn transactions() {
    use PayCancelResultCode::{OrderStatusInvalid, UnknownException};
    let [first, second, ..] = TRANSACTIONS;
    let all = TRANSACTIONS.len();
    // The number of test transactions that remain, and what is added.
    let rows: [(&str, &[&str], usize, &[Transaction]); 9] = [
        ("none", &[], all, &[]),
        (
            "only the merchant's id",
            &["--transaction", "sale"],
            all,
            &[transaction(PARTNER_ID, "sale", "acq-sale", None)],
        ),
        (
            "both ids",
            &["--transaction", "sale,2015"],
            all,
            &[transaction(PARTNER_ID, "sale", "2015", None)],
        ),
        (
            "a code",
            &["--transaction", "sale,2015,ORDER_STATUS_INVALID"],
            all,
            &[transaction(
                PARTNER_ID,
                "sale",
                "2015",
                Some(OrderStatusInvalid),
            )],
        ),
        (
            "a code without an id",
            &["--transaction", "sale,,UNKNOWN_EXCEPTION"],
            all,
            &[transaction(
                PARTNER_ID,
                "sale",
                "acq-sale",
                Some(UnknownException),
            )],
        ),
        (
            "a partner, given last",
            &[
                "--transaction",
                "a",
                "--transaction",
                "b",
                "--partner",
                "mine",
            ],
            all,
            &[
                transaction("mine", "a", "acq-a", None),
                transaction("mine", "b", "acq-b", None),
            ],
        ),
        (
            "a test transaction is replaced",
            &["--transaction", first.1],
            all - 1,
            &[transaction(
                PARTNER_ID,
                first.1,
                &format!("acq-{}", first.1),
                None,
            )],
        ),
        (
            "two test transactions are replaced",
            &["--transaction", &format!("{},{}", first.1, second.0)],
            all - 2,
            &[transaction(PARTNER_ID, first.1, second.0, None)],
        ),
        (
            "the same ids, another partner",
            &[
                "--partner",
                "mine",
                "--transaction",
                &format!("{},{}", first.1, first.0),
            ],
            all,
            &[transaction("mine", first.1, first.0, None)],
        ),
    ];
    for (name, arguments, remaining, added) in rows {
        let options = parse(arguments).unwrap();
        let found: Vec<_> = options.setup().transactions().cloned().collect();
        assert_eq!(found.len(), remaining + added.len(), "{name}");
        assert_eq!(&found[remaining..], added, "{name}");
    }
}

#[test]
fn wrong_options() {
    let too_long = Text::<32>::new(&"x".repeat(33)).unwrap_err();
    let private = RsaVerifyingKey::from_text(&key("client_private.pkcs8.pem")).unwrap_err();
    let public = RsaSigningKey::from_text(&key("client_public.spki.pem")).unwrap_err();
    let empty = Text::<64>::new("").unwrap_err();
    let long = "x".repeat(33);
    let sixty_one = "x".repeat(61);
    let sixty_five = Text::<64>::new(&"x".repeat(65)).unwrap_err();
    let client = "a=KEYS/client_public.spki.pem";
    let rows: [(&[&str], String); 28] = [
        (&["--port"], "--port: a value is missing".into()),
        (
            &["--port", "65536"],
            "--port: \"65536\" is not a port number".into(),
        ),
        (
            &["--port", "1", "--port", "2"],
            "--port: given twice".into(),
        ),
        (
            &["port", "1"],
            "expected an option with --, found \"port\"".into(),
        ),
        (
            &["--answers", "auto"],
            "--answers: unknown option; --help lists all".into(),
        ),
        (
            &["--answer", "success"],
            "--answer: unknown word \"success\"".into(),
        ),
        (
            &["--arrange", "php,perl"],
            "--arrange: unknown word \"perl\"".into(),
        ),
        (
            &["--fault", "cut", "--fault", "cut"],
            "--fault: given twice".into(),
        ),
        (
            &["--client", "a"],
            "--client: expected CLIENT_ID=FILE, found \"a\"".into(),
        ),
        (
            &["--client", "a=KEYS/none.pem"],
            format!(
                "--client: cannot read {}: No such file or directory (os error 2)",
                shown("none.pem")
            ),
        ),
        (
            &["--client", "a=KEYS/client_private.pkcs8.pem"],
            format!("--client: {}: {private}", shown("client_private.pkcs8.pem")),
        ),
        (
            &["--client", "=KEYS/client_public.spki.pem"],
            format!("--client: CLIENT_ID \"\": {empty}"),
        ),
        (
            &["--client", &format!("{long}=KEYS/client_public.spki.pem")],
            format!("--client: CLIENT_ID \"{long}\": {too_long}"),
        ),
        (
            &["--client", "a\u{1b}=KEYS/client_public.spki.pem"],
            r#"--client: CLIENT_ID "a\u{1b}": a control character, which an id must not contain"#
                .into(),
        ),
        (
            &["--client", client, "--client", client],
            "--client: CLIENT_ID \"a\": given twice".into(),
        ),
        (
            &["--key", "KEYS/client_public.spki.pem"],
            format!("--key: {}: {public}", shown("client_public.spki.pem")),
        ),
        (
            &["--key", "KEYS"],
            format!(
                "--key: cannot read \"{}\": Is a directory (os error 21)",
                key_path("").to_str().unwrap().trim_end_matches('/')
            ),
        ),
        (
            &[
                "--key",
                "KEYS/client_private.pkcs1.pem",
                "--key",
                "KEYS/client_private.pkcs1.pem",
            ],
            "--key: given twice".into(),
        ),
        (
            &["--partner", "a", "--partner", "a"],
            "--partner: given twice".into(),
        ),
        (
            &["--partner", &long, "--transaction", "a"],
            format!("--transaction: PARTNER_ID \"{long}\": {too_long}"),
        ),
        (
            &["--transaction", ",2015"],
            format!("--transaction: MERCHANT_TRANS_ID \"\": {empty}"),
        ),
        (
            &["--transaction", "a, b"],
            "--transaction: ACQUIREMENT_ID \" b\": white space at the start or the end of an id"
                .into(),
        ),
        (
            &["--transaction", &sixty_one],
            format!("--transaction: ACQUIREMENT_ID \"acq-{sixty_one}\": {sixty_five}"),
        ),
        (
            &["--transaction", "a,b,ORDER"],
            "--transaction: CODE: unknown code \"ORDER\"; --help lists all".into(),
        ),
        (
            &["--transaction", "a,b,SUCCESS"],
            "--transaction: CODE: expected a code that refuses a cancel, found SUCCESS; omit it"
                .into(),
        ),
        (
            &["--transaction", "a,b,ORDER_STATUS_INVALID,c"],
            "--transaction: expected MERCHANT_TRANS_ID[,ACQUIREMENT_ID[,CODE]], found \
             \"a,b,ORDER_STATUS_INVALID,c\""
                .into(),
        ),
        (
            &["--transaction", "a", "--transaction", "a,b"],
            "--transaction: MERCHANT_TRANS_ID \"a\": given twice".into(),
        ),
        (
            &["--transaction", "a", "--transaction", "b,acq-a"],
            "--transaction: ACQUIREMENT_ID \"acq-a\": given twice".into(),
        ),
    ];
    for (arguments, why) in rows {
        assert_eq!(parse(arguments).err(), Some(why), "{arguments:?}");
    }
}

#[test]
fn a_file_of_options() {
    let folder = folder("options");
    fs::create_dir(folder.join("keys")).unwrap();
    for file in ["rsa3072_public.spki.pem", "rsa4096_private.pkcs8.pem"] {
        fs::copy(key_path(file), folder.join("keys").join(file)).unwrap();
    }
    let file = folder.join("my.conf");
    let text = "# my gateway\r\n\
                transaction sale # 1,2015\r\n\
                \r\n\
                \t partner   mine  \r\n\
                  # the keys\r\n\
                client a=keys/rsa3072_public.spki.pem\r\n\
                key keys/rsa4096_private.pkcs8.pem\r\n\
                fault cut,none";
    fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let options = parse(&["--options", file, "--port", "1"]).unwrap();
    assert_eq!(options.port(), 1);
    let lines = options.setup().lines();
    assert_eq!(
        lines[0],
        format!("signs with key SHA256:{}", fingerprint("rsa4096"))
    );
    assert_eq!(
        lines[3],
        format!("client a: key SHA256:{}", fingerprint("rsa3072"))
    );
    assert_eq!(
        options.setup().transactions().last(),
        Some(&transaction("mine", "sale # 1", "2015", None))
    );
    let again = parse(&["--options", file, "--fault", "cut"]);
    assert_eq!(again.err().as_deref(), Some("--fault: given twice"));
}

#[test]
fn wrong_files_of_options() {
    let folder = folder("wrong-options");
    let file = folder.join("my.conf");
    let shown_file = file.display();
    let none = folder.join("none.pem");
    let rows = [
        ("port", "1: port: a value is missing"),
        ("port one", "1: port: \"one\" is not a port number"),
        (
            "# port\n\n--port 1",
            "3: --port: unknown option; --help lists all",
        ),
        ("help me", "1: help: unknown option; --help lists all"),
        (
            "options my.conf",
            "1: options: not possible in a file of options",
        ),
        ("partner a\npartner a", "2: partner: given twice"),
        (
            "transaction a\ntransaction b,a b,c",
            "2: transaction: CODE: unknown code \"c\"; --help lists all",
        ),
        (
            "client a=none.pem",
            &format!("1: client: cannot read {none:?}: No such file or directory (os error 2)"),
        ),
    ];
    for (text, why) in rows {
        fs::write(&file, text).unwrap();
        let expected = format!("{shown_file}:{why}");
        let found = parse(&["--options", file.to_str().unwrap()]);
        assert_eq!(found.err(), Some(expected), "{text}");
    }
    let missing = folder.join("missing.conf");
    let found = parse(&["--options", missing.to_str().unwrap()]);
    let why = "No such file or directory (os error 2)";
    assert_eq!(
        found.err(),
        Some(format!("--options: cannot read {missing:?}: {why}"))
    );
}

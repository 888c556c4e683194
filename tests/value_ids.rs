//! `ResultCodeId`, `ResultStatus` and `TransactionId`.

use alipay_acquiring::{ResultCodeId, ResultStatus, TransactionId, ValueError, text};

#[test]
fn a_result_code_id_has_eight_digits() {
    let mut rows = 0;
    for digits in ["00000000", "00000007", "12345678", "99999999", "10000000"] {
        let id = ResultCodeId::new(digits).expect(digits);
        assert_eq!(
            (id.to_string(), format!("{id:?}")),
            (digits.into(), digits.into())
        );
        rows += 1;
    }
    let refused = [
        "",
        "0",
        "0000000",
        "000000000",
        "0000000a",
        "a0000000",
        "0000 000",
        "+0000000",
        "-0000000",
        "0000000.",
        " 0000000",
        "0000000\0",
        "\u{660}000000",
        "\u{ff10}00000",
        "/0000000",
        ":0000000",
    ];
    for digits in refused {
        assert_eq!(
            ResultCodeId::new(digits),
            Err(ValueError::ResultCodeId),
            "{digits:?}"
        );
        rows += 1;
    }
    assert_eq!(rows, 21);
    assert!(ResultCodeId::new("00000009").unwrap() < ResultCodeId::new("00000010").unwrap());
}

#[test]
fn there_are_three_statuses() {
    let table = [
        ("S", ResultStatus::Success),
        ("F", ResultStatus::Failure),
        ("U", ResultStatus::Unknown),
    ];
    let mut rows = 0;
    for (code, status) in table {
        assert_eq!(ResultStatus::from_code(code), Ok(status));
        assert_eq!((status.code(), status.to_string()), (code, code.to_owned()));
        rows += 1;
    }
    for code in ["", "s", "SS", "S ", " S", "T", "SUCCESS", "\u{ff33}"] {
        assert_eq!(
            ResultStatus::from_code(code),
            Err(ValueError::Unsupported),
            "{code:?}"
        );
        rows += 1;
    }
    assert_eq!(rows, 11);
}

#[test]
fn a_transaction_is_known_by_the_acquirement_id_first() {
    let (a, m) = (text!("a"), text!("m"));
    for (acquirement, merchant, preferred) in [
        (Some(a), Some(m), a),
        (Some(a), None, a),
        (None, Some(m), m),
    ] {
        let id = TransactionId::new(acquirement, merchant).unwrap();
        assert_eq!(
            (id.acquirement_id(), id.merchant_trans_id()),
            (acquirement, merchant)
        );
        assert_eq!(id.preferred(), preferred);
    }
    assert_eq!(TransactionId::new(None, None), None);
}

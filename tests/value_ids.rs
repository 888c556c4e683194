//! `ResultCodeId`, `ResultStatus` and `TransactionId`.

use alipay_acquiring::{
    MessageKind, PayCancelResultCode, RequestHead, ResponseHead, ResultCodeId, ResultStatus,
    TextBuf, Timestamp, TransactionIds, ValueError,
    function::{Head, ResultCode},
    text,
};

const UNLISTED_STATUS: ValueError = ValueError::Unsupported {
    expected: "S, F or U",
};

#[test]
fn a_result_code_id_has_eight_digits() {
    let mut rows = 0;
    for digits in ["00000000", "00000007", "12345678", "99999999", "10000000"] {
        let id = ResultCodeId::parse(digits).expect(digits);
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
            ResultCodeId::parse(digits),
            Err(ValueError::ResultCodeId),
            "{digits:?}"
        );
        rows += 1;
    }
    assert_eq!(rows, 21);
    assert!(ResultCodeId::parse("00000009").unwrap() < ResultCodeId::parse("00000010").unwrap());
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
        assert_eq!(ResultStatus::parse(code), Ok(status));
        assert_eq!(
            (status.as_str(), status.to_string()),
            (code, code.to_owned())
        );
        rows += 1;
    }
    for code in ["", "s", "SS", "S ", " S", "T", "SUCCESS", "\u{ff33}"] {
        assert_eq!(ResultStatus::parse(code), Err(UNLISTED_STATUS), "{code:?}");
        rows += 1;
    }
    assert_eq!(rows, 11);
}

#[test]
fn ids_and_statuses_are_parsed_and_displayed() {
    for digits in ["00000000", "12345678"] {
        let id: ResultCodeId = digits.parse().unwrap();
        assert_eq!(
            (id, id.as_str()),
            (ResultCodeId::parse(digits).unwrap(), digits)
        );
    }
    assert_eq!("0".parse::<ResultCodeId>(), Err(ValueError::ResultCodeId));
    for letter in ["S", "F", "U"] {
        let status: ResultStatus = letter.parse().unwrap();
        assert_eq!(status.as_str(), letter);
    }
    assert_eq!("s".parse::<ResultStatus>(), Err(UNLISTED_STATUS));
    assert_eq!("four".parse::<TextBuf<4>>().unwrap(), "four");
    let [a, b] = ["a", "b"].map(|text| text.parse::<TextBuf<4>>().unwrap());
    assert!(a < b);
    assert_eq!(
        "fives".parse::<TextBuf<4>>(),
        Err(ValueError::TooLong { max: 4, found: 5 })
    );
}

#[test]
fn result_codes_are_parsed_and_displayed_as_their_name() {
    for &code in PayCancelResultCode::ALL {
        let name = code.row().name.as_str();
        assert_eq!(code.to_string(), name);
        assert_eq!(name.parse(), Ok(code));
        assert_eq!(PayCancelResultCode::from_name(name), Some(code));
    }
    for name in ["", "success", "SUCCESS ", "NO_SUCH_CODE"] {
        let parsed = name.parse::<PayCancelResultCode>();
        let expected = "a resultCode of the table";
        assert_eq!(
            parsed,
            Err(ValueError::Unsupported { expected }),
            "{name:?}"
        );
        assert_eq!(PayCancelResultCode::from_name(name), None, "{name:?}");
    }
}

#[test]
fn a_transaction_has_one_id_or_both() {
    let (a, m) = (text!("a"), text!("m"));
    for (acquirement_id, merchant_trans_id, preferred) in [
        (Some(a), Some(m), a),
        (Some(a), None, a),
        (None, Some(m), m),
    ] {
        let ids = TransactionIds {
            acquirement_id,
            merchant_trans_id,
        };
        let id = ids.transaction_id().unwrap();
        assert_eq!(
            (id.acquirement_id(), id.merchant_trans_id()),
            (acquirement_id, merchant_trans_id)
        );
        assert_eq!(id.preferred(), preferred);
        assert_eq!(TransactionIds::from(id), ids);
    }
    assert_eq!(TransactionIds::default().transaction_id(), None);
}

/// The trait `Head` gives the members of both kinds of heads.
#[test]
fn both_heads_give_their_members() {
    fn members<'a, H: Head<'a>>(head: &H) -> (MessageKind, [&'a str; 2], Timestamp, bool, bool) {
        let ids = [head.client_id(), head.req_msg_id()];
        let optional = (head.reserve().is_some(), head.sign_type().is_some());
        (H::KIND, ids, *head.time().unwrap(), optional.0, optional.1)
    }
    let [sent, answered] = ["2001-07-04T12:08:56+05:30", "2001-07-04T12:08:57+05:30"]
        .map(|time| Timestamp::parse(time).unwrap());
    let request = RequestHead {
        reserve: Some(text!("{}")),
        ..RequestHead::new(text!("c"), sent, text!("r"))
    };
    assert_eq!(
        members(&request),
        (MessageKind::Request, ["c", "r"], sent, true, true)
    );
    let response = ResponseHead::answering(&request, answered);
    assert_eq!(
        members(&response),
        (MessageKind::Response, ["c", "r"], answered, false, false)
    );
}

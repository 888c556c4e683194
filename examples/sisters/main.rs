//! Two functions beside payCancel, added in a file each: a query and a refund, asked and answered.
//!
//! ```sh
//! cargo run --features serde --example sisters
//! ```
//!
//! `pay_query.rs` is the file to copy for a function of your own.

#![allow(
    unreachable_pub,
    reason = "the two files are written to be copied into a crate that exports their items"
)]

mod pay_query;
mod refund;

use std::error::Error;

use alipay_acquiring::api::Function;
use alipay_acquiring::{
    RequestHead, ResponseHead, ResultInfo, RsaSigningKey, RsaVerifyingKey, Timestamp,
    TransactionId, text,
};
use pay_query::{
    PayQuery, PayQueryRequest, PayQueryRequestBody, PayQueryResponse, PayQueryResponseBody,
    PayQueryResultCode,
};
use refund::{
    Amount, MinorUnits, Refund, RefundRequest, RefundRequestBody, RefundResponse,
    RefundResponseBody, RefundResultCode,
};

fn main() -> Result<(), Box<dyn Error>> {
    let time = Timestamp::parse("2001-07-04T12:08:56+05:30")?;
    let head = RequestHead::new(text!("211xxxxxxxxxxxxxxx044"), time, text!("message-1"));

    // Made by this example and trusted by nobody.
    let key = RsaSigningKey::from_text(include_str!(
        "../../tests/fixtures/keys/client_private.pkcs8.pem"
    ))?;
    let verifying_key = RsaVerifyingKey::from_text(include_str!(
        "../../tests/fixtures/keys/client_public.spki.pem"
    ))?;

    let query = PayQueryRequest {
        head,
        body: PayQueryRequestBody {
            partner_id: text!("218820000000000000023"),
            transaction: TransactionId::Merchant(text!("510xxxxxxxxxxxxxx002")),
        },
    };
    let answer = PayQueryResponse {
        head: ResponseHead::answering(&query.head, time),
        body: PayQueryResponseBody {
            result_info: ResultInfo::new(PayQueryResultCode::Success, text!("success")),
            acquirement_id: Some(text!("2015xxxxxxxxxxxxxxxxxxxxx747")),
            payment_status: Some(text!("PAID")),
        },
    };
    let (mut request, mut response) = (
        [0; PayQueryRequest::MAX_LEN],
        [0; PayQueryResponse::MAX_LEN],
    );
    println!("POST {}", PayQuery::SERVICE_PATH);
    println!("{}\n", str::from_utf8(query.sign(&mut request, &key)?)?);
    let bytes = answer.sign(&mut response, &key)?;
    let read = PayQueryResponse::decode(bytes, &mut [])?;
    let read = read.verify(&verifying_key)?;
    println!("{}\n", read.answering(&query)?.outcome());

    let refund = RefundRequest {
        head: RequestHead {
            req_msg_id: text!("message-2"),
            ..head
        },
        body: RefundRequestBody {
            merchant_id: text!("218820000000000000023"),
            acquirement_id: answer.body.acquirement_id,
            merchant_trans_id: None,
            merchant_refund_id: text!("refund-1"),
            refund_amount: Amount {
                currency: text!("USD"),
                value: MinorUnits(1250),
            },
            refund_reason: Some(text!("wrong size")),
        },
    };
    let answer = RefundResponse {
        head: ResponseHead::answering(&refund.head, time),
        body: RefundResponseBody {
            result_info: ResultInfo::new(RefundResultCode::Success, text!("success")),
            merchant_refund_id: Some(refund.body.merchant_refund_id),
            refund_amount: Some(refund.body.refund_amount),
        },
    };
    let (mut request, mut response) = ([0; RefundRequest::MAX_LEN], [0; RefundResponse::MAX_LEN]);
    println!("POST {}", Refund::SERVICE_PATH);
    println!("{}\n", str::from_utf8(refund.sign(&mut request, &key)?)?);
    let bytes = answer.sign(&mut response, &key)?;
    let read = RefundResponse::decode(bytes, &mut [])?;
    let read = read.verify(&verifying_key)?;
    println!("{}", read.answering(&refund)?.outcome());
    Ok(())
}

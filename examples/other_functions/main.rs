//! Two functions in addition to payCancel, each in one file: a query and a refund. This program
//! writes and reads the request and the response of both.
//!
//! ```sh
//! cargo run --features serde --example other_functions
//! ```
//!
//! To add your own function, copy `pay_query.rs`.

#![allow(
    unreachable_pub,
    reason = "the two files are written to be copied into a crate that exports their items"
)]

mod pay_query;
mod refund;

use std::error::Error;

use alipay_acquiring::function::Function;
use alipay_acquiring::{
    RequestHead, ResponseHead, ResultInfo, Timestamp, TransactionId,
    signature::{RsaSigningKey, RsaVerifyingKey},
    text,
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

    // A test key, used for both sides. Do not use it elsewhere.
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
    let query_response = PayQueryResponse {
        head: ResponseHead::answering(&query.head, time),
        body: PayQueryResponseBody {
            result_info: ResultInfo::new(PayQueryResultCode::Success, text!("success")),
            acquirement_id: Some(text!("2015xxxxxxxxxxxxxxxxxxxxx747").into()),
            merchant_trans_id: Some(text!("510xxxxxxxxxxxxxx002").into()),
            payment_status: Some(text!("PAID").into()),
        },
    };
    let (mut request_buffer, mut response_buffer) = (
        [0; PayQueryRequest::MAX_LEN],
        [0; PayQueryResponse::MAX_LEN],
    );
    println!("POST {}", PayQuery::SERVICE_PATH);
    println!(
        "{}\n",
        str::from_utf8(query.sign(&mut request_buffer, &key)?)?
    );
    let received = query_response.sign(&mut response_buffer, &key)?;
    let response = PayQueryResponse::decode(received, &mut [])?;
    let response = response.verify(&verifying_key)?;
    println!("{}\n", response.answering(&query)?.outcome());

    let refund = RefundRequest {
        head: RequestHead {
            req_msg_id: text!("message-2"),
            ..head
        },
        body: RefundRequestBody {
            merchant_id: text!("218820000000000000023"),
            acquirement_id: query_response.body.acquirement_id.map(|id| id.as_text()),
            merchant_trans_id: None,
            merchant_refund_id: text!("refund-1"),
            refund_amount: Amount {
                currency: text!("USD"),
                value: MinorUnits(1250),
            },
            refund_reason: Some(text!("wrong size")),
        },
    };
    let refund_response = RefundResponse {
        head: ResponseHead::answering(&refund.head, time),
        body: RefundResponseBody {
            result_info: ResultInfo::new(RefundResultCode::Success, text!("success")),
            acquirement_id: refund.body.acquirement_id,
            merchant_trans_id: None,
            merchant_refund_id: Some(refund.body.merchant_refund_id),
            refund_amount: Some(refund.body.refund_amount),
        },
    };
    let (mut request_buffer, mut response_buffer) =
        ([0; RefundRequest::MAX_LEN], [0; RefundResponse::MAX_LEN]);
    println!("POST {}", Refund::SERVICE_PATH);
    println!(
        "{}\n",
        str::from_utf8(refund.sign(&mut request_buffer, &key)?)?
    );
    let received = refund_response.sign(&mut response_buffer, &key)?;
    let response = RefundResponse::decode(received, &mut [])?;
    let response = response.verify(&verifying_key)?;
    println!("{}", response.answering(&refund)?.outcome());
    Ok(())
}

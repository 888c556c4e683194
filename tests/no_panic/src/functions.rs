//! The public functions of the core, grouped by module.

#![expect(unsafe_code, reason = "exported names, see the crate")]

use core::time::Duration;

use alipay_acquiring::__private::{are_distinct, as_text, quoted};
use alipay_acquiring::function::{
    Answers, Body, ResponseBody, ResultCode, ResultRow, TransactionMatch,
};
use alipay_acquiring::json::{
    Elements, JsonType, Members, Name, Names, RawValue, Reader, Writer, max_array_len, max_id_len,
    max_object_len, max_string_len,
};
use alipay_acquiring::{
    Answer, Claimed, Contradiction, DecodeError, DecodeErrorKind, DetachedDraft, Draft,
    EncodeError, Envelope, FieldError, FreeText, Lenient, MessageIds, MessageKind, Mismatch,
    Outcome, PayCancelRequest, PayCancelRequestBody, PayCancelResponse, PayCancelResponseBody,
    PayCancelResultCode, RequestHead, ResponseClaims, ResponseHead, ResultCodeId, ResultInfo,
    ResultStatus, ScalarText, SignError, SignType, Text, TextBuf, TimeError, Timestamp,
    TransactionId, TransactionIdBuf, TransactionIds, UnknownReason, UnsignedFailure, Unverified,
    UtcOffset, ValueError, Verified, Violation,
    function::ResultMeaning,
    signature::{InvalidSignature, Signature, SignatureTextError, Signer, SigningBytes, Verifier},
};

// message: reading

#[unsafe(no_mangle)]
pub fn entry_decode_request<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<Unverified<'a, PayCancelRequest<'a>>, DecodeError> {
    PayCancelRequest::decode(input, scratch)
}

#[unsafe(no_mangle)]
pub fn entry_decode_response<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<Unverified<'a, PayCancelResponse<'a>>, DecodeError> {
    PayCancelResponse::decode(input, scratch)
}

#[unsafe(no_mangle)]
pub fn entry_decode_envelope<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<Envelope<'a>, DecodeError> {
    Envelope::decode(input, scratch)
}

#[unsafe(no_mangle)]
pub fn entry_claimed_by_envelope<'a>(envelope: &Envelope<'a>) -> Claimed<'a> {
    envelope.claimed()
}

#[unsafe(no_mangle)]
pub fn entry_read_request<'a>(
    envelope: &Envelope<'a>,
    scratch: &'a mut [u8],
) -> Result<Unverified<'a, PayCancelRequest<'a>>, DecodeError> {
    envelope.read::<PayCancelRequestBody>(scratch)
}

#[unsafe(no_mangle)]
pub fn entry_read_response<'a>(
    envelope: &Envelope<'a>,
    scratch: &'a mut [u8],
) -> Result<Unverified<'a, PayCancelResponse<'a>>, DecodeError> {
    envelope.read::<PayCancelResponseBody>(scratch)
}

#[unsafe(no_mangle)]
pub fn entry_refusing_code(error: DecodeError) -> PayCancelResultCode {
    PayCancelResultCode::from(error)
}

#[unsafe(no_mangle)]
pub fn entry_decode_unsigned_failure<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<UnsignedFailure<'a>, DecodeError> {
    UnsignedFailure::decode(input, scratch)
}

/// A key whose verdict the compiler cannot know.
pub struct Key(fn(SigningBytes<'_>, &Signature) -> Result<(), InvalidSignature>);

impl Verifier for Key {
    fn verify(
        &self,
        bytes: SigningBytes<'_>,
        signature: &Signature,
    ) -> Result<(), InvalidSignature> {
        (self.0)(bytes, signature)
    }
}

#[unsafe(no_mangle)]
pub fn entry_verify_request<'m, 'a>(
    request: &'m Unverified<'a, PayCancelRequest<'a>>,
    key: &Key,
) -> Result<Verified<'m, PayCancelRequest<'a>>, InvalidSignature> {
    request.verify(key)
}

#[unsafe(no_mangle)]
pub fn entry_verify_response<'m, 'a>(
    response: &'m Unverified<'a, PayCancelResponse<'a>>,
    key: &Key,
) -> Result<Verified<'m, PayCancelResponse<'a>>, InvalidSignature> {
    response.verify(key)
}

#[unsafe(no_mangle)]
pub fn entry_verify_any_response<'m, 'a>(
    response: &'m Unverified<'a, PayCancelResponse<'a>>,
    keys: &[Key],
) -> Result<(usize, Verified<'m, PayCancelResponse<'a>>), InvalidSignature> {
    response.verify_any(keys.iter().enumerate())
}

/// The parts that a caller needs to verify without a `Verifier`.
#[unsafe(no_mangle)]
pub fn entry_verify_elsewhere<'m, 'a>(
    response: &'m Unverified<'a, PayCancelResponse<'a>>,
) -> (
    SigningBytes<'a>,
    Result<Signature, SignatureTextError>,
    Verified<'m, PayCancelResponse<'a>>,
) {
    (
        response.signing_bytes(),
        response.signature(),
        response.assume_verified_by_caller(),
    )
}

#[unsafe(no_mangle)]
pub fn entry_assume_from_own_storage<'m, 'a>(
    request: &'m Unverified<'a, PayCancelRequest<'a>>,
) -> Verified<'m, PayCancelRequest<'a>> {
    request.assume_from_own_storage()
}

#[unsafe(no_mangle)]
pub fn entry_claimed_by_request<'a>(request: &Unverified<'a, PayCancelRequest<'a>>) -> Claimed<'a> {
    request.claimed()
}

#[unsafe(no_mangle)]
pub fn entry_claimed_by_response<'m, 'a>(
    response: &'m Unverified<'a, PayCancelResponse<'a>>,
) -> (Claimed<'a>, &'m ResultInfo<'a>) {
    (response.claimed(), response.claimed_result_info())
}

#[unsafe(no_mangle)]
pub fn entry_read_request_claims<'a>(
    envelope: &Envelope<'a>,
) -> Result<Unverified<'a, Claimed<'a>>, DecodeError> {
    envelope.read_request_claims()
}

#[unsafe(no_mangle)]
pub fn entry_read_response_claims<'a>(
    envelope: &Envelope<'a>,
    scratch: &'a mut [u8],
) -> Result<Unverified<'a, ResponseClaims<'a>>, DecodeError> {
    envelope.read_response_claims(scratch)
}

#[unsafe(no_mangle)]
pub fn entry_claimed_by_response_claims<'a>(
    claims: &Unverified<'a, ResponseClaims<'a>>,
) -> Claimed<'a> {
    claims.claimed()
}

#[unsafe(no_mangle)]
pub fn entry_verify_claimed<'m, 'a>(
    claimed: &'m Unverified<'a, Claimed<'a>>,
    key: &Key,
) -> Result<Verified<'m, Claimed<'a>>, InvalidSignature> {
    claimed.verify(key)
}

#[unsafe(no_mangle)]
pub fn entry_claimed_by_claimed<'a>(claimed: &Unverified<'a, Claimed<'a>>) -> Claimed<'a> {
    claimed.claimed()
}

#[unsafe(no_mangle)]
pub fn entry_claimed_response_head<'a>(
    claimed: &Claimed<'a>,
    time: Timestamp,
) -> Result<ResponseHead<'a>, FieldError> {
    claimed.response_head(time)
}

#[unsafe(no_mangle)]
pub fn entry_answering<'m, 'a>(
    response: &Verified<'m, PayCancelResponse<'a>>,
    request: &PayCancelRequest<'_>,
) -> Result<Answer<'m, PayCancelResponse<'a>>, Mismatch> {
    response.answering(request)
}

#[unsafe(no_mangle)]
pub fn entry_outcome(answer: &Answer<'_, PayCancelResponse<'_>>) -> Outcome {
    answer.outcome()
}

#[unsafe(no_mangle)]
pub fn entry_outcome_words(answer: &Answer<'_, PayCancelResponse<'_>>) -> [u32; 2] {
    answer.outcome_words()
}

#[unsafe(no_mangle)]
pub fn entry_answer_violations(
    answer: &Answer<'_, PayCancelResponse<'_>>,
    each: fn(Violation),
) -> Outcome {
    answer.violations().for_each(each);
    answer.outcome()
}

/// All steps of a terminal in one function.
#[unsafe(no_mangle)]
pub fn entry_bytes_to_outcome(
    request: &PayCancelRequest<'_>,
    answer: &[u8],
    scratch: &mut [u8],
    key: &Key,
) -> Result<Outcome, UnknownReason> {
    let response = PayCancelResponse::decode(answer, scratch)?;
    let response = response.verify(key)?;
    Ok(response.answering(request)?.outcome())
}

// message: writing

#[unsafe(no_mangle)]
pub fn entry_encoded_len_request(request: &PayCancelRequest<'_>, signature_len: usize) -> usize {
    request.encoded_len(signature_len)
}

#[unsafe(no_mangle)]
pub fn entry_encoded_len_response(response: &PayCancelResponse<'_>, signature_len: usize) -> usize {
    response.encoded_len(signature_len)
}

#[unsafe(no_mangle)]
pub fn entry_violations_request(request: &PayCancelRequest<'_>, each: fn(Violation)) {
    request.violations().for_each(each);
}

#[unsafe(no_mangle)]
pub fn entry_violations_response(response: &PayCancelResponse<'_>, each: fn(Violation)) {
    response.violations().for_each(each);
}

#[unsafe(no_mangle)]
pub fn entry_draft_request<'b>(
    request: &PayCancelRequest<'_>,
    buffer: &'b mut [u8],
    signature_len: usize,
) -> Result<Draft<'b>, EncodeError> {
    request.draft(buffer, signature_len)
}

#[unsafe(no_mangle)]
pub fn entry_write_unsigned<'b>(
    response: &PayCancelResponse<'_>,
    buffer: &'b mut [u8],
) -> Result<&'b [u8], EncodeError> {
    response.write_unsigned(buffer)
}

#[unsafe(no_mangle)]
pub fn entry_unsigned_len(response: &PayCancelResponse<'_>) -> usize {
    response.unsigned_len()
}

#[unsafe(no_mangle)]
pub fn entry_draft_response<'b>(
    response: &PayCancelResponse<'_>,
    buffer: &'b mut [u8],
    signature_len: usize,
) -> Result<Draft<'b>, EncodeError> {
    response.draft(buffer, signature_len)
}

#[unsafe(no_mangle)]
pub fn entry_draft_signing_bytes<'d>(draft: &'d Draft<'_>) -> SigningBytes<'d> {
    draft.signing_bytes()
}

#[unsafe(no_mangle)]
pub fn entry_draft_finish<'b>(
    draft: Draft<'b>,
    signature: &Signature,
) -> Result<&'b [u8], EncodeError> {
    draft.finish(signature)
}

#[unsafe(no_mangle)]
pub fn entry_draft_detach(draft: Draft<'_>) -> DetachedDraft {
    draft.detach()
}

#[unsafe(no_mangle)]
pub fn entry_draft_attach(
    draft: DetachedDraft,
    buffer: &mut [u8],
) -> Result<Draft<'_>, EncodeError> {
    draft.attach(buffer)
}

#[unsafe(no_mangle)]
pub fn entry_detached_signing_bytes(
    draft: DetachedDraft,
    buffer: &[u8],
) -> Result<SigningBytes<'_>, EncodeError> {
    draft.signing_bytes(buffer)
}

/// A signer whose results the compiler cannot know.
pub struct Element {
    signature_len: usize,
    sign: fn(SigningBytes<'_>) -> Result<Signature, u32>,
}

impl Signer for Element {
    type Error = u32;

    fn signature_len(&self) -> usize {
        self.signature_len
    }

    fn sign(&self, bytes: SigningBytes<'_>) -> Result<Signature, u32> {
        (self.sign)(bytes)
    }
}

#[unsafe(no_mangle)]
pub fn entry_sign_request<'b>(
    request: &PayCancelRequest<'_>,
    buffer: &'b mut [u8],
    element: &Element,
) -> Result<&'b [u8], SignError<u32>> {
    request.sign(buffer, element)
}

#[unsafe(no_mangle)]
pub fn entry_sign_response<'b>(
    response: &PayCancelResponse<'_>,
    buffer: &'b mut [u8],
    element: &Element,
) -> Result<&'b [u8], SignError<u32>> {
    response.sign(buffer, element)
}

#[unsafe(no_mangle)]
pub fn entry_request_eq(one: &PayCancelRequest<'_>, other: &PayCancelRequest<'_>) -> bool {
    one == other
}

#[unsafe(no_mangle)]
pub fn entry_response_eq(one: &PayCancelResponse<'_>, other: &PayCancelResponse<'_>) -> bool {
    one == other
}

// signature

#[unsafe(no_mangle)]
pub fn entry_signature_new(bytes: &[u8]) -> Result<Signature, ValueError> {
    Signature::new(bytes)
}

#[unsafe(no_mangle)]
pub fn entry_signature_from_be_number(
    number: &[u8],
    modulus_len: usize,
) -> Result<Signature, ValueError> {
    Signature::from_be_number(number, modulus_len)
}

#[unsafe(no_mangle)]
pub fn entry_signature_from_base64(text: &str) -> Result<Signature, SignatureTextError> {
    Signature::from_base64(text)
}

#[unsafe(no_mangle)]
pub fn entry_signature_as_bytes(signature: &Signature) -> &[u8] {
    signature.as_bytes()
}

#[unsafe(no_mangle)]
pub fn entry_signature_eq(one: &Signature, other: &Signature) -> bool {
    one == other
}

#[unsafe(no_mangle)]
pub fn entry_signing_bytes_digest(bytes: &[u8]) -> [u8; 32] {
    let bytes = SigningBytes::new(bytes);
    SigningBytes::new(bytes.as_bytes()).digest()
}

// text

#[unsafe(no_mangle)]
pub fn entry_text_new(text: &str) -> Result<Text<'_, 64>, ValueError> {
    Text::new(text)
}

#[unsafe(no_mangle)]
pub fn entry_text_new_free(text: &str) -> Result<FreeText<'_, 256>, ValueError> {
    FreeText::try_from(text)
}

/// With a minimum length other than 0 and 1.
#[unsafe(no_mangle)]
pub fn entry_text_new_min(text: &str) -> Result<Text<'_, 64, 2>, ValueError> {
    Text::new(text)
}

#[unsafe(no_mangle)]
pub fn entry_text_as_str<'a>(text: &'a Text<'a, 64>) -> (&'a str, &'a str, &'a str) {
    (text.as_str(), text, text.as_ref())
}

#[unsafe(no_mangle)]
pub fn entry_text_eq(one: &Text<'_, 64>, other: &Text<'_, 64>, text: &str) -> (bool, bool, bool) {
    (one == other, one == text, *one == text)
}

#[unsafe(no_mangle)]
pub fn entry_text_cmp(one: &Text<'_, 64>, other: &Text<'_, 64>) -> core::cmp::Ordering {
    one.cmp(other)
}

#[unsafe(no_mangle)]
pub fn entry_text_read<'a>(reader: &mut Reader<'a>) -> Result<Option<Text<'a, 64>>, DecodeError> {
    Text::read(reader)
}

// timestamp

#[unsafe(no_mangle)]
pub fn entry_timestamp_new(
    year: u16,
    [month, day, hour, minute, second]: [u8; 5],
    offset: UtcOffset,
) -> Result<Timestamp, ValueError> {
    Timestamp::new(year, month, day, hour, minute, second, offset)
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_from_unix_seconds(
    seconds: i64,
    offset: UtcOffset,
) -> Result<Timestamp, ValueError> {
    Timestamp::from_unix_seconds(seconds, offset)
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_unix_seconds(time: &Timestamp) -> i64 {
    time.unix_seconds()
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_within(time: &Timestamp, now: &Timestamp, tolerance: Duration) -> bool {
    time.within(now, tolerance)
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_with_nanosecond(
    time: Timestamp,
    nanosecond: u32,
) -> Result<Timestamp, ValueError> {
    time.with_nanosecond(nanosecond)
}

// codes for logs

#[unsafe(no_mangle)]
pub fn entry_codes_of_outcomes(outcome: &Outcome, reason: &UnknownReason) -> [&'static str; 2] {
    [outcome.code(), reason.code()]
}

#[unsafe(no_mangle)]
pub fn entry_codes_of_errors(
    kind: &DecodeErrorKind,
    value: &ValueError,
    contradiction: &Contradiction,
) -> [&'static str; 3] {
    [kind.code(), value.code(), contradiction.code()]
}

#[unsafe(no_mangle)]
pub fn entry_code_and_field_of_violation(
    violation: &Violation,
) -> (&'static str, Option<&'static str>) {
    (violation.code(), violation.field())
}

// odd members

#[unsafe(no_mangle)]
pub fn entry_lenient_time_read<'a>(
    reader: &mut Reader<'a>,
) -> Result<Option<Lenient<'a, Timestamp>>, DecodeError> {
    Lenient::<Timestamp>::read(reader)
}

#[unsafe(no_mangle)]
pub fn entry_lenient_text_read<'a>(
    reader: &mut Reader<'a>,
) -> Result<Option<Lenient<'a, FreeText<'a, 256>>>, DecodeError> {
    Lenient::<FreeText<'_, 256>>::read(reader)
}

#[unsafe(no_mangle)]
pub fn entry_lenient_time<'a>(
    time: &Lenient<'a, Timestamp>,
) -> (
    Option<Timestamp>,
    Option<RawValue<'a>>,
    Option<Violation>,
    bool,
) {
    let is_valid = time.valid().is_some_and(|valid| *time == valid);
    (
        time.valid(),
        time.odd(),
        time.violation("cancelTime"),
        is_valid,
    )
}

#[unsafe(no_mangle)]
pub fn entry_lenient_text<'a>(
    text: &Lenient<'a, FreeText<'a, 256>>,
) -> (&'a str, Option<Violation>) {
    (text.as_str(), text.violation("reserve"))
}

#[unsafe(no_mangle)]
pub fn entry_lenient_result(info: &ResultInfo<'_>) -> [Option<Violation>; 2] {
    let status = info.result_status.violation("resultStatus");
    [status, info.result_code_id.violation("resultCodeId")]
}

#[unsafe(no_mangle)]
pub fn entry_scalar_text_read<'a>(
    reader: &mut Reader<'a>,
) -> Result<Option<ScalarText<'a, 64>>, DecodeError> {
    ScalarText::<64>::read(reader)
}

#[unsafe(no_mangle)]
pub fn entry_scalar_text<'a>(
    id: &ScalarText<'a, 64>,
    text: &str,
) -> (&'a str, Text<'a, 64>, JsonType, Option<Violation>, bool) {
    let violation = id.violation("acquirementId");
    (
        id.as_str(),
        id.as_text(),
        id.json_type(),
        violation,
        *id == *text,
    )
}

#[unsafe(no_mangle)]
pub fn entry_raw_value<'a>(reader: &mut Reader<'a>) -> Result<Option<RawValue<'a>>, DecodeError> {
    reader.raw_value()
}

#[unsafe(no_mangle)]
pub fn entry_result_info_code_id(info: &ResultInfo<'_>) -> Option<ResultCodeId> {
    info.code_id()
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_parse(text: &str) -> Result<Timestamp, ValueError> {
    Timestamp::parse(text)
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_read(reader: &mut Reader<'_>) -> Result<Option<Timestamp>, DecodeError> {
    Timestamp::read(reader)
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_write(time: &Timestamp, name: &str, writer: &mut Writer<'_>) {
    time.write(name, writer);
}

#[unsafe(no_mangle)]
pub fn entry_timestamp_components(time: &Timestamp) -> (u16, [u8; 5], u32, UtcOffset) {
    let components = [
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
    ];
    (time.year(), components, time.nanosecond(), time.offset())
}

#[unsafe(no_mangle)]
pub fn entry_utc_offset_from_minutes(minutes: i16) -> Result<UtcOffset, ValueError> {
    UtcOffset::from_minutes(minutes)
}

#[unsafe(no_mangle)]
pub fn entry_utc_offset_minutes(offset: UtcOffset) -> i16 {
    offset.minutes()
}

// results

#[unsafe(no_mangle)]
pub fn entry_result_code_check(
    status: Option<ResultStatus>,
    id: Option<ResultCodeId>,
    code: &str,
) -> Result<Option<PayCancelResultCode>, Contradiction> {
    PayCancelResultCode::check(status, id, code)
}

#[unsafe(no_mangle)]
pub fn entry_result_code_row(code: PayCancelResultCode) -> ResultRow {
    code.row()
}

#[unsafe(no_mangle)]
pub fn entry_result_code_id_as_str(id: &ResultCodeId) -> &str {
    id.as_str()
}

#[unsafe(no_mangle)]
pub fn entry_result_code_id_parse(digits: &str) -> Result<ResultCodeId, ValueError> {
    ResultCodeId::parse(digits)
}

#[unsafe(no_mangle)]
pub fn entry_result_status_parse(code: &str) -> Result<ResultStatus, ValueError> {
    ResultStatus::parse(code)
}

#[unsafe(no_mangle)]
pub fn entry_result_status_as_str(status: ResultStatus) -> &'static str {
    status.as_str()
}

#[unsafe(no_mangle)]
pub fn entry_result_meaning_status(meaning: ResultMeaning) -> ResultStatus {
    meaning.status()
}

#[unsafe(no_mangle)]
pub fn entry_result_info_new<'a>(
    code: PayCancelResultCode,
    message: FreeText<'a, 256>,
) -> ResultInfo<'a> {
    ResultInfo::new(code, message)
}

#[unsafe(no_mangle)]
pub fn entry_result_info_read<'a>(reader: &mut Reader<'a>) -> Result<ResultInfo<'a>, DecodeError> {
    ResultInfo::read(reader)
}

#[unsafe(no_mangle)]
pub fn entry_result_info_write(info: &ResultInfo<'_>, writer: &mut Writer<'_>) {
    info.write(writer);
}

#[unsafe(no_mangle)]
pub fn entry_result_info_code(
    info: &ResultInfo<'_>,
) -> Result<Option<PayCancelResultCode>, Contradiction> {
    info.code()
}

#[unsafe(no_mangle)]
pub fn entry_result_info_meaning(info: &ResultInfo<'_>) -> Result<ResultMeaning, Contradiction> {
    info.meaning::<PayCancelResultCode>()
}

#[unsafe(no_mangle)]
pub fn entry_result_info_violations(info: &ResultInfo<'_>, each: fn(Violation)) {
    info.violations::<PayCancelResultCode>().for_each(each);
}

#[unsafe(no_mangle)]
pub fn entry_unknown_from(
    undecodable: DecodeError,
    text: SignatureTextError,
    invalid: InvalidSignature,
    mismatch: Mismatch,
) -> [UnknownReason; 4] {
    [
        undecodable.into(),
        text.into(),
        invalid.into(),
        mismatch.into(),
    ]
}

// error

#[unsafe(no_mangle)]
pub fn entry_decode_error_parts(
    error: &DecodeError,
) -> (DecodeErrorKind, usize, Option<&'static str>) {
    (error.kind(), error.offset(), error.field())
}

#[unsafe(no_mangle)]
pub fn entry_mismatch_field(mismatch: &Mismatch) -> &'static str {
    mismatch.field()
}

// head

#[unsafe(no_mangle)]
pub fn entry_request_head_new<'a>(
    client_id: Text<'a, 32>,
    time: Timestamp,
    req_msg_id: Text<'a, 64>,
) -> RequestHead<'a> {
    RequestHead::new(client_id, time, req_msg_id)
}

#[unsafe(no_mangle)]
pub fn entry_response_head_answering<'a>(
    request: &RequestHead<'a>,
    time: Timestamp,
) -> ResponseHead<'a> {
    ResponseHead::answering(request, time)
}

#[unsafe(no_mangle)]
pub fn entry_head_as_str(sign_type: SignType, kind: MessageKind) -> (&'static str, &'static str) {
    (sign_type.as_str(), kind.as_str())
}

// pay_cancel

#[unsafe(no_mangle)]
pub fn entry_transaction_ids_transaction_id<'a>(
    acquirement_id: Option<Text<'a, 64>>,
    merchant_trans_id: Option<Text<'a, 64>>,
) -> Option<TransactionId<'a>> {
    TransactionIds {
        acquirement_id,
        merchant_trans_id,
    }
    .transaction_id()
}

#[unsafe(no_mangle)]
pub fn entry_transaction_id_parts<'a>(
    id: &TransactionId<'a>,
) -> (Option<Text<'a, 64>>, Option<Text<'a, 64>>, Text<'a, 64>) {
    (id.acquirement_id(), id.merchant_trans_id(), id.preferred())
}

#[unsafe(no_mangle)]
pub fn entry_request_body_read<'a>(
    reader: &mut Reader<'a>,
) -> Result<PayCancelRequestBody<'a>, DecodeError> {
    PayCancelRequestBody::read(reader)
}

#[unsafe(no_mangle)]
pub fn entry_request_body_write(body: &PayCancelRequestBody<'_>, writer: &mut Writer<'_>) {
    body.write(writer);
}

#[unsafe(no_mangle)]
pub fn entry_response_body_read<'a>(
    reader: &mut Reader<'a>,
) -> Result<PayCancelResponseBody<'a>, DecodeError> {
    PayCancelResponseBody::read(reader)
}

#[unsafe(no_mangle)]
pub fn entry_response_body_write(body: &PayCancelResponseBody<'_>, writer: &mut Writer<'_>) {
    body.write(writer);
}

#[unsafe(no_mangle)]
pub fn entry_response_body_transaction<'m, 'a>(
    body: &'m PayCancelResponseBody<'a>,
    request: &PayCancelRequestBody<'_>,
) -> (TransactionMatch, &'m ResultInfo<'a>) {
    (body.transaction(request), body.result_info())
}

// json: the reader

#[unsafe(no_mangle)]
pub fn entry_names_new(names: &'static [Name]) -> Option<Names> {
    Names::new(names)
}

#[unsafe(no_mangle)]
pub fn entry_names_as_slice(names: Names) -> &'static [Name] {
    names.as_slice()
}

#[unsafe(no_mangle)]
pub fn entry_reader_new<'a>(
    input: &'a [u8],
    scratch: &'a mut [u8],
) -> Result<Reader<'a>, DecodeError> {
    Reader::new(input, scratch)
}

#[unsafe(no_mangle)]
pub fn entry_reader_object(reader: &mut Reader<'_>, names: Names) -> Result<Members, DecodeError> {
    reader.object(names)
}

#[unsafe(no_mangle)]
pub fn entry_reader_array(reader: &mut Reader<'_>) -> Result<Elements, DecodeError> {
    reader.array()
}

#[unsafe(no_mangle)]
pub fn entry_reader_next_element(
    reader: &mut Reader<'_>,
    elements: &mut Elements,
) -> Result<bool, DecodeError> {
    reader.next_element(elements)
}

#[unsafe(no_mangle)]
pub fn entry_reader_null(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    reader.null()
}

#[unsafe(no_mangle)]
pub fn entry_reader_number<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a str>, DecodeError> {
    reader.number()
}

#[unsafe(no_mangle)]
pub fn entry_reader_parse_number<'a>(
    reader: &mut Reader<'a>,
    parse: fn(&'a str) -> Result<u64, ValueError>,
) -> Result<Option<u64>, DecodeError> {
    reader.parse_number(parse)
}

#[unsafe(no_mangle)]
pub fn entry_reader_boolean(reader: &mut Reader<'_>) -> Result<Option<bool>, DecodeError> {
    reader.boolean()
}

#[unsafe(no_mangle)]
pub fn entry_reader_fast_member(
    reader: &mut Reader<'_>,
    members: &mut Members,
    index: usize,
    quoted: &str,
) -> bool {
    reader.fast_member(members, index, quoted)
}

#[unsafe(no_mangle)]
pub fn entry_name_new(text: &'static str) -> Name {
    Name::new(text)
}

#[unsafe(no_mangle)]
pub fn entry_name_as_str(name: &Name) -> &'static str {
    name.as_str()
}

#[unsafe(no_mangle)]
pub fn entry_quoted(name: &str) -> [u8; 12] {
    quoted(name)
}

#[unsafe(no_mangle)]
pub fn entry_as_text(quoted: &[u8]) -> &str {
    as_text(quoted)
}

#[unsafe(no_mangle)]
pub fn entry_reader_next_member(
    reader: &mut Reader<'_>,
    members: &mut Members,
) -> Result<Option<usize>, DecodeError> {
    reader.next_member(members)
}

#[unsafe(no_mangle)]
pub fn entry_members_require(
    members: &Members,
    value: Option<u64>,
    name: &'static str,
) -> Result<u64, DecodeError> {
    members.require(value, name)
}

#[unsafe(no_mangle)]
pub fn entry_reader_string<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a str>, DecodeError> {
    reader.string()
}

#[unsafe(no_mangle)]
pub fn entry_reader_parse_string<'a>(
    reader: &mut Reader<'a>,
    parse: fn(&'a str) -> Result<u64, ValueError>,
) -> Result<Option<u64>, DecodeError> {
    reader.parse_string(parse)
}

#[unsafe(no_mangle)]
pub fn entry_reader_parse_non_empty<'a>(
    reader: &mut Reader<'a>,
    parse: fn(&'a str) -> Result<u64, ValueError>,
) -> Result<Option<u64>, DecodeError> {
    reader.parse_non_empty(parse)
}

#[unsafe(no_mangle)]
pub fn entry_reader_spanned<'a>(
    reader: &mut Reader<'a>,
    read: fn(&mut Reader<'a>) -> Result<u64, DecodeError>,
) -> Result<(u64, &'a str), DecodeError> {
    reader.spanned(read)
}

#[unsafe(no_mangle)]
pub fn entry_reader_skip_value(reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    reader.skip_value()
}

#[unsafe(no_mangle)]
pub fn entry_reader_peek_value(reader: &mut Reader<'_>) -> Option<u8> {
    reader.peek_value()
}

#[unsafe(no_mangle)]
pub fn entry_reader_error_at(
    reader: &Reader<'_>,
    kind: DecodeErrorKind,
    offset: usize,
) -> (DecodeError, usize) {
    (reader.error_at(kind, offset), reader.offset())
}

#[unsafe(no_mangle)]
pub fn entry_reader_finish(reader: Reader<'_>) -> Result<(), DecodeError> {
    reader.finish()
}

// json: the writer

#[unsafe(no_mangle)]
pub fn entry_writer_new(buffer: &mut [u8]) -> (Writer<'_>, usize, bool) {
    let writer = Writer::new(buffer);
    let (len, is_empty) = (writer.len(), writer.is_empty());
    (writer, len, is_empty)
}

#[unsafe(no_mangle)]
pub fn entry_writer_object(writer: &mut Writer<'_>, name: &str) {
    writer.begin_object();
    writer.name(name);
    writer.end_object();
}

#[unsafe(no_mangle)]
pub fn entry_writer_member(writer: &mut Writer<'_>, name: &str, value: &str) {
    writer.member(name, value);
}

#[unsafe(no_mangle)]
pub fn entry_writer_optional_member(writer: &mut Writer<'_>, name: &str, value: Option<&str>) {
    writer.optional_member(name, value);
}

#[unsafe(no_mangle)]
pub fn entry_writer_id_member(writer: &mut Writer<'_>, name: &'static str, id: &str) {
    writer.id_member(name, id);
}

#[unsafe(no_mangle)]
pub fn entry_writer_optional_id_member(
    writer: &mut Writer<'_>,
    name: &'static str,
    id: Option<&str>,
) {
    writer.optional_id_member(name, id);
}

#[unsafe(no_mangle)]
pub fn entry_writer_array(writer: &mut Writer<'_>) {
    writer.begin_array();
    writer.element();
    writer.end_array();
}

#[unsafe(no_mangle)]
pub fn entry_writer_integer(writer: &mut Writer<'_>, value: i64) {
    writer.integer(value);
}

#[unsafe(no_mangle)]
pub fn entry_writer_unsigned(writer: &mut Writer<'_>, value: u64) {
    writer.unsigned(value);
}

#[unsafe(no_mangle)]
pub fn entry_writer_boolean(writer: &mut Writer<'_>, value: bool) {
    writer.boolean(value);
}

#[unsafe(no_mangle)]
pub fn entry_writer_string(writer: &mut Writer<'_>, value: &str) {
    writer.string(value);
}

#[unsafe(no_mangle)]
pub fn entry_writer_raw(writer: &mut Writer<'_>, text: &str) {
    writer.raw(text);
}

#[unsafe(no_mangle)]
pub fn entry_max_string_len(chars: usize) -> usize {
    max_string_len(chars)
}

#[unsafe(no_mangle)]
pub fn entry_max_id_len(chars: usize) -> usize {
    max_id_len(chars)
}

#[unsafe(no_mangle)]
pub fn entry_max_array_len(count: usize, element_len: usize) -> usize {
    max_array_len(count, element_len)
}

#[unsafe(no_mangle)]
pub fn entry_max_object_len(members: &[(&str, usize)]) -> usize {
    max_object_len(members)
}

// ids

#[unsafe(no_mangle)]
pub fn entry_request_head_try_new<'a>(
    client_id: &'a str,
    req_time: Timestamp,
    req_msg_id: &'a str,
) -> Result<RequestHead<'a>, FieldError> {
    RequestHead::try_new(client_id, req_time, req_msg_id)
}

#[unsafe(no_mangle)]
pub fn entry_body_by_acquirement_id<'a>(
    partner_id: &'a str,
    acquirement_id: &'a str,
) -> Result<PayCancelRequestBody<'a>, FieldError> {
    PayCancelRequestBody::by_acquirement_id(partner_id, acquirement_id)
}

#[unsafe(no_mangle)]
pub fn entry_body_by_merchant_trans_id<'a>(
    partner_id: &'a str,
    merchant_trans_id: &'a str,
) -> Result<PayCancelRequestBody<'a>, FieldError> {
    PayCancelRequestBody::by_merchant_trans_id(partner_id, merchant_trans_id)
}

#[unsafe(no_mangle)]
pub fn entry_body_by_both<'a>(
    partner_id: &'a str,
    acquirement_id: &'a str,
    merchant_trans_id: &'a str,
) -> Result<PayCancelRequestBody<'a>, FieldError> {
    PayCancelRequestBody::by_both(partner_id, acquirement_id, merchant_trans_id)
}

#[unsafe(no_mangle)]
pub fn entry_text_check_id(text: Text<'_, 64>) -> Result<(), ValueError> {
    text.check_id()
}

#[unsafe(no_mangle)]
pub fn entry_result_info_try_new(
    code: PayCancelResultCode,
    result_msg: &str,
) -> Result<ResultInfo<'_>, FieldError> {
    ResultInfo::try_new(code, result_msg)
}

#[unsafe(no_mangle)]
pub fn entry_time_error_code(error: TimeError) -> &'static str {
    error.code()
}

#[unsafe(no_mangle)]
pub fn entry_value_error_in_field(error: ValueError, field: &'static str) -> FieldError {
    error.in_field(field)
}

#[unsafe(no_mangle)]
pub fn entry_are_distinct(rows: &[(&str, &str)]) -> bool {
    are_distinct(rows)
}

#[unsafe(no_mangle)]
pub fn entry_transaction_match_of(
    ids: &[(&'static str, Option<&str>, Option<&str>)],
) -> TransactionMatch {
    TransactionMatch::of(ids)
}

#[unsafe(no_mangle)]
pub fn entry_message_ids_of_request(head: &RequestHead<'_>) -> MessageIds {
    MessageIds::from(head)
}

#[unsafe(no_mangle)]
pub fn entry_message_ids_of_response(head: &ResponseHead<'_>) -> MessageIds {
    MessageIds::from(head)
}

#[unsafe(no_mangle)]
pub fn entry_transaction_id_copy(id: TransactionId<'_>) -> TransactionIdBuf {
    id.into()
}

#[unsafe(no_mangle)]
pub fn entry_transaction_id_copied(id: &TransactionIdBuf) -> TransactionId<'_> {
    id.as_transaction_id()
}

#[unsafe(no_mangle)]
pub fn entry_text_buf_from(text: &str) -> Result<TextBuf<64>, ValueError> {
    TextBuf::try_from(text)
}

#[unsafe(no_mangle)]
pub fn entry_text_buf_as<'m>(text: &'m TextBuf<64>) -> (&'m str, Text<'m, 64>) {
    (text.as_str(), text.as_text())
}

// message: stored envelopes

#[cfg(feature = "heapless")]
mod stored {
    use super::*;
    use alipay_acquiring::StoredEnvelope;

    #[unsafe(no_mangle)]
    pub fn entry_stored_from_bytes(bytes: &[u8]) -> Result<StoredEnvelope<1024>, EncodeError> {
        StoredEnvelope::from_bytes(bytes)
    }

    #[unsafe(no_mangle)]
    pub fn entry_stored_as_bytes(stored: &StoredEnvelope<1024>) -> &[u8] {
        stored.as_bytes()
    }

    #[unsafe(no_mangle)]
    pub fn entry_stored_read<'a>(
        stored: &'a StoredEnvelope<1024>,
        scratch: &'a mut [u8],
    ) -> Result<Unverified<'a, PayCancelRequest<'a>>, DecodeError> {
        stored.read::<PayCancelRequestBody>(scratch)
    }
}

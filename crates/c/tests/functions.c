/* See functions.h. The runner compares the names with those in the header. */
#include "functions.h"

#define AT(i) (arguments[i].at)
#define LEN(i) (arguments[i].len)
#define CALL(name, expression) \
    static size_t call_##name(const struct value *arguments) { \
        (void)arguments; \
        return (size_t)(expression); \
    }
/* An argument that is a value or a context; one that is bytes; one that is neither. */
#define ARG(role, object, type) {role, object, sizeof(type), _Alignof(type)}
#define BYTE(role, object) {role, object, 1, 1}
#define OTHER(role) {role, NO_OBJECT, 0, 1}

static alipay_text text_of(const struct value *value) {
    alipay_text text;
    text.data = value->at;
    text.len = value->len;
    return text;
}

uint32_t verify_as_told(void *context, const uint8_t (*digest)[32], const uint8_t *signature, size_t signature_len) {
    /* All of it can be read. */
    uint32_t sum = 0;
    for (size_t i = 0; i < sizeof *digest; i++) sum += (*digest)[i];
    for (size_t i = 0; i < signature_len; i++) sum += signature[i];
    return context != NULL && sum > 0 ? *(const uint8_t *)context : 0;
}

/* Length 0 is no function. */
static alipay_verify_function verify_of(const struct value *value) {
    return value->len == 0 ? NULL : verify_as_told;
}

CALL(version, alipay_version().len)
CALL(cancel_policy_default, alipay_cancel_policy_default(AT(0)))
CALL(cancel_load, alipay_cancel_load(AT(0), AT(1), AT(2), LEN(2), AT(3), LEN(3), AT(4), LEN(4)))
CALL(cancel_begin, alipay_cancel_begin(AT(0), AT(1), LEN(1), (uint8_t)LEN(2), (int64_t)LEN(3)))
CALL(cancel_step, alipay_cancel_step(AT(0), (int64_t)LEN(1), (uint8_t)LEN(2), AT(3)))
CALL(cancel_stored, alipay_cancel_stored(AT(0)))
CALL(cancel_store_failed, alipay_cancel_store_failed(AT(0)))
CALL(cancel_answer, alipay_cancel_answer(AT(0), AT(1), LEN(1), AT(2), LEN(2), AT(3), LEN(3), AT(4)))
CALL(cancel_answer_rsa2048, alipay_cancel_answer_rsa2048(AT(0), AT(1), LEN(1), AT(2), LEN(2),
    AT(3), LEN(3), AT(4)))
CALL(cancel_answer_verified_by, alipay_cancel_answer_verified_by(AT(0), AT(1), LEN(1), AT(2), LEN(2),
    verify_of(&arguments[3]), AT(3), AT(4)))
CALL(cancel_no_answer, alipay_cancel_no_answer(AT(0)))
CALL(cancel_waited, alipay_cancel_waited(AT(0)))
CALL(cancel_message, alipay_cancel_message(AT(0), AT(1), LEN(1)))
CALL(cancel_no_message, alipay_cancel_no_message(AT(0)))
CALL(cancel_decided, alipay_cancel_decided(AT(0), (uint32_t)LEN(1)))
CALL(cancel_counts, alipay_cancel_counts(AT(0), AT(1), AT(2)))
CALL(cancel_request, alipay_cancel_request(AT(0), AT(1)))
CALL(cancel_evidence, alipay_cancel_evidence(AT(0), AT(1)))
CALL(end_code, alipay_end_code((uint32_t)LEN(0)).len)
CALL(end_text, alipay_end_text((uint32_t)LEN(0)).len)
CALL(cancel_error, alipay_cancel_error(AT(0), AT(1)))
CALL(cancel_explain, alipay_cancel_explain(AT(0), AT(1), LEN(1)))
CALL(claims_read, alipay_claims_read(AT(0), AT(1), LEN(1), AT(2), LEN(2), AT(3)))
CALL(unsigned_failure_read, alipay_unsigned_failure_read(AT(0), AT(1), LEN(1), AT(2), LEN(2), AT(3)))
CALL(claims_error, alipay_claims_error(AT(0), AT(1)))
CALL(claims_explain, alipay_claims_explain(AT(0), AT(1), LEN(1)))
CALL(request_draft, alipay_request_draft(AT(0), AT(1), (size_t)LEN(2), AT(3), LEN(3)))
CALL(response_draft, alipay_response_draft(AT(0), AT(1), (size_t)LEN(2), AT(3), LEN(3)))
CALL(response_write_unsigned, alipay_response_write_unsigned(AT(0), AT(1), AT(2), LEN(2), AT(3)))
CALL(request_len, alipay_request_len(AT(0), (size_t)LEN(1), AT(2)))
CALL(response_len, alipay_response_len(AT(0), (size_t)LEN(1), AT(2)))
CALL(draft_signing_bytes, alipay_draft_signing_bytes(AT(0), AT(1), AT(2)))
CALL(draft_digest, alipay_draft_digest(AT(0), AT(1)))
CALL(draft_finish, alipay_draft_finish(AT(0), AT(1), LEN(1), AT(2)))
CALL(draft_finish_with_number, alipay_draft_finish_with_number(AT(0), AT(1), LEN(1), AT(2)))
CALL(draft_error, alipay_draft_error(AT(0), AT(1)))
CALL(draft_explain, alipay_draft_explain(AT(0), AT(1), LEN(1)))
CALL(key_from_der, alipay_key_from_der(AT(0), AT(1), LEN(1)))
CALL(key_from_modulus, alipay_key_from_modulus(AT(0), AT(1), LEN(1)))
CALL(key_from_text, alipay_key_from_text(AT(0), text_of(&arguments[1])))
CALL(key_signature_len, alipay_key_signature_len(AT(0), AT(1)))
CALL(key_fingerprint, alipay_key_fingerprint(AT(0), AT(1)))
CALL(key_error, alipay_key_error(AT(0), AT(1)))
CALL(key_explain, alipay_key_explain(AT(0), AT(1), LEN(1)))
CALL(outcome_code, alipay_outcome_code((uint32_t)LEN(0)).len)
CALL(request_read, alipay_request_read(AT(0), AT(1), LEN(1), AT(2), LEN(2)))
CALL(request_verify, alipay_request_verify(AT(0), AT(1)))
CALL(request_verify_rsa2048, alipay_request_verify_rsa2048(AT(0), AT(1)))
CALL(request_signing_bytes, alipay_request_signing_bytes(AT(0), AT(1), AT(2)))
CALL(request_digest, alipay_request_digest(AT(0), AT(1)))
CALL(request_signature, alipay_request_signature(AT(0), AT(1), LEN(1), AT(2)))
CALL(request_assume_verified_by_caller, alipay_request_assume_verified_by_caller(AT(0)))
CALL(request_assume_from_own_storage, alipay_request_assume_from_own_storage(AT(0)))
CALL(request_values, alipay_request_values(AT(0), AT(1)))
CALL(request_claimed, alipay_request_claimed(AT(0), AT(1)))
CALL(request_refusal, alipay_request_refusal(AT(0), AT(1)))
CALL(request_error, alipay_request_error(AT(0), AT(1)))
CALL(request_explain, alipay_request_explain(AT(0), AT(1), LEN(1)))
CALL(response_read, alipay_response_read(AT(0), AT(1), LEN(1), AT(2), LEN(2)))
CALL(response_verify, alipay_response_verify(AT(0), AT(1)))
CALL(response_verify_rsa2048, alipay_response_verify_rsa2048(AT(0), AT(1)))
CALL(response_signing_bytes, alipay_response_signing_bytes(AT(0), AT(1), AT(2)))
CALL(response_digest, alipay_response_digest(AT(0), AT(1)))
CALL(response_signature, alipay_response_signature(AT(0), AT(1), LEN(1), AT(2)))
CALL(response_assume_verified_by_caller, alipay_response_assume_verified_by_caller(AT(0)))
CALL(response_match, alipay_response_match(AT(0), AT(1)))
CALL(response_outcome, alipay_response_outcome(AT(0), AT(1)))
CALL(response_values, alipay_response_values(AT(0), AT(1)))
CALL(response_violation, alipay_response_violation(AT(0), AT(1), (size_t)LEN(2), AT(3)))
CALL(response_claimed, alipay_response_claimed(AT(0), AT(1)))
CALL(response_error, alipay_response_error(AT(0), AT(1)))
CALL(response_explain, alipay_response_explain(AT(0), AT(1), LEN(1)))
CALL(result_row, alipay_result_row((size_t)LEN(0), AT(1)))
CALL(result_row_named, alipay_result_row_named(text_of(&arguments[0]), AT(1)))
CALL(signing_key_from_text, alipay_signing_key_from_text(text_of(&arguments[0]), AT(1), AT(2), LEN(2)))
CALL(signing_key_from_der, alipay_signing_key_from_der(AT(0), LEN(0), AT(1), AT(2), LEN(2)))
CALL(signing_key_error, alipay_signing_key_error(AT(0)))
CALL(key_from_signing_key, alipay_key_from_signing_key(AT(0), AT(1)))
CALL(signing_key_free, (alipay_signing_key_free(AT(0)), 0))
CALL(signing_key_signature_len, alipay_signing_key_signature_len(AT(0), AT(1)))
CALL(draft_sign, alipay_draft_sign(AT(0), AT(1), AT(2)))
CALL(status_name, alipay_status_name((uint32_t)LEN(0)).len)
CALL(time_from_unix, alipay_time_from_unix((int64_t)LEN(0), (int16_t)LEN(1), AT(2)))
CALL(time_to_unix, alipay_time_to_unix(AT(0), AT(1)))
CALL(time_parse, alipay_time_parse(text_of(&arguments[0]), AT(1)))

const struct function functions[] = {
    {"alipay_version", call_version, NOTHING, ALIPAY_STATUS_OK, {OTHER(END_OF_ARGUMENTS)}},
    {"alipay_cancel_policy_default", call_cancel_policy_default, NOTHING, ALIPAY_STATUS_OK, {
        ARG(RESULT, RESULT_1, alipay_cancel_policy)}},
    {"alipay_cancel_load", call_cancel_load, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, CANCEL, alipay_cancel), ARG(VALUE_OR_NULL, POLICY, alipay_cancel_policy),
        BYTE(BYTES, PAGE), BYTE(BYTES, PAGE), BYTE(BUFFER, STORE)}},
    {"alipay_cancel_begin", call_cancel_begin, CANCEL_IDLE, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel), BYTE(BYTES, ENVELOPE), OTHER(NUMBER),
        OTHER(NUMBER)}},
    {"alipay_cancel_step", call_cancel_step, CANCEL_SENDS, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel), OTHER(NUMBER), OTHER(NUMBER),
        ARG(RESULT, RESULT_1, alipay_step)}},
    {"alipay_cancel_stored", call_cancel_stored, CANCEL_STORES, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel)}},
    {"alipay_cancel_store_failed", call_cancel_store_failed, CANCEL_STORES, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel)}},
    {"alipay_cancel_answer", call_cancel_answer, CANCEL_SENDS, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel), BYTE(BYTES, ANSWER), BYTE(BUFFER, SCRATCH),
        ARG(POINTERS, KEYS, void *), ARG(RESULT, RESULT_1, enum alipay_outcome)}},
    {"alipay_cancel_answer_rsa2048", call_cancel_answer_rsa2048, CANCEL_SENDS, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel), BYTE(BYTES, ANSWER), BYTE(BUFFER, SCRATCH),
        ARG(POINTERS, FLASH_KEYS, void *), ARG(RESULT, RESULT_1, enum alipay_outcome)}},
    {"alipay_cancel_answer_verified_by", call_cancel_answer_verified_by, CANCEL_SENDS, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel), BYTE(BYTES, ANSWER), BYTE(BUFFER, SCRATCH),
        OTHER(CALLBACK), ARG(RESULT, RESULT_1, enum alipay_outcome)}},
    {"alipay_cancel_no_answer", call_cancel_no_answer, CANCEL_SENDS, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel)}},
    {"alipay_cancel_waited", call_cancel_waited, CANCEL_WAITS, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel)}},
    {"alipay_cancel_message", call_cancel_message, CANCEL_ASKS, ALIPAY_STATUS_MESSAGE, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel), BYTE(BYTES, ENVELOPE)}},
    {"alipay_cancel_no_message", call_cancel_no_message, CANCEL_ASKS, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel)}},
    {"alipay_cancel_decided", call_cancel_decided, CANCEL_ENDED, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, CANCEL, alipay_cancel), OTHER(NUMBER)}},
    {"alipay_cancel_counts", call_cancel_counts, CANCEL_SENDS, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, CANCEL, alipay_cancel), ARG(RESULT, RESULT_1, uint16_t),
        ARG(RESULT, RESULT_2, uint16_t)}},
    {"alipay_cancel_request", call_cancel_request, CANCEL_SENDS, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, CANCEL, alipay_cancel), ARG(RESULT, RESULT_1, alipay_request)}},
    {"alipay_cancel_evidence", call_cancel_evidence, CANCEL_ENDED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, CANCEL, alipay_cancel), ARG(RESULT, RESULT_1, alipay_evidence)}},
    {"alipay_end_code", call_end_code, NOTHING, ALIPAY_STATUS_OK, {OTHER(NUMBER)}},
    {"alipay_end_text", call_end_text, NOTHING, ALIPAY_STATUS_OK, {OTHER(NUMBER)}},
    {"alipay_cancel_error", call_cancel_error, CANCEL_NOT_LOADED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, CANCEL, alipay_cancel), ARG(RESULT, RESULT_1, alipay_error)}},
    {"alipay_cancel_explain", call_cancel_explain, CANCEL_NOT_LOADED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, CANCEL, alipay_cancel), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_claims_read", call_claims_read, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, CLAIMS, alipay_claims_reader), BYTE(BYTES, ENVELOPE), BYTE(BUFFER, SCRATCH),
        ARG(RESULT, RESULT_1, alipay_claimed)}},
    {"alipay_unsigned_failure_read", call_unsigned_failure_read, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, CLAIMS, alipay_claims_reader), BYTE(BYTES, UNSIGNED), BYTE(BUFFER, SCRATCH),
        ARG(RESULT, RESULT_1, alipay_unsigned_result)}},
    {"alipay_claims_error", call_claims_error, CLAIMS_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, CLAIMS, alipay_claims_reader), ARG(RESULT, RESULT_1, alipay_error)}},
    {"alipay_claims_explain", call_claims_explain, CLAIMS_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, CLAIMS, alipay_claims_reader), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_request_draft", call_request_draft, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, DRAFT, alipay_draft), ARG(VALUE, REQUEST, alipay_request), OTHER(NUMBER),
        BYTE(BUFFER, WRITTEN)}},
    {"alipay_response_draft", call_response_draft, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, DRAFT, alipay_draft), ARG(VALUE, RESPONSE, alipay_response), OTHER(NUMBER),
        BYTE(BUFFER, WRITTEN)}},
    {"alipay_response_write_unsigned", call_response_write_unsigned, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, DRAFT, alipay_draft), ARG(VALUE, RESPONSE, alipay_response),
        BYTE(BUFFER, WRITTEN), ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_request_len", call_request_len, NOTHING, ALIPAY_STATUS_OK, {
        ARG(VALUE, REQUEST, alipay_request), OTHER(NUMBER), ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_response_len", call_response_len, NOTHING, ALIPAY_STATUS_OK, {
        ARG(VALUE, RESPONSE, alipay_response), OTHER(NUMBER), ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_draft_signing_bytes", call_draft_signing_bytes, DRAFTED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, DRAFT, alipay_draft), ARG(RESULT, RESULT_1, void *),
        ARG(RESULT, RESULT_2, size_t)}},
    {"alipay_draft_digest", call_draft_digest, DRAFTED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, DRAFT, alipay_draft), ARG(RESULT, RESULT_1, uint8_t[32])}},
    {"alipay_draft_finish", call_draft_finish, DRAFTED, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, DRAFT, alipay_draft), BYTE(BYTES, SIGNATURE),
        ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_draft_finish_with_number", call_draft_finish_with_number, DRAFTED, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, DRAFT, alipay_draft), BYTE(BYTES, SIGNATURE),
        ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_draft_error", call_draft_error, DRAFT_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, DRAFT, alipay_draft), ARG(RESULT, RESULT_1, alipay_error)}},
    {"alipay_draft_explain", call_draft_explain, DRAFT_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, DRAFT, alipay_draft), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_key_from_der", call_key_from_der, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, KEY, alipay_key), BYTE(BYTES, DER)}},
    {"alipay_key_from_modulus", call_key_from_modulus, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, KEY, alipay_key), BYTE(BYTES, MODULUS)}},
    {"alipay_key_from_text", call_key_from_text, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, KEY, alipay_key), BYTE(BYTES, PEM)}},
    {"alipay_key_signature_len", call_key_signature_len, NOTHING, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, KEY, alipay_key), ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_key_fingerprint", call_key_fingerprint, NOTHING, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, KEY, alipay_key), ARG(RESULT, RESULT_1, uint8_t[32])}},
    {"alipay_key_error", call_key_error, KEY_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, KEY, alipay_key), ARG(RESULT, RESULT_1, alipay_error)}},
    {"alipay_key_explain", call_key_explain, KEY_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, KEY, alipay_key), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_outcome_code", call_outcome_code, NOTHING, ALIPAY_STATUS_OK, {OTHER(NUMBER)}},
    {"alipay_request_read", call_request_read, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, REQUEST_READER, alipay_request_reader), BYTE(BYTES, ENVELOPE),
        BYTE(BUFFER, SCRATCH)}},
    {"alipay_request_verify", call_request_verify, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, REQUEST_READER, alipay_request_reader),
        ARG(CONST_CONTEXT, CLIENT_KEY, alipay_key)}},
    {"alipay_request_verify_rsa2048", call_request_verify_rsa2048, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, REQUEST_READER, alipay_request_reader),
        ARG(VALUE, CLIENT_FLASH_KEY, alipay_rsa2048_key)}},
    {"alipay_request_signing_bytes", call_request_signing_bytes, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader), ARG(RESULT, RESULT_1, void *),
        ARG(RESULT, RESULT_2, size_t)}},
    {"alipay_request_digest", call_request_digest, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader), ARG(RESULT, RESULT_1, uint8_t[32])}},
    {"alipay_request_signature", call_request_signature, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader), BYTE(BUFFER, WRITTEN),
        ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_request_assume_verified_by_caller", call_request_assume_verified_by_caller, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, REQUEST_READER, alipay_request_reader)}},
    {"alipay_request_assume_from_own_storage", call_request_assume_from_own_storage, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, REQUEST_READER, alipay_request_reader)}},
    {"alipay_request_values", call_request_values, REQUEST_VERIFIED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader),
        ARG(RESULT, RESULT_1, alipay_request)}},
    {"alipay_request_claimed", call_request_claimed, REQUEST_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader),
        ARG(RESULT, RESULT_1, alipay_claimed)}},
    {"alipay_request_refusal", call_request_refusal, REQUEST_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader),
        ARG(RESULT, RESULT_1, alipay_result_row_values)}},
    {"alipay_request_error", call_request_error, REQUEST_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader),
        ARG(RESULT, RESULT_1, alipay_error)}},
    {"alipay_request_explain", call_request_explain, REQUEST_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, REQUEST_READER, alipay_request_reader), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_response_read", call_response_read, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, RESPONSE_READER, alipay_response_reader), BYTE(BYTES, ANSWER),
        BYTE(BUFFER, SCRATCH)}},
    {"alipay_response_verify", call_response_verify, RESPONSE_READ, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(CONST_CONTEXT, KEY, alipay_key)}},
    {"alipay_response_verify_rsa2048", call_response_verify_rsa2048, RESPONSE_READ, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(VALUE, FLASH_KEY, alipay_rsa2048_key)}},
    {"alipay_response_signing_bytes", call_response_signing_bytes, RESPONSE_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader), ARG(RESULT, RESULT_1, void *),
        ARG(RESULT, RESULT_2, size_t)}},
    {"alipay_response_digest", call_response_digest, RESPONSE_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(RESULT, RESULT_1, uint8_t[32])}},
    {"alipay_response_signature", call_response_signature, RESPONSE_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader), BYTE(BUFFER, WRITTEN),
        ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_response_assume_verified_by_caller", call_response_assume_verified_by_caller, RESPONSE_READ, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, RESPONSE_READER, alipay_response_reader)}},
    {"alipay_response_match", call_response_match, RESPONSE_VERIFIED, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(VALUE, REQUEST, alipay_request)}},
    {"alipay_response_outcome", call_response_outcome, RESPONSE_MATCHED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(RESULT, RESULT_1, enum alipay_outcome)}},
    {"alipay_response_values", call_response_values, RESPONSE_VERIFIED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(RESULT, RESULT_1, alipay_response)}},
    {"alipay_response_violation", call_response_violation, RESPONSE_VERIFIED, ALIPAY_STATUS_END, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(VALUE_OR_NULL, REQUEST, alipay_request), OTHER(NUMBER),
        ARG(RESULT, RESULT_1, alipay_violation)}},
    {"alipay_response_claimed", call_response_claimed, RESPONSE_READ, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(RESULT, RESULT_1, alipay_claimed)}},
    {"alipay_response_error", call_response_error, RESPONSE_REFUSED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader),
        ARG(RESULT, RESULT_1, alipay_error)}},
    {"alipay_response_explain", call_response_explain, RESPONSE_MISMATCHED, ALIPAY_STATUS_OK, {
        ARG(CONST_CONTEXT, RESPONSE_READER, alipay_response_reader), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_result_row", call_result_row, NOTHING, ALIPAY_STATUS_OK, {
        OTHER(NUMBER), ARG(RESULT, RESULT_1, alipay_result_row_values)}},
    {"alipay_result_row_named", call_result_row_named, NOTHING, ALIPAY_STATUS_OK, {
        BYTE(BYTES, NAME), ARG(RESULT, RESULT_1, alipay_result_row_values)}},
    {"alipay_signing_key_from_text", call_signing_key_from_text, NOTHING, ALIPAY_STATUS_OK, {
        BYTE(BYTES, PRIVATE_PEM), ARG(RESULT, RESULT_1, void *), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_signing_key_from_der", call_signing_key_from_der, NOTHING, ALIPAY_STATUS_OK, {
        BYTE(BYTES, PRIVATE_DER), ARG(RESULT, RESULT_1, void *), BYTE(BUFFER, EXPLANATION)}},
    {"alipay_signing_key_error", call_signing_key_error, SIGNING_KEY_REFUSED, ALIPAY_STATUS_OK, {
        ARG(RESULT, RESULT_1, alipay_error)}},
    {"alipay_key_from_signing_key", call_key_from_signing_key, NOTHING, ALIPAY_STATUS_OK, {
        ARG(NEW_CONTEXT, KEY, alipay_key), OTHER(SIGNING_KEY)}},
    {"alipay_signing_key_free", call_signing_key_free, NOTHING, ALIPAY_STATUS_OK, {OTHER(SIGNING_KEY)}},
    {"alipay_signing_key_signature_len", call_signing_key_signature_len, NOTHING, ALIPAY_STATUS_OK, {
        OTHER(SIGNING_KEY), ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_draft_sign", call_draft_sign, DRAFTED, ALIPAY_STATUS_OK, {
        ARG(CHANGED_CONTEXT, DRAFT, alipay_draft), OTHER(SIGNING_KEY), ARG(RESULT, RESULT_1, size_t)}},
    {"alipay_status_name", call_status_name, NOTHING, ALIPAY_STATUS_OK, {OTHER(NUMBER)}},
    {"alipay_time_from_unix", call_time_from_unix, NOTHING, ALIPAY_STATUS_OK, {
        OTHER(NUMBER), OTHER(NUMBER), ARG(RESULT, RESULT_1, alipay_time)}},
    {"alipay_time_to_unix", call_time_to_unix, NOTHING, ALIPAY_STATUS_OK, {
        ARG(VALUE, TIME, alipay_time), ARG(RESULT, RESULT_1, int64_t)}},
    {"alipay_time_parse", call_time_parse, NOTHING, ALIPAY_STATUS_OK, {
        BYTE(BYTES, TIME_TEXT), ARG(RESULT, RESULT_1, alipay_time)}},
};

const size_t function_count = sizeof functions / sizeof *functions;

const struct function *function_named(const char *name) {
    for (size_t i = 0; i < function_count; i++)
        if (strcmp(functions[i].name, name) == 0) return &functions[i];
    return NULL;
}

int is_context(enum role role) {
    return role == NEW_CONTEXT || role == CHANGED_CONTEXT || role == CONST_CONTEXT;
}

int is_written(enum role role) {
    return role == NEW_CONTEXT || role == CHANGED_CONTEXT || role == BUFFER || role == RESULT;
}

int has_length(enum role role) {
    return role == BUFFER || role == BYTES || role == POINTERS;
}

int is_explain(const struct function *function) {
    return strstr(function->name, "_explain") != NULL;
}

int returns_text(const struct function *function) {
    static const char *const names[] = {"alipay_version", "alipay_end_code", "alipay_end_text", "alipay_outcome_code",
        "alipay_status_name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(function->name, names[i]) == 0) return 1;
    return 0;
}

int writes_outcome(const struct function *function) {
    return strcmp(function->name, "alipay_response_outcome") == 0 ||
        strncmp(function->name, "alipay_cancel_answer", strlen("alipay_cancel_answer")) == 0;
}

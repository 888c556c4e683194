#ifndef ALIPAY_ACQUIRING_H
#define ALIPAY_ACQUIRING_H

/*
 * The C interface of alipay-acquiring: signed JSON envelopes of Alipay's payCancel 2.0.2.
 * cbindgen has written this file from the comments in crates/c/src. Do not edit it.
 *
 * Rules that hold for every function:
 *
 * - It returns ALIPAY_STATUS_OK or an error, unless it says otherwise. After an error its results are not
 *   written, unless it says otherwise.
 * - It checks every pointer. NULL, a pointer that is not aligned, memory that overlaps other memory of the
 *   call, and a call in the wrong order are errors. A buffer or an input may be NULL if its length is 0.
 * - It cannot check that memory exists and is as long as you say, and that nobody else uses it during the
 *   call. That is your part. Each function says which memory a context keeps after the call.
 * - It allocates nothing, except alipay_signing_key_from_text and alipay_signing_key_from_der. Contexts are
 *   yours: static, on the stack, or on a heap. Fill a context with zeros before its first use. Do not copy it
 *   while it keeps memory that you change, and never write into it.
 * - One context must not be used by two threads at once. Different contexts are independent. Functions that
 *   take a const context can run at the same time as long as no other function changes it.
 * - It does not panic, does not unwind, does not recurse, and its work is linear in the input.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Pointers of 32 bits, or of 64. The sizes of contexts depend on it. */
#if UINTPTR_MAX == 0xFFFFFFFF
#define ALIPAY_POINTERS_32
#elif UINTPTR_MAX > 0xFFFFFFFF
#define ALIPAY_POINTERS_64
#else
#error "alipay_acquiring needs pointers of 32 or 64 bits"
#endif

/**
 * A buffer of this many bytes is enough for every request.
 */
#define ALIPAY_REQUEST_MAX_LEN 3512

/**
 * A buffer of this many bytes is enough for every response.
 */
#define ALIPAY_RESPONSE_MAX_LEN 5405

/**
 * A buffer of this many bytes is enough for every signature.
 */
#define ALIPAY_SIGNATURE_MAX_LEN 512

#if defined(ALIPAY_POINTERS_32)
/**
 * The size of a cancel in words of 64 bits.
 */
#define ALIPAY_CANCEL_WORDS 40
#endif

#if defined(ALIPAY_POINTERS_64)
/**
 * The size of a cancel in words of 64 bits.
 */
#define ALIPAY_CANCEL_WORDS 46
#endif

/**
 * A buffer for a cancel is this much longer than the longest request: the counts that are stored with it,
 * and evidence for staff.
 */
#define ALIPAY_CANCEL_OVERHEAD 145

/**
 * For alipay_cancel_decided: this cancel needs nothing more. The store forgets it.
 */
#define ALIPAY_DECISION_CLOSE 1

/**
 * For alipay_cancel_decided: try the cancel again, with a new message and new limits.
 */
#define ALIPAY_DECISION_TRY_AGAIN 2

#if defined(ALIPAY_POINTERS_32)
/**
 * The size of a reader of claims in words of 64 bits.
 */
#define ALIPAY_CLAIMS_READER_WORDS 4
#endif

#if defined(ALIPAY_POINTERS_64)
/**
 * The size of a reader of claims in words of 64 bits.
 */
#define ALIPAY_CLAIMS_READER_WORDS 8
#endif

#if defined(ALIPAY_POINTERS_32)
/**
 * The size of a draft in words of 64 bits.
 */
#define ALIPAY_DRAFT_WORDS 8
#endif

#if defined(ALIPAY_POINTERS_64)
/**
 * The size of a draft in words of 64 bits.
 */
#define ALIPAY_DRAFT_WORDS 16
#endif

#if defined(ALIPAY_POINTERS_32)
/**
 * The size of a key in words of 64 bits.
 */
#define ALIPAY_KEY_WORDS 132
#endif

#if defined(ALIPAY_POINTERS_64)
/**
 * The size of a key in words of 64 bits.
 */
#define ALIPAY_KEY_WORDS 132
#endif

#if defined(ALIPAY_POINTERS_32)
/**
 * The size of a reader of requests in words of 64 bits.
 */
#define ALIPAY_REQUEST_READER_WORDS 24
#endif

#if defined(ALIPAY_POINTERS_64)
/**
 * The size of a reader of requests in words of 64 bits.
 */
#define ALIPAY_REQUEST_READER_WORDS 42
#endif

#if defined(ALIPAY_POINTERS_32)
/**
 * The size of a reader of responses in words of 64 bits.
 */
#define ALIPAY_RESPONSE_READER_WORDS 36
#endif

#if defined(ALIPAY_POINTERS_64)
/**
 * The size of a reader of responses in words of 64 bits.
 */
#define ALIPAY_RESPONSE_READER_WORDS 62
#endif

/**
 * The distance from UTC of "-00:00": the local time is not known (RFC 3339, section 4.3).
 */
#define ALIPAY_OFFSET_UNKNOWN -32768

/**
 * What every function returns. Zero is success, everything else is an error, and then the results were
 * not written.
 */
enum alipay_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * The function did what it says.
   */
  ALIPAY_STATUS_OK = 0,
  /**
   * A pointer is NULL that must not be.
   */
  ALIPAY_STATUS_NULL_POINTER = 1,
  /**
   * A pointer is not aligned as its type needs.
   */
  ALIPAY_STATUS_MISALIGNED = 2,
  /**
   * A length is greater than PTRDIFF_MAX, or the memory would wrap around.
   */
  ALIPAY_STATUS_INVALID_LENGTH = 3,
  /**
   * Memory that the function writes overlaps other memory that it uses, or that a context keeps.
   */
  ALIPAY_STATUS_OVERLAP = 4,
  /**
   * The function needs another one before it: the context was not begun, the message was not verified,
   * the response was not matched. Or the context is beyond this step.
   */
  ALIPAY_STATUS_WRONG_ORDER = 5,
  /**
   * The list has no item with this index.
   */
  ALIPAY_STATUS_END = 6,
  /**
   * There is no such value: no cancel, no evidence, an unknown number.
   */
  ALIPAY_STATUS_NOT_FOUND = 7,
  /**
   * A value of the caller is not allowed. The error names the member.
   */
  ALIPAY_STATUS_VALUE = 20,
  /**
   * A buffer is too small. The error says how long it must be.
   */
  ALIPAY_STATUS_BUFFER_TOO_SMALL = 21,
  /**
   * A signature has another length than the draft was made for, or than any RSA key has.
   */
  ALIPAY_STATUS_SIGNATURE_LENGTH = 22,
  /**
   * A key cannot be loaded. The error says why.
   */
  ALIPAY_STATUS_KEY = 23,
  /**
   * The software key failed to sign.
   */
  ALIPAY_STATUS_SIGNING_FAILED = 24,
  /**
   * The bytes cannot be read as this message. The error says what is wrong, and where.
   */
  ALIPAY_STATUS_UNDECODABLE = 40,
  /**
   * The envelope has no signature, so anyone can have written it.
   */
  ALIPAY_STATUS_UNSIGNED = 41,
  /**
   * The signature does not hold.
   */
  ALIPAY_STATUS_INVALID_SIGNATURE = 42,
  /**
   * The response answers another request.
   */
  ALIPAY_STATUS_MISMATCH = 43,
  /**
   * The store of a cancel cannot be loaded, so a cancel may be lost. Alert staff.
   */
  ALIPAY_STATUS_STORE = 60,
  /**
   * The cancel does not take this message. The error says why.
   */
  ALIPAY_STATUS_MESSAGE = 61,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum alipay_status alipay_status;
#else
typedef uint32_t alipay_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What to do now.
 */
enum alipay_step_kind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is no cancel.
   */
  ALIPAY_STEP_KIND_IDLE = 0,
  /**
   * Erase the page `page`, write the bytes into it, then call alipay_cancel_stored or
   * alipay_cancel_store_failed.
   */
  ALIPAY_STEP_KIND_STORE = 1,
  /**
   * Send the bytes, then call alipay_cancel_answer or alipay_cancel_no_answer.
   */
  ALIPAY_STEP_KIND_SEND = 2,
  /**
   * Wait for `wait_ms`, then call alipay_cancel_waited.
   */
  ALIPAY_STEP_KIND_WAIT = 3,
  /**
   * Sign a new message with the clientId and the body of `request`, a new reqMsgId and the time now; then
   * call alipay_cancel_message or alipay_cancel_no_message.
   */
  ALIPAY_STEP_KIND_NEW_MESSAGE = 4,
  /**
   * Show alipay_end_text(end). After ALIPAY_END_VOID call alipay_cancel_decided with
   * ALIPAY_DECISION_CLOSE; after every other end alert staff, and call it when a person has decided.
   */
  ALIPAY_STEP_KIND_FINISHED = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum alipay_step_kind alipay_step_kind;
#else
typedef uint32_t alipay_step_kind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a cancel has ended. Only ALIPAY_END_VOID lets the customer go.
 */
enum alipay_end
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * It has not ended.
   */
  ALIPAY_END_NONE = 0,
  /**
   * The sale is void.
   */
  ALIPAY_END_VOID = 90,
  /**
   * The cancel was refused, and the payment may be live.
   */
  ALIPAY_END_REFUSED = 97,
  /**
   * The platform did not process the cancel, and the payment may be live.
   */
  ALIPAY_END_NOT_PROCESSED = 98,
  /**
   * The answer is authentic but not clear, and the payment may be live.
   */
  ALIPAY_END_UNCLEAR = 99,
  /**
   * There was no clear answer within the limits, and the payment may be live.
   */
  ALIPAY_END_GAVE_UP = 100,
  /**
   * The cancel cannot be stored, so it was not sent, and the payment may be live.
   */
  ALIPAY_END_NOT_STORED = 101,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum alipay_end alipay_end;
#else
typedef uint32_t alipay_end;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What may be concluded from a response, or from no response. Test for ALIPAY_OUTCOME_SUCCESS with ==, and
 * treat every other value as "the payment may be live": never test for the failures and conclude success
 * from the rest.
 *
 * "Failed" means that this cancel was refused. It never means that there is no payment.
 */
enum alipay_outcome
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  /**
   * There is no outcome yet.
   */
  ALIPAY_OUTCOME_NONE = 0,
  /**
   * An authentic answer to this request says that the payment was cancelled. The sale is void.
   */
  ALIPAY_OUTCOME_SUCCESS = 90,
  /**
   * Wait, then send the same bytes again.
   */
  ALIPAY_OUTCOME_FAILED_TRY_LATER = 33,
  /**
   * This cancel was refused. Look the payment up, refund it, or call staff.
   */
  ALIPAY_OUTCOME_FAILED_REFUSED = 34,
  /**
   * The platform did not process the request; anyone may have provoked this answer. Send the same bytes
   * again within your limits, then alert staff.
   */
  ALIPAY_OUTCOME_FAILED_NOT_PROCESSED = 35,
  /**
   * The result table does not list this code. Look the payment up, then call staff.
   */
  ALIPAY_OUTCOME_FAILED_UNLISTED = 36,
  /**
   * The platform itself does not know (status U). Send the same bytes again, after a longer wait each
   * time.
   */
  ALIPAY_OUTCOME_UNKNOWN_REPORTED = 65,
  /**
   * The status is none of S, F and U. Look the payment up, then call staff.
   */
  ALIPAY_OUTCOME_UNKNOWN_UNLISTED_STATUS = 66,
  /**
   * Status, id and code contradict each other. Look the payment up, then call staff.
   */
  ALIPAY_OUTCOME_UNKNOWN_CONTRADICTION = 67,
  /**
   * The answer says success, but names no transaction or another one. Look the payment up, then call
   * staff.
   */
  ALIPAY_OUTCOME_UNKNOWN_TRANSACTION = 68,
  /**
   * There was no answer. Send the same bytes again, after a longer wait each time. So for every outcome
   * below.
   */
  ALIPAY_OUTCOME_UNKNOWN_NO_ANSWER = 69,
  /**
   * The answer is not signed, so anyone can have written it.
   */
  ALIPAY_OUTCOME_UNKNOWN_UNSIGNED = 70,
  /**
   * The answer cannot be read.
   */
  ALIPAY_OUTCOME_UNKNOWN_UNDECODABLE = 71,
  /**
   * The signature does not hold.
   */
  ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE = 72,
  /**
   * The answer belongs to another request.
   */
  ALIPAY_OUTCOME_UNKNOWN_MISMATCH = 73,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum alipay_outcome alipay_outcome;
#else
typedef uint32_t alipay_outcome;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * A private key that signs. The library allocates it; free it with alipay_signing_key_free. It can be used
 * by several threads at once. Only for hosts: a terminal keeps its key in a secure element.
 */
typedef struct alipay_signing_key alipay_signing_key;

/**
 * A text in UTF-8: a pointer and a length in bytes. It has no NUL at its end; print it with
 * printf("%.*s", ALIPAY_TEXT_ARGS(text)). An absent text has the pointer NULL.
 *
 * ALIPAY_TEXT("literal") initialises one, alipay_text_of(string) makes one from a C string, and
 * alipay_text_equal(one, other) compares two.
 */
typedef struct alipay_text {
  /**
   * The first byte, or NULL.
   */
  const char *data;
  /**
   * The length in bytes.
   */
  size_t len;
} alipay_text;

/**
 * The limits of a cancel. alipay_cancel_policy_default fills it.
 */
typedef struct alipay_cancel_policy {
  /**
   * The wait after the first send, in milliseconds. Each further wait is twice as long.
   */
  uint32_t first_wait_ms;
  /**
   * The longest wait between two sends, in milliseconds.
   */
  uint32_t longest_wait_ms;
  /**
   * The most sends.
   */
  uint16_t sends;
  /**
   * The fewest sends before a limit of time ends the cancel.
   */
  uint16_t sends_at_least;
  /**
   * Give up so long after the first message was signed, in seconds.
   */
  uint32_t give_up_after_s;
  /**
   * Ask for a new message if the bytes are older than this, in seconds.
   */
  uint32_t renew_after_s;
  /**
   * How often a failed write is tried.
   */
  uint8_t store_attempts;
} alipay_cancel_policy;

/**
 * A cancel, or none: the state machine that a terminal asks what to do next. It stores before it sends,
 * sends the same bytes again, asks for a new message when that helps, concludes from each answer, survives
 * a power cut at any point, stops in time, and alerts staff. It has no clock, no storage and no network.
 *
 * It keeps the address of its buffer, which must stay where it is; only this library may write into it.
 * Fill a context with zeros before its first use. It needs no clean-up.
 */
typedef struct alipay_cancel {
  /**
   * Private.
   */
  uint64_t opaque[ALIPAY_CANCEL_WORDS];
} alipay_cancel;

/**
 * A time: a date, a time of day, and its distance from UTC. A struct that is all zeros is no time: it is
 * an absent member.
 */
typedef struct alipay_time {
  /**
   * 0 to 9999.
   */
  uint16_t year;
  /**
   * 1 to 12; 0 in an absent time.
   */
  uint8_t month;
  /**
   * 1 to 31.
   */
  uint8_t day;
  /**
   * 0 to 23.
   */
  uint8_t hour;
  /**
   * 0 to 59.
   */
  uint8_t minute;
  /**
   * 0 to 60: a leap second is allowed where RFC 3339 allows it.
   */
  uint8_t second;
  /**
   * Distance from UTC in minutes: 480 is +08:00. -1439 to 1439, or ALIPAY_OFFSET_UNKNOWN.
   */
  int16_t utc_offset_minutes;
  /**
   * 0 to 999999999.
   */
  uint32_t nanosecond;
} alipay_time;

/**
 * A request to cancel a payment: alipay.intl.acquiring.common.payCancel 2.0.2. Fill it with zeros first:
 * a member that is all zeros is absent. Texts are UTF-8; lengths are in characters.
 */
typedef struct alipay_request {
  /**
   * clientId: 1 to 32 characters. Required.
   */
  struct alipay_text client_id;
  /**
   * reqMsgId: 1 to 64 characters, new for each message. Required.
   */
  struct alipay_text req_msg_id;
  /**
   * reqTime. Required.
   */
  struct alipay_time req_time;
  /**
   * reserve: up to 256 characters.
   */
  struct alipay_text reserve;
  /**
   * Not 0: the request has no signType. 0: its signType is RSA2.
   */
  uint8_t omit_sign_type;
  /**
   * partnerId: 1 to 32 characters. Required.
   */
  struct alipay_text partner_id;
  /**
   * acquirementId: 1 to 64 characters. Required if merchantTransId is absent.
   */
  struct alipay_text acquirement_id;
  /**
   * merchantTransId: 1 to 64 characters. Required if acquirementId is absent.
   */
  struct alipay_text merchant_trans_id;
} alipay_request;

/**
 * What a cancel asks for. The bytes and texts point into its buffer, until the next call that changes the
 * cancel. A call that takes a const cancel does not.
 */
typedef struct alipay_step {
  /**
   * What to do.
   */
  alipay_step_kind kind;
  /**
   * How the cancel has ended: for ALIPAY_STEP_KIND_FINISHED.
   */
  alipay_end end;
  /**
   * The page to write, 0 or 1: for ALIPAY_STEP_KIND_STORE. A store that replaces its content in one
   * indivisible step, such as a file that is renamed, ignores it.
   */
  uint8_t page;
  /**
   * The bytes to store or to send.
   */
  const uint8_t *bytes;
  /**
   * Their length.
   */
  size_t len;
  /**
   * How long to wait, in milliseconds.
   */
  uint64_t wait_ms;
  /**
   * The message before: for ALIPAY_STEP_KIND_NEW_MESSAGE.
   */
  struct alipay_request request;
} alipay_step;

/**
 * A public key that verifies: RSA of 2048 to 4096 bits with e = 65537. Fill a context with zeros before its
 * first use. It needs no clean-up, and can be used by several threads at once after it was loaded.
 */
typedef struct alipay_key {
  /**
   * Private.
   */
  uint64_t opaque[ALIPAY_KEY_WORDS];
} alipay_key;

/**
 * A public key of 2048 bits as a constant in flash. It needs no loading and no RAM. Write it with
 * alipay-envelope key platform.pem --to c
 */
typedef struct alipay_rsa2048_key {
  /**
   * The modulus n, the lowest word first.
   */
  uint32_t modulus[64];
  /**
   * R * R modulo n, where R is 2 to the power of 2048, the lowest word first.
   */
  uint32_t r_squared[64];
  /**
   * -1/n modulo 2 to the power of the number of bits of this member.
   */
  size_t negative_inverse;
  /**
   * The length of the modulus in bytes: 256.
   */
  size_t len;
} alipay_rsa2048_key;

/**
 * Verifies a signature elsewhere, for example in a secure element: RSASSA-PKCS1-v1_5 with SHA-256 over this
 * digest. It returns 1 if the signature holds; every other number means that it does not. `context` is what
 * the caller of alipay_cancel_answer_verified_by passed.
 */
typedef uint32_t (*alipay_verify_function)(void *context,
                                           const uint8_t (*digest)[32],
                                           const uint8_t *signature,
                                           size_t signature_len);

/**
 * What the latest answer said from which no "void" followed, for staff.
 */
typedef struct alipay_evidence {
  /**
   * "authentic": verified and matched. "unreadable": verified, but its members cannot be read.
   * "unsigned": anyone can have written it.
   */
  struct alipay_text kind;
  /**
   * The send that was answered, counted from 1.
   */
  uint16_t send;
  /**
   * resultCode, at most 32 bytes.
   */
  struct alipay_text code;
  /**
   * resultMsg, cut to 64 bytes.
   */
  struct alipay_text message;
  /**
   * Where reading failed, in bytes, for "unreadable"; otherwise SIZE_MAX.
   */
  size_t offset;
} alipay_evidence;

/**
 * What is wrong, in parts. The texts live as long as the program.
 */
typedef struct alipay_error {
  /**
   * A stable code for logs and metrics: "missing", "wrong-type", "invalid-signature".
   */
  struct alipay_text code;
  /**
   * The member of the message, or an absent text.
   */
  struct alipay_text field;
  /**
   * More about it, or an absent text: the JSON type that was found ("number"), the message that was found
   * ("request"), what is wrong with a time ("no-offset"), the kind of key that was found ("certificate").
   */
  struct alipay_text detail;
  /**
   * The place in the input, in bytes. SIZE_MAX if there is none.
   */
  size_t offset;
  /**
   * A length of the buffer, or of the scratch buffer, that is enough, in bytes. 0 if no buffer was too
   * small.
   */
  size_t needed;
} alipay_error;

/**
 * Reads the claims of an envelope whose type is not known yet, or of one without a signature. It keeps only
 * its problem: the texts of the claims are in the input and in the scratch buffer. Fill a context with
 * zeros before its first use. It needs no clean-up.
 */
typedef struct alipay_claims_reader {
  /**
   * Private.
   */
  uint64_t opaque[ALIPAY_CLAIMS_READER_WORDS];
} alipay_claims_reader;

/**
 * What a message claims. Nobody has verified it, so use it only to choose a key, and to answer a request
 * that you refuse. An absent text is a member that is absent, or that is no string.
 */
typedef struct alipay_claimed {
  /**
   * Not 0: the message is a request. 0: it is a response.
   */
  uint8_t is_request;
  /**
   * function, as claimed.
   */
  struct alipay_text claimed_function;
  /**
   * version, as claimed.
   */
  struct alipay_text claimed_version;
  /**
   * clientId, as claimed.
   */
  struct alipay_text claimed_client_id;
  /**
   * reqMsgId, as claimed.
   */
  struct alipay_text claimed_req_msg_id;
  /**
   * signType, as claimed.
   */
  struct alipay_text claimed_sign_type;
} alipay_claimed;

/**
 * The result that a response without a signature claims. Nothing follows from it: show it to staff. It may
 * report a wrong key, or a client that the platform does not know.
 */
typedef struct alipay_unsigned_result {
  /**
   * resultStatus, as claimed.
   */
  struct alipay_text claimed_result_status;
  /**
   * resultCodeId, as claimed.
   */
  struct alipay_text claimed_result_code_id;
  /**
   * resultCode, as claimed.
   */
  struct alipay_text claimed_result_code;
  /**
   * resultMsg, as claimed.
   */
  struct alipay_text claimed_result_msg;
  /**
   * Not 0: resultMsg is there, but it is not UTF-8; perhaps it is GBK.
   */
  uint8_t result_msg_is_unreadable;
  /**
   * What its head claims, for example which request it answers.
   */
  struct alipay_claimed claimed;
} alipay_unsigned_result;

/**
 * A message that is written, but not signed yet. It keeps the address of its buffer: until the envelope is
 * finished, the buffer must stay where it is, and unchanged. Fill a context with zeros before its first
 * use. It needs no clean-up.
 */
typedef struct alipay_draft {
  /**
   * Private.
   */
  uint64_t opaque[ALIPAY_DRAFT_WORDS];
} alipay_draft;

/**
 * The response to a request. Fill it with zeros first: a member that is all zeros is absent. Texts are
 * UTF-8; lengths are in characters.
 *
 * In a response that was read, a member may be odd: a number where a text belongs, a status that is none
 * of the three. Its text is here then, as it is in JSON, and a violation names it.
 */
typedef struct alipay_response {
  /**
   * clientId: 1 to 32 characters. Required.
   */
  struct alipay_text client_id;
  /**
   * reqMsgId: that of the request. Required.
   */
  struct alipay_text req_msg_id;
  /**
   * respTime. Required.
   */
  struct alipay_time resp_time;
  /**
   * reserve: up to 256 characters.
   */
  struct alipay_text reserve;
  /**
   * resultStatus: "S", "F" or "U". Required.
   */
  struct alipay_text result_status;
  /**
   * resultCodeId: eight digits. Required.
   */
  struct alipay_text result_code_id;
  /**
   * resultCode: 1 to 64 characters. Required.
   */
  struct alipay_text result_code;
  /**
   * resultMsg: up to 256 characters. Required unless the status is "S".
   */
  struct alipay_text result_msg;
  /**
   * acquirementId: 1 to 64 characters. Required if the status is "S".
   */
  struct alipay_text acquirement_id;
  /**
   * merchantTransId: 1 to 64 characters. Required if the status is "S".
   */
  struct alipay_text merchant_trans_id;
  /**
   * cancelTime.
   */
  struct alipay_time cancel_time;
  /**
   * Only in a response that was read: the text of a respTime that is no time.
   */
  struct alipay_text odd_resp_time;
  /**
   * Only in a response that was read: the text of a cancelTime that is no time.
   */
  struct alipay_text odd_cancel_time;
} alipay_response;

/**
 * A request on its way from bytes to its members, in a gateway. The steps are: alipay_request_read,
 * alipay_request_verify, alipay_request_values. A step that is called too early returns
 * ALIPAY_STATUS_WRONG_ORDER.
 *
 * It keeps the addresses of the input and of the scratch buffer: they must stay where they are, and
 * unchanged, as long as you use the reader and the texts that it gave you. Fill a context with zeros before
 * its first use. It needs no clean-up.
 */
typedef struct alipay_request_reader {
  /**
   * Private.
   */
  uint64_t opaque[ALIPAY_REQUEST_READER_WORDS];
} alipay_request_reader;

/**
 * A row of the result table of payCancel.
 */
typedef struct alipay_result_row_values {
  /**
   * resultCode: "ORDER_NOT_EXIST". The text lives as long as the program.
   */
  struct alipay_text result_code;
  /**
   * resultStatus: "S", "F" or "U". The text lives as long as the program.
   */
  struct alipay_text result_status;
  /**
   * resultCodeId: eight digits and a NUL.
   */
  char result_code_id[9];
  /**
   * The outcome of an answer with this result. For a success: if it names the right transaction.
   */
  alipay_outcome outcome;
} alipay_result_row_values;

/**
 * A response on its way from bytes to an outcome. The steps are: alipay_response_read,
 * alipay_response_verify, alipay_response_match, alipay_response_outcome. A step that is called too early
 * returns ALIPAY_STATUS_WRONG_ORDER.
 *
 * It keeps the addresses of the input and of the scratch buffer: they must stay where they are, and
 * unchanged, as long as you use the reader and the texts that it gave you. Fill a context with zeros before
 * its first use. It needs no clean-up.
 */
typedef struct alipay_response_reader {
  /**
   * Private.
   */
  uint64_t opaque[ALIPAY_RESPONSE_READER_WORDS];
} alipay_response_reader;

/**
 * A rule that a message breaks. The texts live as long as the program.
 */
typedef struct alipay_violation {
  /**
   * The stable code of the rule, for logs and metrics.
   */
  struct alipay_text code;
  /**
   * The member, or an absent text if the rule is about several members.
   */
  struct alipay_text field;
  /**
   * More about it, or an absent text: the JSON type that was found ("number"), or what is wrong with a
   * time ("no-offset").
   */
  struct alipay_text detail;
} alipay_violation;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of this library: "0.1.0".
 */
struct alipay_text alipay_version(void);

/**
 * Writes the default limits: 10 sends, waits of 1 to 60 seconds, 15 minutes.
 */
alipay_status alipay_cancel_policy_default(struct alipay_cancel_policy *policy);

/**
 * Loads what the two pages of the store hold. Call it at each power-up; alipay_cancel_request then says
 * whether there is a cancel. A page that was never written may be empty, all zeros or all ones. A store with
 * one page passes NULL and 0 as the second one. The pages are not kept. The buffer is
 * ALIPAY_CANCEL_OVERHEAD bytes longer than the longest request. `policy` may be NULL: the default.
 *
 * Errors: ALIPAY_STATUS_STORE if a cancel may be lost: alert staff; ALIPAY_STATUS_BUFFER_TOO_SMALL. alipay_cancel_error
 * has the details.
 */
alipay_status alipay_cancel_load(struct alipay_cancel *cancel,
                                 const struct alipay_cancel_policy *policy,
                                 const uint8_t *first_page,
                                 size_t first_page_len,
                                 const uint8_t *second_page,
                                 size_t second_page_len,
                                 uint8_t *buffer,
                                 size_t buffer_len);

/**
 * Begins a cancel with this signed request, which was never sent. The machine copies it. If
 * `has_window_end` is not 0, the platform accepts cancels of this sale until `window_end`, a Unix time in
 * seconds; in Hong Kong that is 00:15 of the next day.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the machine is idle; ALIPAY_STATUS_MESSAGE; ALIPAY_STATUS_BUFFER_TOO_SMALL.
 */
alipay_status alipay_cancel_begin(struct alipay_cancel *cancel,
                                  const uint8_t *envelope,
                                  size_t envelope_len,
                                  uint8_t has_window_end,
                                  int64_t window_end);

/**
 * Writes what to do now. `now` is the Unix time in seconds. `random` is any number, for the jitter: it
 * shortens each wait by half at most; 255 shortens nothing. Without a report in between, the machine asks
 * for the same again.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
 */
alipay_status alipay_cancel_step(struct alipay_cancel *cancel,
                                 int64_t now,
                                 uint8_t random,
                                 struct alipay_step *step);

/**
 * Reports that the page was written.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the latest step asked for it.
 */
alipay_status alipay_cancel_stored(struct alipay_cancel *cancel);

/**
 * Reports that the page could not be written.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the latest step asked for it.
 */
alipay_status alipay_cancel_store_failed(struct alipay_cancel *cancel);

/**
 * Reports an answer, verifies it with the keys of the platform, and writes its outcome for the log; an
 * outcome of an answer that comes too late is written too. Only the next step says what follows. For more
 * details in the log, read the answer again with an alipay_response_reader. `keys` points to `key_count`
 * addresses of keys, the usual key first. `scratch` is as for alipay_response_read; twice as long as the
 * answer is enough for the evidence of an answer that is not UTF-8, too. On an error it writes
 * ALIPAY_OUTCOME_NONE, but not over other memory of the call.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if nothing or no key was loaded.
 */
alipay_status alipay_cancel_answer(struct alipay_cancel *cancel,
                                   const uint8_t *answer,
                                   size_t answer_len,
                                   uint8_t *scratch,
                                   size_t scratch_len,
                                   const struct alipay_key *const *keys,
                                   size_t key_count,
                                   alipay_outcome *outcome);

/**
 * As alipay_cancel_answer, with keys in flash.
 */
alipay_status alipay_cancel_answer_rsa2048(struct alipay_cancel *cancel,
                                           const uint8_t *answer,
                                           size_t answer_len,
                                           uint8_t *scratch,
                                           size_t scratch_len,
                                           const struct alipay_rsa2048_key *const *keys,
                                           size_t key_count,
                                           alipay_outcome *outcome);

/**
 * As alipay_cancel_answer, with a function that verifies elsewhere. It is called with `context`, perhaps
 * several times, and must not use this cancel.
 *
 * Errors: ALIPAY_STATUS_NULL_POINTER, also for the function; ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
 */
alipay_status alipay_cancel_answer_verified_by(struct alipay_cancel *cancel,
                                               const uint8_t *answer,
                                               size_t answer_len,
                                               uint8_t *scratch,
                                               size_t scratch_len,
                                               alipay_verify_function verify,
                                               void *context,
                                               alipay_outcome *outcome);

/**
 * Reports that there was no answer: a timeout, or no connection.
 */
alipay_status alipay_cancel_no_answer(struct alipay_cancel *cancel);

/**
 * Reports that the wait is over.
 */
alipay_status alipay_cancel_waited(struct alipay_cancel *cancel);

/**
 * Takes over the new message that ALIPAY_STEP_KIND_NEW_MESSAGE asked for. The machine copies it.
 *
 * Errors: ALIPAY_STATUS_MESSAGE, ALIPAY_STATUS_BUFFER_TOO_SMALL: it still asks then.
 * ALIPAY_STATUS_WRONG_ORDER if it did not ask.
 */
alipay_status alipay_cancel_message(struct alipay_cancel *cancel,
                                    const uint8_t *envelope,
                                    size_t envelope_len);

/**
 * Reports that no new message can be signed. The machine sends the old one again.
 */
alipay_status alipay_cancel_no_message(struct alipay_cancel *cancel);

/**
 * Reports what was decided about the cancel that has ended: ALIPAY_DECISION_CLOSE or
 * ALIPAY_DECISION_TRY_AGAIN.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if the cancel has not ended, and for ALIPAY_DECISION_TRY_AGAIN after
 * ALIPAY_END_VOID; ALIPAY_STATUS_NOT_FOUND for another number.
 */
alipay_status alipay_cancel_decided(struct alipay_cancel *cancel,
                                    uint32_t decision);

/**
 * Writes how often messages of this cancel were sent, counted together, and how many messages were signed.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
 */
alipay_status alipay_cancel_counts(const struct alipay_cancel *cancel,
                                   uint16_t *sends,
                                   uint16_t *messages);

/**
 * Writes the request of this cancel. Its texts point into the buffer, until the next call that changes the
 * cancel.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if there is no cancel; ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
 */
alipay_status alipay_cancel_request(const struct alipay_cancel *cancel,
                                    struct alipay_request *request);

/**
 * Writes what the latest answer said from which no "void" followed, for staff. Its texts are in the cancel,
 * until the next call that changes it.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if there is none; ALIPAY_STATUS_WRONG_ORDER if nothing was loaded.
 */
alipay_status alipay_cancel_evidence(const struct alipay_cancel *cancel,
                                     struct alipay_evidence *evidence);

/**
 * The stable code of an end, for logs: "gave-up". Empty for a number that is no end.
 */
struct alipay_text alipay_end_code(uint32_t end);

/**
 * What to show to the cashier: an English sentence. Only the sentence of ALIPAY_END_VOID lets the customer
 * go. For a number that is no end, the sentence of ALIPAY_END_GAVE_UP.
 */
struct alipay_text alipay_end_text(uint32_t end);

/**
 * Writes the details of the latest call that failed because of what it was given.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if none did.
 */
alipay_status alipay_cancel_error(const struct alipay_cancel *cancel, struct alipay_error *error);

/**
 * Writes what went wrong as an English sentence, as alipay_draft_explain.
 */
size_t alipay_cancel_explain(const struct alipay_cancel *cancel, char *text, size_t text_len);

/**
 * Reads the whole envelope in one strict pass, and writes what it claims. A gateway begins with it: it
 * chooses the key and the type of the message. `scratch` is as for alipay_request_read.
 *
 * Errors: ALIPAY_STATUS_UNDECODABLE, ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_claims_error has the details.
 */
alipay_status alipay_claims_read(struct alipay_claims_reader *reader,
                                 const uint8_t *input,
                                 size_t input_len,
                                 uint8_t *scratch,
                                 size_t scratch_len,
                                 struct alipay_claimed *claimed);

/**
 * Reads a response without a signature, and writes the result that it claims. `scratch` is as for
 * alipay_response_read, and twice as long as the input if the input is not UTF-8.
 *
 * Errors: ALIPAY_STATUS_UNDECODABLE, also for a response that is signed; ALIPAY_STATUS_BUFFER_TOO_SMALL;
 * alipay_claims_error has the details.
 */
alipay_status alipay_unsigned_failure_read(struct alipay_claims_reader *reader,
                                           const uint8_t *input,
                                           size_t input_len,
                                           uint8_t *scratch,
                                           size_t scratch_len,
                                           struct alipay_unsigned_result *result);

/**
 * Writes why the latest read of this reader failed.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if it did not.
 */
alipay_status alipay_claims_error(const struct alipay_claims_reader *reader,
                                  struct alipay_error *error);

/**
 * Writes why the latest read of this reader failed, as alipay_draft_explain.
 */
size_t alipay_claims_explain(const struct alipay_claims_reader *reader,
                             char *text,
                             size_t text_len);

/**
 * Writes a request into the buffer, without its signature. The signature will have `signature_len` bytes,
 * as many as the modulus of the key: 256 for RSA-2048. A buffer of ALIPAY_REQUEST_MAX_LEN bytes is always
 * enough; alipay_request_len gives the exact length.
 *
 * Errors: ALIPAY_STATUS_VALUE, and ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_draft_error has the details.
 */
alipay_status alipay_request_draft(struct alipay_draft *draft,
                                   const struct alipay_request *request,
                                   size_t signature_len,
                                   uint8_t *buffer,
                                   size_t buffer_len);

/**
 * Writes a response into the buffer, without its signature, as alipay_request_draft. A buffer of
 * ALIPAY_RESPONSE_MAX_LEN bytes is always enough.
 */
alipay_status alipay_response_draft(struct alipay_draft *draft,
                                    const struct alipay_response *response,
                                    size_t signature_len,
                                    uint8_t *buffer,
                                    size_t buffer_len);

/**
 * Writes a response as a whole envelope without a signature, and its length. A gateway answers with it
 * when it cannot verify a request: a signed answer to a forged request would be an authentic answer to the
 * pending request of somebody else. The draft only keeps the error.
 */
alipay_status alipay_response_write_unsigned(struct alipay_draft *draft,
                                             const struct alipay_response *response,
                                             uint8_t *buffer,
                                             size_t buffer_len,
                                             size_t *envelope_len);

/**
 * Writes the exact length of the envelope of a request, with a signature of `signature_len` bytes.
 *
 * Errors: ALIPAY_STATUS_VALUE if a member is not allowed; alipay_request_draft says which one.
 */
alipay_status alipay_request_len(const struct alipay_request *request,
                                 size_t signature_len,
                                 size_t *envelope_len);

/**
 * Writes the exact length of the envelope of a response, as alipay_request_len.
 */
alipay_status alipay_response_len(const struct alipay_response *response,
                                  size_t signature_len,
                                  size_t *envelope_len);

/**
 * Writes where the signing bytes are in the buffer of the draft. The signature covers exactly these bytes.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if there is no draft, or if it is finished.
 */
alipay_status alipay_draft_signing_bytes(const struct alipay_draft *draft,
                                         const uint8_t **bytes,
                                         size_t *len);

/**
 * Writes the SHA-256 digest of the signing bytes, 32 bytes. A secure element signs it: RSASSA-PKCS1-v1_5
 * with SHA-256 (RFC 8017, section 8.2).
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if there is no draft, or if it is finished.
 */
alipay_status alipay_draft_digest(const struct alipay_draft *draft,
                                  uint8_t (*digest)[32]);

/**
 * Appends the signature, and writes the length of the whole envelope, which is at the start of the buffer.
 * The draft is finished then. The signature must have the length that the draft was made for.
 *
 * Errors: ALIPAY_STATUS_SIGNATURE_LENGTH: the draft remains, so call again; ALIPAY_STATUS_WRONG_ORDER if there is no
 * draft.
 */
alipay_status alipay_draft_finish(struct alipay_draft *draft,
                                  const uint8_t *signature,
                                  size_t signature_len,
                                  size_t *envelope_len);

/**
 * As alipay_draft_finish, for a token or an HSM that returns the signature as a number: big-endian, with a
 * leading zero too many, or too few.
 */
alipay_status alipay_draft_finish_with_number(struct alipay_draft *draft,
                                              const uint8_t *number,
                                              size_t number_len,
                                              size_t *envelope_len);

/**
 * Writes what went wrong in the latest call for this draft that failed because of its message.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if none did.
 */
alipay_status alipay_draft_error(const struct alipay_draft *draft, struct alipay_error *error);

/**
 * Writes what went wrong as an English sentence, and returns its length without the NUL, as snprintf does:
 * a text that does not fit is cut. The text is empty if nothing went wrong, or if the draft was never used.
 */
size_t alipay_draft_explain(const struct alipay_draft *draft,
                            char *text,
                            size_t text_len);

/**
 * Loads a key from DER: SubjectPublicKeyInfo (RFC 5280) or PKCS#1 RSAPublicKey (RFC 8017, appendix A.1.1).
 * The key does not keep the DER.
 *
 * Errors: ALIPAY_STATUS_KEY; alipay_key_error says why.
 */
alipay_status alipay_key_from_der(struct alipay_key *key,
                                  const uint8_t *der,
                                  size_t der_len);

/**
 * Loads a key with e = 65537 from its modulus: a big-endian number, as secure elements export it.
 *
 * Errors: ALIPAY_STATUS_KEY; alipay_key_error says why.
 */
alipay_status alipay_key_from_modulus(struct alipay_key *key,
                                      const uint8_t *modulus,
                                      size_t modulus_len);

/**
 * Loads a key from text: PEM, or bare base64 of the DER, which is the form in which the platform publishes
 * its key.
 *
 * Errors: ALIPAY_STATUS_KEY; alipay_key_error says why.
 */
alipay_status alipay_key_from_text(struct alipay_key *key,
                                   struct alipay_text text);

/**
 * Writes the length of the modulus in bytes, which is the length of each signature: 256 for RSA-2048.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if no key was loaded.
 */
alipay_status alipay_key_signature_len(const struct alipay_key *key,
                                       size_t *signature_len);

/**
 * Writes the fingerprint of the key, 32 bytes: the SHA-256 digest of its SubjectPublicKeyInfo. Compare it
 * to be sure that two sides have the same key.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if no key was loaded.
 */
alipay_status alipay_key_fingerprint(const struct alipay_key *key,
                                     uint8_t (*fingerprint)[32]);

/**
 * Writes why no key was loaded.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if one was.
 */
alipay_status alipay_key_error(const struct alipay_key *key, struct alipay_error *error);

/**
 * Writes why no key was loaded as an English sentence, as alipay_draft_explain.
 */
size_t alipay_key_explain(const struct alipay_key *key, char *text, size_t text_len);

/**
 * The stable code of an outcome, for logs, metrics and alarms: "unknown-mismatch". Empty for a number that
 * is no outcome.
 */
struct alipay_text alipay_outcome_code(uint32_t outcome);

/**
 * Reads a request in one strict pass. `scratch` is as for alipay_response_read.
 *
 * Errors: ALIPAY_STATUS_UNDECODABLE, ALIPAY_STATUS_UNSIGNED, ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_request_error has the
 * details, and alipay_request_refusal the result to answer with.
 */
alipay_status alipay_request_read(struct alipay_request_reader *reader,
                                  const uint8_t *input,
                                  size_t input_len,
                                  uint8_t *scratch,
                                  size_t scratch_len);

/**
 * Verifies the signature with the key of the client, as alipay_response_verify.
 */
alipay_status alipay_request_verify(struct alipay_request_reader *reader,
                                    const struct alipay_key *key);

/**
 * As alipay_request_verify, with a key that is a constant.
 */
alipay_status alipay_request_verify_rsa2048(struct alipay_request_reader *reader,
                                            const struct alipay_rsa2048_key *key);

/**
 * Writes where the signing bytes are in the input, for a verifier elsewhere.
 */
alipay_status alipay_request_signing_bytes(const struct alipay_request_reader *reader,
                                           const uint8_t **bytes,
                                           size_t *len);

/**
 * Writes the SHA-256 digest of the signing bytes, 32 bytes, for an HSM that verifies.
 */
alipay_status alipay_request_digest(const struct alipay_request_reader *reader,
                                    uint8_t (*digest)[32]);

/**
 * Writes the signature and its length, as alipay_response_signature.
 */
alipay_status alipay_request_signature(const struct alipay_request_reader *reader,
                                       uint8_t *buffer,
                                       size_t buffer_len,
                                       size_t *signature_len);

/**
 * Goes on as if alipay_request_verify had succeeded. Call it only if you have verified the signature over
 * the signing bytes yourself: **the caller of this function decides whether a forged request is carried out.**
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the request was read and not verified yet.
 */
alipay_status alipay_request_assume_verified_by_caller(struct alipay_request_reader *reader);

/**
 * Goes on as if alipay_request_verify had succeeded, for an envelope that this device has signed and stored
 * itself, for example before a power cut. Call it only for such bytes.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the request was read and not verified yet.
 */
alipay_status alipay_request_assume_from_own_storage(struct alipay_request_reader *reader);

/**
 * Writes the members of a verified request. Its texts point into the input and the scratch buffer.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the request was verified.
 */
alipay_status alipay_request_values(const struct alipay_request_reader *reader,
                                    struct alipay_request *request);

/**
 * Writes what the request claims, verified or not.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if the request could not be read. alipay_claims_read reads more requests.
 */
alipay_status alipay_request_claimed(const struct alipay_request_reader *reader,
                                     struct alipay_claimed *claimed);

/**
 * Writes the result to answer with after a step that failed: PARAM_ILLEGAL, INVALID_SIGNATURE and others.
 * Send the answer without a signature (alipay_response_write_unsigned) unless the request was verified.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if no step failed.
 */
alipay_status alipay_request_refusal(const struct alipay_request_reader *reader,
                                     struct alipay_result_row_values *row);

/**
 * Writes the details of the latest step that failed.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if none did.
 */
alipay_status alipay_request_error(const struct alipay_request_reader *reader,
                                   struct alipay_error *error);

/**
 * Writes what went wrong as an English sentence, as alipay_draft_explain.
 */
size_t alipay_request_explain(const struct alipay_request_reader *reader,
                              char *text,
                              size_t text_len);

/**
 * Reads a response in one strict pass. `scratch` is for texts with escapes: a scratch buffer as long as
 * the input is always enough, and none is needed without escapes. PHP writes the slashes of a signature
 * with escapes, which takes 344 bytes for RSA-2048.
 *
 * Errors: ALIPAY_STATUS_UNDECODABLE, ALIPAY_STATUS_UNSIGNED, ALIPAY_STATUS_BUFFER_TOO_SMALL; alipay_response_error has the
 * details, and alipay_response_outcome what may be concluded.
 */
alipay_status alipay_response_read(struct alipay_response_reader *reader,
                                   const uint8_t *input,
                                   size_t input_len,
                                   uint8_t *scratch,
                                   size_t scratch_len);

/**
 * Verifies the signature with a key of the platform (RFC 8017, section 8.2.2). After
 * ALIPAY_STATUS_INVALID_SIGNATURE another key can be tried, as during a key rotation.
 *
 * Errors: ALIPAY_STATUS_INVALID_SIGNATURE; ALIPAY_STATUS_WRONG_ORDER unless the response was read and not verified yet.
 */
alipay_status alipay_response_verify(struct alipay_response_reader *reader,
                                     const struct alipay_key *key);

/**
 * As alipay_response_verify, with a key in flash.
 */
alipay_status alipay_response_verify_rsa2048(struct alipay_response_reader *reader,
                                             const struct alipay_rsa2048_key *key);

/**
 * Writes where the signing bytes are in the input, for a verifier elsewhere.
 */
alipay_status alipay_response_signing_bytes(const struct alipay_response_reader *reader,
                                            const uint8_t **bytes,
                                            size_t *len);

/**
 * Writes the SHA-256 digest of the signing bytes, 32 bytes, for a secure element that verifies.
 */
alipay_status alipay_response_digest(const struct alipay_response_reader *reader,
                                     uint8_t (*digest)[32]);

/**
 * Writes the signature and its length, for a secure element that verifies. A buffer of
 * ALIPAY_SIGNATURE_MAX_LEN bytes is always enough.
 *
 * Errors: ALIPAY_STATUS_INVALID_SIGNATURE if its text is not canonical base64 of 256 to 512 bytes;
 * ALIPAY_STATUS_BUFFER_TOO_SMALL.
 */
alipay_status alipay_response_signature(const struct alipay_response_reader *reader,
                                        uint8_t *buffer,
                                        size_t buffer_len,
                                        size_t *signature_len);

/**
 * Goes on as if alipay_response_verify had succeeded. Call it only if you have verified the signature over
 * the signing bytes yourself, for example with a secure element: **the caller of this
 * function decides whether a forged answer is believed.**
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the response was read and not verified yet.
 */
alipay_status alipay_response_assume_verified_by_caller(struct alipay_response_reader *reader);

/**
 * Matches the verified response to the request that it should answer: clientId and reqMsgId must be equal.
 * `request` is what you sent: only its texts are used. After ALIPAY_STATUS_MISMATCH another request can be tried.
 *
 * Errors: ALIPAY_STATUS_MISMATCH; ALIPAY_STATUS_VALUE if the request is not valid; ALIPAY_STATUS_WRONG_ORDER unless the response
 * was verified and not matched yet.
 */
alipay_status alipay_response_match(struct alipay_response_reader *reader,
                                    const struct alipay_request *request);

/**
 * Writes what may be concluded. That is possible after alipay_response_match, and also after a step that
 * failed: then nothing is known, and the outcome says why. On an error it writes ALIPAY_OUTCOME_NONE, but not
 * over other memory of the call.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if the response was read but not matched yet.
 */
alipay_status alipay_response_outcome(const struct alipay_response_reader *reader,
                                      alipay_outcome *outcome);

/**
 * Writes the members of a verified response. Its texts point into the input, the scratch buffer and the
 * reader.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER unless the response was verified.
 */
alipay_status alipay_response_values(const struct alipay_response_reader *reader,
                                     struct alipay_response *response);

/**
 * Writes one of the rules that a verified response breaks. Count `index` up from 0 until the function
 * returns ALIPAY_STATUS_END. If `request` is not NULL, the rules between the response and this request count too.
 *
 * Errors: ALIPAY_STATUS_END; ALIPAY_STATUS_WRONG_ORDER unless the response was verified; ALIPAY_STATUS_MISMATCH if it answers
 * another request; ALIPAY_STATUS_VALUE if the request is not valid.
 */
alipay_status alipay_response_violation(const struct alipay_response_reader *reader,
                                        const struct alipay_request *request,
                                        size_t index,
                                        struct alipay_violation *violation);

/**
 * Writes what the response claims, verified or not.
 *
 * Errors: ALIPAY_STATUS_WRONG_ORDER if the response could not be read.
 */
alipay_status alipay_response_claimed(const struct alipay_response_reader *reader,
                                      struct alipay_claimed *claimed);

/**
 * Writes the details of the latest step that failed, or of an outcome that is unknown.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if there are none.
 */
alipay_status alipay_response_error(const struct alipay_response_reader *reader,
                                    struct alipay_error *error);

/**
 * Writes the outcome, or what went wrong, as an English sentence, as alipay_draft_explain.
 */
size_t alipay_response_explain(const struct alipay_response_reader *reader,
                               char *text,
                               size_t text_len);

/**
 * Writes a row of the result table. Count `index` up from 0 until the function returns ALIPAY_STATUS_END.
 */
alipay_status alipay_result_row(size_t index,
                                struct alipay_result_row_values *row);

/**
 * Writes the row with this resultCode.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND.
 */
alipay_status alipay_result_row_named(struct alipay_text result_code,
                                      struct alipay_result_row_values *row);

/**
 * Loads a private key from text: PEM (PKCS#8 or PKCS#1), or bare base64 of the DER. It writes the address
 * of the key, or NULL on an error. `explanation` gets an English sentence if the key cannot be loaded, as
 * from alipay_draft_explain; it may be NULL if its length is 0. No part of the key is in it.
 *
 * Errors: ALIPAY_STATUS_KEY; alipay_signing_key_error has the details.
 */
alipay_status alipay_signing_key_from_text(struct alipay_text text,
                                           struct alipay_signing_key **key,
                                           char *explanation,
                                           size_t explanation_len);

/**
 * Loads a private key from DER (PKCS#8 or PKCS#1), as alipay_signing_key_from_text.
 *
 * Errors: ALIPAY_STATUS_KEY; alipay_signing_key_error has the details.
 */
alipay_status alipay_signing_key_from_der(const uint8_t *der,
                                          size_t der_len,
                                          struct alipay_signing_key **key,
                                          char *explanation,
                                          size_t explanation_len);

/**
 * Writes why the latest load of a private key in this thread failed.
 *
 * Errors: ALIPAY_STATUS_NOT_FOUND if it did not.
 */
alipay_status alipay_signing_key_error(struct alipay_error *error);

/**
 * Frees a key, and overwrites its secret numbers. NULL is allowed. Free each key once.
 */
void alipay_signing_key_free(struct alipay_signing_key *key);

/**
 * Writes the length of each signature of this key, in bytes: 256 for RSA-2048. Pass it to
 * alipay_request_draft.
 */
alipay_status alipay_signing_key_signature_len(const struct alipay_signing_key *key,
                                               size_t *signature_len);

/**
 * Loads the public half of a private key, as alipay_key_from_der: to verify what this device has signed, or
 * to compare fingerprints.
 */
alipay_status alipay_key_from_signing_key(struct alipay_key *key,
                                          const struct alipay_signing_key *signing_key);

/**
 * Signs the draft with a software key, and writes the length of the whole envelope, which is at the start
 * of the buffer.
 *
 * Errors: ALIPAY_STATUS_SIGNATURE_LENGTH if the draft was made for a key of another size; ALIPAY_STATUS_SIGNING_FAILED;
 * ALIPAY_STATUS_WRONG_ORDER if there is no draft.
 */
alipay_status alipay_draft_sign(struct alipay_draft *draft,
                                const struct alipay_signing_key *key,
                                size_t *envelope_len);

/**
 * The name of a status, for logs: "wrong-order". Empty for a number that is no status.
 */
struct alipay_text alipay_status_name(uint32_t status);

/**
 * Writes the time of a clock that counts seconds since 1970-01-01T00:00:00Z (Unix time), as local time
 * at this distance from UTC.
 *
 * Errors: ALIPAY_STATUS_VALUE if the year is not 0 to 9999 or the distance is a day or more; and those of the
 * caller's memory.
 */
alipay_status alipay_time_from_unix(int64_t seconds,
                                    int16_t utc_offset_minutes,
                                    struct alipay_time *time);

/**
 * Writes the Unix time of a time, in seconds. A fraction is cut off.
 *
 * Errors: ALIPAY_STATUS_VALUE if there is no such time; and those of the caller's memory.
 */
alipay_status alipay_time_to_unix(const struct alipay_time *time, int64_t *seconds);

/**
 * Reads a time in the form of RFC 3339, as it is in messages: "2001-07-04T12:08:56+05:30".
 *
 * Errors: ALIPAY_STATUS_VALUE if it is no such time; and those of the caller's memory.
 */
alipay_status alipay_time_parse(struct alipay_text text, struct alipay_time *time);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

/* A text as an initialiser: alipay_text id = ALIPAY_TEXT("211xxxxxxxxxxxxxxx044"); */
#define ALIPAY_TEXT(literal) { (literal), sizeof(literal) - 1 }

/* The two arguments of "%.*s" for a text, absent or not: printf("%.*s", ALIPAY_TEXT_ARGS(text)); */
#define ALIPAY_TEXT_ARGS(text) (int)(text).len, (text).data == NULL ? "" : (text).data

/* The text of a C string, without its NUL. NULL gives an absent text. */
static inline alipay_text alipay_text_of(const char *string) {
    alipay_text text;
    text.data = string;
    text.len = string == NULL ? 0 : strlen(string);
    return text;
}

/* Whether two texts have the same bytes: 1 or 0. An absent text equals an empty one. */
static inline int alipay_text_equal(alipay_text one, alipay_text other) {
    return one.len == other.len && (one.len == 0 || memcmp(one.data, other.data, one.len) == 0);
}

/* The sizes of the contexts, as the library was built. */
#ifdef __cplusplus
#define ALIPAY_CHECK_SIZE(type, words) static_assert(sizeof(type) == 8 * (words), "size of " #type)
#else
#define ALIPAY_CHECK_SIZE(type, words) _Static_assert(sizeof(type) == 8 * (words), "size of " #type)
#endif
ALIPAY_CHECK_SIZE(alipay_draft, ALIPAY_DRAFT_WORDS);
ALIPAY_CHECK_SIZE(alipay_claims_reader, ALIPAY_CLAIMS_READER_WORDS);
ALIPAY_CHECK_SIZE(alipay_request_reader, ALIPAY_REQUEST_READER_WORDS);
ALIPAY_CHECK_SIZE(alipay_response_reader, ALIPAY_RESPONSE_READER_WORDS);
ALIPAY_CHECK_SIZE(alipay_key, ALIPAY_KEY_WORDS);
ALIPAY_CHECK_SIZE(alipay_cancel, ALIPAY_CANCEL_WORDS);
#undef ALIPAY_CHECK_SIZE

#endif /* ALIPAY_ACQUIRING_H */

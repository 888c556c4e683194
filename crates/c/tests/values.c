/* Times, the result table, names and codes of numbers, lengths of messages. */
#include "check.h"

static const char *const time_texts[] = {
    "2001-07-04T12:08:56+05:30", "0000-01-01T00:00:00Z",      "9999-12-31T23:59:59-23:59",
    "2000-02-29T00:00:00+08:00", "2016-12-31T23:59:60Z",      "2001-07-04T12:08:56.123456789Z",
    "2001-07-04T12:08:56-00:00",
};

static const char *const no_times[] = {
    "", "2001-07-04", "2001-07-04 12:08:56+05:30", "2001-07-04T12:08:56", "2001-02-29T00:00:00Z",
    "2001-07-04T12:08:56+0530", "2001-07-04T24:00:00Z", "2001-07-04T12:08:56+24:00", "\xFF",
};

static void times(void) {
    alipay_time time;
    int64_t seconds = 1;
    for (size_t i = 0; i < sizeof time_texts / sizeof *time_texts; i++) {
        row("time %s", time_texts[i]);
        OK(alipay_time_parse(alipay_text_of(time_texts[i]), &time));
        OK(alipay_time_to_unix(&time, &seconds));
        /* The same instant, from the other side. A leap second and a fraction are not in Unix time. */
        alipay_time back;
        OK(alipay_time_from_unix(seconds, time.utc_offset_minutes, &back));
        int64_t again = 0;
        OK(alipay_time_to_unix(&back, &again));
        EQUAL(again, seconds);
        EQUAL(back.utc_offset_minutes, time.utc_offset_minutes);
        CHECK(time.second == 60 || back.second == time.second);
    }
    for (size_t i = 0; i < sizeof no_times / sizeof *no_times; i++) {
        row("no time %s", no_times[i]);
        memset(&time, 7, sizeof time);
        EQUAL(alipay_time_parse(alipay_text_of(no_times[i]), &time), ALIPAY_STATUS_VALUE);
        EQUAL(time.year, 0x0707);
    }
    row("the golden time");
    OK(alipay_time_parse(alipay_text_of(time_texts[0]), &time));
    EQUAL(time.year, 2001);
    EQUAL(time.month, 7);
    EQUAL(time.day, 4);
    EQUAL(time.hour, 12);
    EQUAL(time.minute, 8);
    EQUAL(time.second, 56);
    EQUAL(time.nanosecond, 0);
    EQUAL(time.utc_offset_minutes, 330);
    OK(alipay_time_to_unix(&time, &seconds));
    EQUAL(seconds, 994228736);
    OK(alipay_time_parse(alipay_text_of(time_texts[6]), &time));
    EQUAL(time.utc_offset_minutes, ALIPAY_OFFSET_UNKNOWN);
}

static void no_times_from_numbers(void) {
    static const struct {
        const char *name;
        int64_t seconds;
        int16_t offset;
    } rows[] = {
        {"before the year 0", -62167219201, 0}, {"after the year 9999", 253402300800, 0},
        {"the least number", INT64_MIN, 0},     {"the greatest number", INT64_MAX, 0},
        {"a day ahead", 0, 1440},               {"a day behind", 0, -1440},
        {"the greatest distance", 0, INT16_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row("%s", rows[i].name);
        alipay_time time;
        EQUAL(alipay_time_from_unix(rows[i].seconds, rows[i].offset, &time), ALIPAY_STATUS_VALUE);
    }
    static const alipay_time bad[] = {
        {0, 0, 0, 0, 0, 0, 0, 0},          {10000, 1, 1, 0, 0, 0, 0, 0},      {2001, 13, 1, 0, 0, 0, 0, 0},
        {2001, 2, 29, 0, 0, 0, 0, 0},      {2001, 1, 1, 24, 0, 0, 0, 0},      {2001, 1, 1, 0, 60, 0, 0, 0},
        {2001, 1, 1, 0, 0, 61, 0, 0},      {2001, 1, 1, 0, 0, 0, 1440, 0},    {2001, 1, 1, 0, 0, 0, 0, 1000000000},
        {UINT16_MAX, 255, 255, 255, 255, 255, INT16_MIN, UINT32_MAX},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        row("no time, row %d", (int)i);
        int64_t seconds = 5;
        EQUAL(alipay_time_to_unix(&bad[i], &seconds), ALIPAY_STATUS_VALUE);
        EQUAL(seconds, 5);
    }
}

static void result_table(void) {
    alipay_result_row_values one, named;
    size_t rows = 0, successes = 0;
    while (alipay_result_row(rows, &one) == ALIPAY_STATUS_OK) {
        row("result row %d", (int)rows);
        OK(alipay_result_row_named(one.result_code, &named));
        EQUAL(named.outcome, one.outcome);
        CHECK(strcmp(named.result_code_id, one.result_code_id) == 0);
        EQUAL(strlen(one.result_code_id), 8);
        CHECK(alipay_outcome_code(one.outcome).len > 0);
        char status = one.result_status.data[0];
        CHECK((status == 'S') == (one.outcome == ALIPAY_OUTCOME_SUCCESS));
        CHECK((status == 'U') == (one.outcome == ALIPAY_OUTCOME_UNKNOWN_REPORTED));
        successes += status == 'S';
        rows++;
    }
    row("the result table");
    CHECK(rows > 10);
    EQUAL(successes, 1);
    EQUAL(alipay_result_row(rows, &one), ALIPAY_STATUS_END);
    EQUAL(alipay_result_row(SIZE_MAX, &one), ALIPAY_STATUS_END);
    EQUAL(alipay_result_row_named(alipay_text_of("NO_SUCH_CODE"), &one), ALIPAY_STATUS_NOT_FOUND);
    EQUAL(alipay_result_row_named(alipay_text_of("\xC3\x28"), &one), ALIPAY_STATUS_NOT_FOUND);
    EQUAL(alipay_result_row_named(alipay_text_of(NULL), &one), ALIPAY_STATUS_NOT_FOUND);
    OK(alipay_result_row_named(alipay_text_of("ORDER_NOT_EXIST"), &one));
    TEXT(one.result_status, "F");
    EQUAL(strcmp(one.result_code_id, "12005004"), 0);
    EQUAL(one.outcome, ALIPAY_OUTCOME_FAILED_REFUSED);
}

static const struct {
    alipay_status status;
    const char *name;
} statuses[] = {
    {ALIPAY_STATUS_OK, "ok"},
    {ALIPAY_STATUS_NULL_POINTER, "null-pointer"},
    {ALIPAY_STATUS_MISALIGNED, "misaligned"},
    {ALIPAY_STATUS_INVALID_LENGTH, "invalid-length"},
    {ALIPAY_STATUS_OVERLAP, "overlap"},
    {ALIPAY_STATUS_WRONG_ORDER, "wrong-order"},
    {ALIPAY_STATUS_END, "end"},
    {ALIPAY_STATUS_NOT_FOUND, "not-found"},
    {ALIPAY_STATUS_VALUE, "value"},
    {ALIPAY_STATUS_BUFFER_TOO_SMALL, "buffer-too-small"},
    {ALIPAY_STATUS_SIGNATURE_LENGTH, "signature-length"},
    {ALIPAY_STATUS_KEY, "key"},
    {ALIPAY_STATUS_SIGNING_FAILED, "signing-failed"},
    {ALIPAY_STATUS_UNDECODABLE, "undecodable"},
    {ALIPAY_STATUS_UNSIGNED, "unsigned"},
    {ALIPAY_STATUS_INVALID_SIGNATURE, "invalid-signature"},
    {ALIPAY_STATUS_MISMATCH, "mismatch"},
    {ALIPAY_STATUS_STORE, "store"},
    {ALIPAY_STATUS_MESSAGE, "message"},
};

static const struct {
    alipay_outcome outcome;
    const char *code;
} outcomes[] = {
    {ALIPAY_OUTCOME_SUCCESS, "success"},
    {ALIPAY_OUTCOME_FAILED_TRY_LATER, "failed-try-later"},
    {ALIPAY_OUTCOME_FAILED_REFUSED, "failed-refused"},
    {ALIPAY_OUTCOME_FAILED_NOT_PROCESSED, "failed-not-processed"},
    {ALIPAY_OUTCOME_FAILED_UNLISTED, "failed-unlisted"},
    {ALIPAY_OUTCOME_UNKNOWN_REPORTED, "unknown-reported"},
    {ALIPAY_OUTCOME_UNKNOWN_UNLISTED_STATUS, "unknown-unlisted-status"},
    {ALIPAY_OUTCOME_UNKNOWN_CONTRADICTION, "unknown-contradiction"},
    {ALIPAY_OUTCOME_UNKNOWN_TRANSACTION, "unknown-transaction"},
    {ALIPAY_OUTCOME_UNKNOWN_NO_ANSWER, "unknown-no-answer"},
    {ALIPAY_OUTCOME_UNKNOWN_UNSIGNED, "unknown-unsigned"},
    {ALIPAY_OUTCOME_UNKNOWN_UNDECODABLE, "unknown-undecodable"},
    {ALIPAY_OUTCOME_UNKNOWN_INVALID_SIGNATURE, "unknown-invalid-signature"},
    {ALIPAY_OUTCOME_UNKNOWN_MISMATCH, "unknown-mismatch"},
};

static const struct {
    alipay_end end;
    const char *code;
} ends[] = {
    {ALIPAY_END_VOID, "void"},
    {ALIPAY_END_REFUSED, "refused"},
    {ALIPAY_END_NOT_PROCESSED, "not-processed"},
    {ALIPAY_END_UNCLEAR, "unclear"},
    {ALIPAY_END_GAVE_UP, "gave-up"},
    {ALIPAY_END_NOT_STORED, "not-stored"},
};

static void numbers(void) {
    size_t named = 0, coded = 0, ended = 0;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        TEXT(alipay_status_name(statuses[i].status), statuses[i].name);
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        TEXT(alipay_outcome_code(outcomes[i].outcome), outcomes[i].code);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) TEXT(alipay_end_code(ends[i].end), ends[i].code);
    /* No other number has a name. */
    for (uint32_t number = 0; number < 1000; number++) {
        named += alipay_status_name(number).len > 0;
        coded += alipay_outcome_code(number).len > 0;
        ended += alipay_end_code(number).len > 0;
        row("the text of the end %d", (int)number);
        alipay_text text = alipay_end_text(number);
        CHECK(text.len > 10);
        int lets_go = text.len > 21 && memcmp(text.data + text.len - 21, "Let the customer go.", 20) == 0;
        lets_go |= text.len >= 20 && memcmp(text.data + text.len - 20, "Let the customer go.", 20) == 0;
        EQUAL(lets_go, number == ALIPAY_END_VOID);
    }
    row("all numbers");
    EQUAL(named, sizeof statuses / sizeof *statuses);
    EQUAL(coded, sizeof outcomes / sizeof *outcomes);
    EQUAL(ended, sizeof ends / sizeof *ends);
    TEXT(alipay_status_name(UINT32_MAX), "");
    TEXT(alipay_outcome_code(UINT32_MAX), "");
    TEXT(alipay_end_code(UINT32_MAX), "");
    CHECK(alipay_version().len >= 5);
}

static void policy(void) {
    row("the default policy");
    alipay_cancel_policy policy;
    OK(alipay_cancel_policy_default(&policy));
    EQUAL(policy.first_wait_ms, 1000);
    EQUAL(policy.longest_wait_ms, 60000);
    EQUAL(policy.sends, 10);
    EQUAL(policy.sends_at_least, 3);
    EQUAL(policy.give_up_after_s, 900);
    EQUAL(policy.renew_after_s, 600);
    EQUAL(policy.store_attempts, 3);
}

void test_values(void) {
    times();
    no_times_from_numbers();
    result_table();
    numbers();
    policy();
}

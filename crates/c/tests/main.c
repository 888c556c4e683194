/* Runs all tests, or those that are named, and prints how many checks passed. With --functions it prints the names
 * of the functions in the table. */
#include <stdio.h>

#include "check.h"
#include "functions.h"

static const struct {
    const char *name;
    void (*run)(void);
} tests[] = {
    {"values", test_values},     {"keys", test_keys},         {"writing", test_writing},
    {"reading", test_reading},   {"orders", test_orders},     {"outcomes", test_outcomes},
    {"index", test_index},       {"cancel", test_cancel},     {"misuse", test_misuse},
};

static int is_named(int argc, char **argv, const char *name) {
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0) return 1;
    return argc == 1;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--functions") == 0) {
        for (size_t i = 0; i < function_count; i++) puts(functions[i].name);
        return 0;
    }
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        if (!is_named(argc, argv, tests[i].name)) continue;
        unsigned long checked = checks, failed = failures;
        tests[i].run();
        printf("c tests: %s: checks %lu, failures %lu\n", tests[i].name, checks - checked, failures - failed);
        /* A test that checks nothing is a fault. */
        if (checks == checked) failures++;
    }
    return failures > 0 || checks == 0;
}

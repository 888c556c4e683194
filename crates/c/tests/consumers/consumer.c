/* What a program needs from an installation: the header and the library. It verifies a response of the
 * fixtures with the key of the platform, and prints its result. */
#include <stdio.h>
#include <string.h>

#include <alipay_acquiring.h>

static size_t read_file(const char *path, char *bytes, size_t room) {
    FILE *file = fopen(path, "rb");
    size_t len = file == NULL ? 0 : fread(bytes, 1, room, file);
    if (file != NULL) {
        fclose(file);
    }
    return len;
}

int main(int argc, char **argv) {
    char key_bytes[2048], input[2048];
    alipay_key key;
    alipay_response_reader reader;
    alipay_response response;
    alipay_text text = {key_bytes, 0};
    if (argc != 3) {
        fprintf(stderr, "usage: consumer KEY RESPONSE\n");
        return 2;
    }
    memset(&key, 0, sizeof key);
    memset(&reader, 0, sizeof reader);
    text.len = read_file(argv[1], key_bytes, sizeof key_bytes);
    size_t len = read_file(argv[2], input, sizeof input);
    if (alipay_key_from_text(&key, text) != ALIPAY_STATUS_OK ||
        alipay_response_read(&reader, (const uint8_t *)input, len, NULL, 0) != ALIPAY_STATUS_OK ||
        alipay_response_verify(&reader, &key) != ALIPAY_STATUS_OK ||
        alipay_response_values(&reader, &response) != ALIPAY_STATUS_OK) {
        fprintf(stderr, "the response does not hold\n");
        return 1;
    }
    printf("%.*s %.*s\n", ALIPAY_TEXT_ARGS(alipay_version()), ALIPAY_TEXT_ARGS(response.result_code));
    return 0;
}

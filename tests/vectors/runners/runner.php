#!/usr/bin/env php
<?php
// Checks the test vectors with PHP's `json_decode`, `base64_decode` and `openssl`.
declare(strict_types=1);

const LEAST = 1400;
// Flags of cases about which `json_decode` has another opinion, see README.md: it accepts `True` and `NULL`, and
// refuses lone surrogates and 5,000 levels.
const OTHER_JSON = ['LiteralCase', 'LoneSurrogate', 'NestingLimit'];

/** The end of the value at `$at`, in a text that is JSON. */
function end_of_value(string $text, int $at): int
{
    $depth = 0;
    do {
        $byte = $text[$at];
        if ($byte === '"') {
            for ($at++; $text[$at] !== '"'; $at++) {
                $at += $text[$at] === '\\' ? 1 : 0;
            }
        } elseif ($byte === '[' || $byte === '{') {
            $depth++;
        } elseif ($byte === ']' || $byte === '}') {
            $depth--;
        } elseif ($depth === 0) {
            return $at + strcspn($text, " \t\r\n,]}", $at);
        }
        $at++;
    } while ($depth > 0);
    return $at;
}

/** The offset of the value of a member of the outermost object, and its text. */
function find_span(string $text, string $name): ?array
{
    $skip = fn (int $at): int => $at + strspn($text, " \t\r\n", $at);
    $at = strpos($text, '{');
    while ($text[$at] !== '}') {
        $begin = $skip($at + 1);
        $end = end_of_value($text, $begin);
        $start = $skip($skip($end) + 1);
        $at = end_of_value($text, $start);
        if (json_decode(substr($text, $begin, $end - $begin)) === $name) {
            return [$start, substr($text, $start, $at - $start)];
        }
        $at = $skip($at);
    }
    return null;
}

/** The bytes of canonical base64, or null. */
function decode_base64(string $text): ?string
{
    $content = base64_decode($text, true);
    return $content !== false && base64_encode($content) === $text ? $content : null;
}

/** The first expected value that is not that of the parsed message. Only texts are compared. */
function difference(array $values, mixed $found): ?string
{
    foreach ($values as $name => $value) {
        $other = $found[$name] ?? null;
        $is_other = is_string($other) && $other !== $value;
        $problem = is_array($value) ? difference($value, $other) : ($is_other ? "$name is $other" : null);
        if ($problem !== null) {
            return $problem;
        }
    }
    return null;
}

function check_envelope(array $file, array $group, array $case): ?string
{
    $content = $case['text'] ?? base64_decode($case['base64']);
    $plain = $case['plain'];
    $document = json_decode($content, true, 100_000);
    if (json_last_error() !== JSON_ERROR_NONE) {
        return $plain['json'] === 'invalid' ? null : 'it is not JSON';
    }
    if ($plain['json'] !== 'valid') {
        return 'it is JSON';
    }
    [$offset, $span] = isset($case['span']) ? find_span($content, $group['message']) : [0, ''];
    if (['offset' => $offset, 'length' => strlen($span)] !== ($case['span'] ?? ['offset' => 0, 'length' => 0])) {
        return 'the span has ' . strlen($span) . " bytes from $offset";
    }
    $problem = difference($case['values'] ?? [], $document[$group['message']] ?? null);
    if ($problem !== null || !isset($plain['base64'])) {
        return $problem;
    }
    $signature = decode_base64($document['signature']);
    if (($signature !== null) !== ($plain['base64'] === 'valid')) {
        return 'base64 is ' . var_export($signature !== null, true);
    }
    $key = $file['keys'][$group['key']]['spki'];
    $holds = $signature !== null && openssl_verify($span, $signature, $key, OPENSSL_ALGO_SHA256) === 1;
    $is_right = $holds === (($plain['signature'] ?? '') === 'valid');
    return $is_right ? null : 'the signature holds: ' . var_export($holds, true);
}

function check_key(array $group, array $case): ?string
{
    $is_public = $group['type'] === 'PublicKey';
    $key = $is_public ? openssl_pkey_get_public($case['text']) : openssl_pkey_get_private($case['text']);
    $details = openssl_pkey_get_details($key);
    $exponent = hexdec(bin2hex($details['rsa']['e']));
    if ([$details['bits'], $exponent] !== [$case['bits'], $case['exponent']]) {
        return "{$details['bits']} bits, exponent $exponent";
    }
    $accepted = $details['bits'] >= 2048 && $details['bits'] <= 4096 && $exponent === 65537;
    if ($accepted !== ($case['verdict']['result'] === 'accepted')) {
        return 'accepted: ' . var_export($accepted, true);
    }
    $der = base64_decode(preg_replace('/-----.*-----/', '', $details['key']));
    if (!$accepted || hash('sha256', $der) !== $case['sha256']) {
        return $accepted ? 'the fingerprint differs' : null;
    }
    $signature = base64_decode($case['signature']);
    if (!$is_public) {
        openssl_sign($group['signed'], $made, $key, OPENSSL_ALGO_SHA256);
        return $made === $signature ? null : 'the signature differs';
    }
    return openssl_verify($group['signed'], $signature, $key, OPENSSL_ALGO_SHA256) === 1 ? null : 'it does not hold';
}

[$checked, $skipped, $failed] = [0, 0, 0];
foreach (glob(($argv[1] ?? dirname(__DIR__)) . '/*.json') as $path) {
    $file = json_decode(file_get_contents($path), true, 512, JSON_THROW_ON_ERROR);
    foreach ($file['groups'] ?? [] as $group) {
        foreach ($group['cases'] as $case) {
            $is_key = $group['type'] !== 'Envelope';
            // `openssl` reads keys in PEM only; its PKCS#1 is the private one.
            $is_read = in_array($case['form'] ?? '', ['spki-pem', 'pkcs8-pem'], true);
            if ($is_key && !$is_read || array_intersect(OTHER_JSON, $case['flags'])) {
                $skipped++;
                continue;
            }
            $checked++;
            $problem = $is_key ? check_key($group, $case) : check_envelope($file, $group, $case);
            if ($problem !== null) {
                $failed++;
                echo "{$case['id']}: $problem\n";
            }
        }
    }
}
echo "php: $checked cases checked, $skipped skipped, $failed failed\n";
exit($failed > 0 || $checked < LEAST ? 1 : 0);

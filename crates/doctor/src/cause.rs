//! The causes: what can be wrong with a signature.

use core::fmt;

/// Declares the enum, and its texts beside each variant: id, meaning, what to do.
macro_rules! causes {
    ($($Variant:ident, $id:literal, $meaning:literal, $to_do:literal;)*) => {
        /// Why a signature does not hold, or that it holds.
        ///
        /// A cause that concerns the span names what was **signed**. The envelope shows what was sent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $(#[doc = $meaning] $Variant,)*
        }

        impl Cause {
            /// Every cause, in the order of the table in the README.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),*];

            /// The name of the cause in logs and in JSON. It never changes.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$Variant => $id,)* }
            }

            /// What was found, in one sentence without its full stop.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$Variant => $meaning,)* }
            }

            /// What to do, in one or two sentences.
            #[must_use]
            pub const fn what_to_do(self) -> &'static str {
                match self { $(Self::$Variant => $to_do,)* }
            }
        }
    };
}

causes! {
    Holds, "holds",
        "the signature holds with the expected key",
        "Nothing. If the peer still refuses it, the peer has another public key.";
    OtherKey, "other-key",
        "the signature was not made with the private key that belongs to the given public keys",
        "Compare the fingerprints of the private key that signs and of the public key that the receiver has. Check that test and production keys are not mixed.";
    KeyOf, "key-of",
        "the signature was made with another one of the given keys",
        "Sign with the private key that belongs to the expected public key, or register the key that signs.";
    Md5, "md5",
        "MD5 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha1, "sha1",
        "SHA-1 was used instead of SHA-256",
        "Sign with `SHA256withRSA`. `RSA2` means SHA-256; `SHA1withRSA` is the older `RSA`.";
    Sha224, "sha224",
        "SHA-224 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha384, "sha384",
        "SHA-384 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha512, "sha512",
        "SHA-512 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha512t224, "sha512-224",
        "SHA-512/224 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha512t256, "sha512-256",
        "SHA-512/256 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha3t224, "sha3-224",
        "SHA3-224 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha3t256, "sha3-256",
        "SHA3-256 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha3t384, "sha3-384",
        "SHA3-384 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    Sha3t512, "sha3-512",
        "SHA3-512 was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    OtherHash, "other-hash",
        "a hash that this tool does not know was used instead of SHA-256",
        "Sign with `SHA256withRSA`.";
    NoDigestInfo, "no-digest-info",
        "the digest was padded without the identifier of its hash, or with a shortened one",
        "Use a function that signs a message (`sign`), not one that encrypts with a private key or signs raw bytes.";
    Pss, "pss",
        "RSASSA-PSS was used instead of RSASSA-PKCS1-v1_5",
        "Choose the padding PKCS#1 v1.5.";
    SignedHexDigest, "signed-hex-digest",
        "the digest was written in hexadecimal, and that text was signed",
        "Pass the text itself to the function that signs. It computes the digest.";
    SignedBase64Digest, "signed-base64-digest",
        "the digest was written in base64, and that text was signed",
        "Pass the text itself to the function that signs. It computes the digest.";
    DigestSignedTwice, "digest-signed-twice",
        "the digest was computed first, and then signed as if it were the message",
        "Pass the text itself to the function that signs, or use a function that takes a digest.";
    WholeEnvelope, "whole-envelope",
        "the whole envelope was signed, with the member `request` or `response`",
        "Sign only the value of `request` or `response`, from its opening to its closing brace.";
    WithoutBraces, "without-braces",
        "the outer braces of the value were not signed",
        "Sign the value with its opening and its closing brace.";
    BodyOnly, "body-only",
        "only the value of `body` was signed",
        "Sign the whole value of `request` or `response`, with head and body.";
    HeadOnly, "head-only",
        "only the value of `head` was signed",
        "Sign the whole value of `request` or `response`, with head and body.";
    WithName, "with-name",
        "the name was signed too, as in `\"request\":{…}`",
        "Sign only the value, from its opening to its closing brace.";
    SortedMembers, "sorted-members",
        "the members were signed in alphabetical order, and sent in another order",
        "Write the text once. Sign this text, and send the same text.";
    OtherMemberOrder, "other-member-order",
        "the members were signed in another order than they were sent",
        "Write the text once. Sign this text, and send the same text.";
    Spaced, "spaced",
        "a text with a space after commas or colons was signed, and another one was sent",
        "Write the text once. In Python, use `separators=(\",\", \":\")` for both.";
    Indented, "indented",
        "a text with indentation was signed, and another one was sent",
        "Write the text once, without indentation. Sign this text, and send the same text.";
    Compact, "compact",
        "the compact text was signed, and a text with white space was sent",
        "Send the text that was signed. Do not format it after it was signed.";
    EscapedSlash, "escaped-slash",
        "`/` was signed as `\\/`, and sent as `/`",
        "Write the text once. In PHP, use the same flags of `json_encode` for both.";
    UnescapedSlash, "unescaped-slash",
        "`/` was signed as it is, and sent as `\\/`",
        "Write the text once. In PHP, use the same flags of `json_encode` for both.";
    AsciiEscaped, "ascii-escaped",
        "characters outside of ASCII were signed as `\\uXXXX`, and sent in another form",
        "Write the text once. Sign this text, and send the same text.";
    UnicodeUnescaped, "unicode-unescaped",
        "characters were signed as they are, and sent as `\\uXXXX`",
        "Write the text once. Sign this text, and send the same text.";
    HtmlEscaped, "html-escaped",
        "characters such as `<`, `>` and `&` were signed as `\\u003c`, and sent as they are",
        "Write the text once. In Go, use `SetEscapeHTML(false)` for both.";
    Crlf, "crlf",
        "the lines of the signed text ended with CR LF, those of the sent text did not",
        "Send the bytes that were signed. Do not convert line ends.";
    Lf, "lf",
        "the lines of the signed text ended with LF, those of the sent text end with CR LF",
        "Send the bytes that were signed. Do not convert line ends.";
    TrailingNewline, "trailing-newline",
        "a line break at the end was signed too",
        "Sign without the last line break. `echo -n` and `printf` write none; Go's `Encoder` writes one.";
    LeadingBom, "leading-bom",
        "a byte order mark at the start was signed too",
        "Encode as UTF-8 without a byte order mark.";
    Gbk, "gbk",
        "the text was signed in the encoding GBK, and sent in UTF-8",
        "Name UTF-8 where the text becomes bytes, for example `getBytes(UTF_8)` in Java.";
    Latin1, "latin1",
        "the text was signed in the encoding ISO 8859-1, and sent in UTF-8",
        "Name UTF-8 where the text becomes bytes, for example `getBytes(UTF_8)` in Java.";
    Utf16, "utf16",
        "the text was signed in the encoding UTF-16, and sent in UTF-8",
        "Name UTF-8 where the text becomes bytes, for example `Encoding.UTF8` in .NET.";
    Mojibake, "mojibake",
        "the signed text was UTF-8 that had been read in another encoding",
        "Name UTF-8 where bytes become text, and where text becomes bytes.";
    NullMembersAdded, "null-members-added",
        "the signed text had absent members as `null` or as an empty string",
        "Write the text once. Omit absent members, for example with `JsonInclude.Include.NON_NULL` in Java.";
    EmptyMembersDropped, "empty-members-dropped",
        "the signed text did not have the members that are `null` or empty",
        "Write the text once. Omit absent members from the sent text, too.";
    NumberForString, "number-for-string",
        "a value was a number in one of the texts, and a string in the other",
        "Write the text once. Ids are strings. In PHP, do not use `JSON_NUMERIC_CHECK`.";
    TimeRewritten, "time-rewritten",
        "a time was signed in another form than it was sent",
        "Format the time once, as in `2001-07-04T12:08:56+05:30`, and keep it as text.";
    UrlEncoded, "url-encoded",
        "the percent-encoded text was signed",
        "Sign the JSON text itself, before anything is encoded for a URL or a form.";
    TrailingNul, "trailing-nul",
        "a NUL byte at the end was signed too",
        "Pass the length of the text without its terminating NUL.";
    ChangedAfterSigning, "changed-after-signing",
        "the key is right, but other bytes were signed, and no known mistake explains them",
        "Log the exact bytes before they are signed and before they are sent, and compare both.";
    DoubleBase64, "double-base64",
        "the signature was encoded in base64 twice",
        "Encode the bytes of the signature once. Many libraries already return base64.";
    UrlSafeBase64, "url-safe-base64",
        "the signature has the URL-safe alphabet of base64, with `-` and `_`",
        "Use the standard alphabet, with `+` and `/`.";
    Base64LineBreaks, "base64-line-breaks",
        "the base64 of the signature has line breaks or other white space",
        "Encode without line breaks. `base64 -w0` and `openssl base64 -A` do that.";
    Base64NoPadding, "base64-no-padding",
        "the base64 of the signature lacks `=` at the end, or has too many",
        "Encode with padding.";
    PlusBecameSpace, "plus-became-space",
        "the `+` characters of the signature became spaces",
        "Do not decode the signature as a form. If it is sent in a form, write `+` as `%2B`.";
    PercentEncodedSignature, "percent-encoded-signature",
        "the signature is percent-encoded",
        "Send the base64 itself. JSON needs no percent-encoding.";
    HexSignature, "hex-signature",
        "the signature is in hexadecimal",
        "Encode the bytes of the signature in base64.";
    NotBase64, "not-base64",
        "the text of the signature is not base64",
        "Encode the bytes of the signature in standard base64, with padding.";
    ReversedBytes, "reversed-bytes",
        "the bytes of the signature are in reverse order",
        "Reverse the bytes. The `CryptoAPI` of Windows returns signatures in little-endian order.";
    TruncatedSignature, "truncated-signature",
        "the signature is shorter than the key",
        "Check the length of database columns and of buffers that hold the signature.";
    LeadingZero, "leading-zero",
        "the signature has an additional leading zero byte, or lacks one",
        "Write the number with exactly as many bytes as the modulus has. Big-number types add or drop zeros.";
    EmptySignature, "empty-signature",
        "there is no signature",
        "Sign the message. A response without a signature may be an early failure of the platform, or anyone's text: show its resultCode to staff, and conclude nothing.";
    PlaceholderSignature, "placeholder-signature",
        "the member `signature` contains a placeholder",
        "Replace the text of the sample by a signature.";
}

/// The id.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

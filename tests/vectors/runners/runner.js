#!/usr/bin/env node
// Checks the test vectors with Node's `JSON`, `Buffer` and `crypto`.
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const path = require("path");

const FOLDER = process.argv[2] || path.join(__dirname, "..");
const LEAST = 1400;
// Flags of cases about which `JSON.parse` has another opinion, see README.md.
const OTHER_JSON = [];

/** The text and the value of a JSON document. */
function parse(content) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  return { text, value: JSON.parse(text) };
}

/** The end of the value at `at`, in a text that is JSON. */
function endOfValue(text, at) {
  let depth = 0;
  do {
    if (text[at] === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
    } else if ("[{".includes(text[at])) {
      depth++;
    } else if ("]}".includes(text[at])) {
      depth--;
    } else if (depth === 0) {
      return at + /^[^\s,\]}]*/.exec(text.slice(at, at + 1000))[0].length;
    }
    at++;
  } while (depth > 0);
  return at;
}

/** The text of the value of a member of the outermost object, and its offset in bytes. */
function findSpan(text, name) {
  const skip = (at) => at + /^[ \t\r\n]*/.exec(text.slice(at))[0].length;
  let at = text.indexOf("{");
  while (text[at] !== "}") {
    const begin = skip(at + 1);
    const end = endOfValue(text, begin);
    const start = skip(skip(end) + 1);
    at = endOfValue(text, start);
    if (JSON.parse(text.slice(begin, end)) === name) {
      return { offset: Buffer.byteLength(text.slice(0, start)), span: Buffer.from(text.slice(start, at)) };
    }
    at = skip(at);
  }
  return null;
}

/** The bytes of canonical base64, or `null`. */
function decodeBase64(text) {
  const content = Buffer.from(text, "base64");
  return content.toString("base64") === text ? content : null;
}

/** The first expected value that is not that of the parsed message. Only texts are compared. */
function difference(values, found) {
  for (const [name, value] of Object.entries(values)) {
    const other = found[name];
    const problem = typeof value === "object" ? difference(value, other)
      : typeof other === "string" && other !== value ? `${name} is ${JSON.stringify(other)}` : null;
    if (problem) return problem;
  }
  return null;
}

function checkEnvelope(file, group, test) {
  const content = "text" in test ? Buffer.from(test.text) : Buffer.from(test.base64, "base64");
  const { plain } = test;
  let document;
  try {
    document = parse(content);
  } catch {
    return plain.json === "invalid" ? null : "it is not JSON";
  }
  if (plain.json !== "valid") return "it is JSON";
  if (!test.span) return null;
  const { offset, span } = findSpan(document.text, group.message);
  if (offset !== test.span.offset || span.length !== test.span.length) {
    return `the span has ${span.length} bytes from ${offset}`;
  }
  const problem = difference(test.values || {}, document.value[group.message]);
  if (problem || !plain.base64) return problem;
  const signature = decodeBase64(document.value.signature);
  if ((signature !== null) !== (plain.base64 === "valid")) return `base64 is ${signature !== null}`;
  if (signature === null) return null;
  const holds = crypto.verify("sha256", span, file.keys[group.key].spki, signature);
  return holds === (plain.signature === "valid") ? null : `the signature holds: ${holds}`;
}

function loadKey(type, test) {
  const [form, encoding] = test.form.split("-");
  const content = test.der || test.text;
  const key = encoding === "pem" ? content
    : { key: Buffer.from(content, "base64"), format: "der", type: form };
  return type === "PublicKey" ? crypto.createPublicKey(key) : crypto.createPrivateKey(key);
}

function checkKey(group, test) {
  const key = loadKey(group.type, test);
  const open = group.type === "PublicKey" ? key : crypto.createPublicKey(key);
  const { modulusLength: bits, publicExponent } = open.asymmetricKeyDetails;
  if (bits !== test.bits || Number(publicExponent) !== test.exponent) {
    return `${bits} bits, exponent ${publicExponent}`;
  }
  const accepted = bits >= 2048 && bits <= 4096 && publicExponent === 65537n;
  if (accepted !== (test.verdict.result === "accepted")) return `accepted: ${accepted}`;
  if (!accepted) return null;
  const der = open.export({ format: "der", type: "spki" });
  if (crypto.createHash("sha256").update(der).digest("hex") !== test.sha256) return "the fingerprint differs";
  const signed = Buffer.from(group.signed);
  if (group.type === "PrivateKey" && crypto.sign("sha256", signed, key).toString("base64") !== test.signature) {
    return "the signature differs";
  }
  const holds = crypto.verify("sha256", signed, open, Buffer.from(test.signature, "base64"));
  return holds ? null : "the signature does not hold";
}

let [checked, skipped, failed] = [0, 0, 0];
for (const name of fs.readdirSync(FOLDER).filter((name) => name.endsWith(".json")).sort()) {
  const file = JSON.parse(fs.readFileSync(path.join(FOLDER, name), "utf8"));
  for (const group of file.groups || []) {
    for (const test of group.cases) {
      const isKey = group.type !== "Envelope";
      if ((isKey && !test.form) || test.flags.some((flag) => OTHER_JSON.includes(flag))) {
        skipped++;
        continue;
      }
      checked++;
      const problem = isKey ? checkKey(group, test) : checkEnvelope(file, group, test);
      if (problem) {
        failed++;
        console.log(`${test.id}: ${problem}`);
      }
    }
  }
}
console.log(`node: ${checked} cases checked, ${skipped} skipped, ${failed} failed`);
process.exit(failed > 0 || checked < LEAST ? 1 : 0);

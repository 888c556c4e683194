// A payCancel client that shares no code with the crate: it uses Node's crypto, its own writer, and
// its own search for the signed span. `node client.mjs URL` cancels once and prints the outcome.

import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const USAGE = `usage: node client.mjs URL [--merchant-trans-id ID] [--bad-signature]

Cancels a transaction with the test keys. Prints one line. The exit status is
  0  success
  1  failed or unknown, in an authentic response
  2  wrong usage
  3  no response, or a response that was no valid response: the outcome is unknown
`;

const keys = new URL("../../tests/fixtures/keys/", import.meta.url);
const clientKey = createPrivateKey(readFileSync(new URL("client_private.pkcs8.pem", keys)));
const platformKey = createPublicKey(readFileSync(new URL("platform_public.spki.pem", keys)));

const { values: options, positionals } = readArguments();

function readArguments() {
  try {
    const read = parseArgs({
      allowPositionals: true,
      options: {
        "merchant-trans-id": { type: "string", default: "510xxxxxxxxxxxxxx002" },
        "bad-signature": { type: "boolean", default: false },
      },
    });
    if (read.positionals.length === 1) return read;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n`);
  }
  process.stderr.write(USAGE);
  process.exit(2);
}

const head = {
  version: "2.0.2",
  function: "alipay.intl.acquiring.common.payCancel",
  clientId: "211xxxxxxxxxxxxxxx044",
  reqTime: new Date().toISOString(),
  reqMsgId: randomUUID(),
  signType: "RSA2",
};
const body = {
  partnerId: "218820000000000000023",
  merchantTransId: options["merchant-trans-id"],
};

/** The envelope: the span is written once, then signed and sent unchanged. */
function envelope() {
  const span = JSON.stringify({ head, body });
  const signature = sign("sha256", Buffer.from(span), clientKey);
  if (options["bad-signature"]) signature[100] ^= 1;
  return `{"request":${span},"signature":"${signature.toString("base64")}"}`;
}

/**
 * Finds the raw text of each member of the JSON object in `text`, by counting brackets outside
 * strings. The caller has checked with `JSON.parse` that `text` is JSON.
 */
function rawMembers(text) {
  const members = new Map();
  let depth = 0;
  let name;
  let start;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const open = at;
      for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
      if (depth === 1 && name === undefined) name = JSON.parse(text.slice(open, at + 1));
    } else if (character === ":" && depth === 1 && start === undefined) {
      start = at + 1;
    } else if ("{[".includes(character)) {
      depth++;
    } else if ("}]".includes(character)) {
      depth--;
    }
    const ends = depth === 0 || (depth === 1 && character === ",");
    if (ends && name !== undefined) {
      if (members.has(name)) throw new Error(`duplicate member ${name}`);
      members.set(name, text.slice(start, at).trim());
      name = start = undefined;
    }
  }
  return members;
}

/**
 * Status and code of the response. Throws unless the signature is valid and the response belongs to
 * this request.
 */
function readResponse(text) {
  JSON.parse(text);
  const members = rawMembers(text);
  const [span, signature] = [members.get("response"), members.get("signature")];
  if (span === undefined || members.has("request")) throw new Error("not a response");
  if (signature === undefined) throw new Error("not signed");
  const bytes = Buffer.from(JSON.parse(signature), "base64");
  if (!verify("sha256", Buffer.from(span), platformKey, bytes)) {
    throw new Error("the signature is invalid");
  }
  const response = JSON.parse(span);
  for (const member of ["version", "function", "clientId", "reqMsgId"]) {
    if (response.head[member] !== head[member]) {
      throw new Error(`${member} differs from the request`);
    }
  }
  const { resultStatus, resultCode } = response.body.resultInfo;
  if (resultStatus === "S" && response.body.merchantTransId !== body.merchantTransId) {
    throw new Error("merchantTransId differs from the request");
  }
  return [resultStatus, resultCode];
}

try {
  const response = await fetch(positionals[0], {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: envelope(),
    signal: AbortSignal.timeout(60_000),
  });
  const [status, code] = readResponse(await response.text());
  console.log(`${{ S: "success", F: "failed", U: "unknown" }[status]}: ${code}`);
  process.exitCode = status === "S" ? 0 : 1;
} catch (error) {
  console.log(`no valid response: ${error.message}`);
  process.exitCode = 3;
}

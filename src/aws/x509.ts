// Certificates in DER: written, and what asks for one read. https://www.rfc-editor.org/rfc/rfc5280#section-4.1

import { createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";

const tag = {
  integer: 0x02,
  bits: 0x03,
  null: 0x05,
  oid: 0x06,
  text: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
};
const explicitVersion = 0xa0;
/** 1.2.840.113549.1.1.11 */
const sha256WithRsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
/** The last day of 2049, up to which a year has two digits. */
export const notAfter = Date.UTC(2049, 11, 31, 23, 59, 59);

/** 2.5.4.3 and 2.5.4.11. */
const nameParts = { commonName: [0x55, 0x04, 0x03], unit: [0x55, 0x04, 0x0b] };

/** A name of one part. */
export function nameOf(part: keyof typeof nameParts, text: string): Buffer {
  return sequence(der(tag.set, sequence(der(tag.oid, nameParts[part]), der(tag.text, Buffer.from(text)))));
}

export interface CertificateParts {
  /** In DER, as the subject. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** As SubjectPublicKeyInfo, in DER. */
  readonly publicKey: Buffer;
  /** Of RSA. */
  readonly issuerKey: KeyObject;
  /** From when on it holds, in milliseconds since the epoch. */
  readonly since: number;
}

/** In PEM. */
export function certificateOf({ issuer, subject, publicKey, issuerKey, since }: CertificateParts): string {
  const algorithm = sequence(der(tag.oid, sha256WithRsa), der(tag.null, []));
  const body = sequence(
    der(explicitVersion, der(tag.integer, [2])),
    der(tag.integer, [0x01, ...randomBytes(19)]),
    algorithm,
    issuer,
    sequence(der(tag.time, Buffer.from(timeText(since))), der(tag.time, Buffer.from(timeText(notAfter)))),
    subject,
    publicKey,
  );
  return pem(sequence(body, algorithm, der(tag.bits, [0, ...sign("sha256", body, issuerKey)])));
}

/** Digests by the last bytes of the algorithms that sign by them: of RSA, and of elliptic curves. */
const digests: Readonly<Record<string, string>> = {
  ...{ "2a864886f70d010105": "sha1", "2a864886f70d01010b": "sha256", "2a864886f70d01010c": "sha384" },
  ...{ "2a864886f70d01010d": "sha512", "2a8648ce3d040302": "sha256", "2a8648ce3d040303": "sha384" },
  "2a8648ce3d040304": "sha512",
};

/**
 * Whom a certificate is asked for, and for which key. Undefined for what cannot be read, and for what is not signed by that key.
 * https://www.rfc-editor.org/rfc/rfc2986
 */
export function readRequest(
  requestPem: string,
): { readonly subject: Buffer; readonly publicKey: Buffer } | undefined {
  const [, base64 = ""] =
    /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END/.exec(requestPem) ?? [];
  const [body, algorithm, signature] = itemsIn(itemsIn(Buffer.from(base64, "base64"))[0]?.content);
  const [, subject, publicKey] = itemsIn(body?.content);
  const digest = digests[itemsIn(algorithm?.content)[0]?.content.toString("hex") ?? ""];
  if (body === undefined || signature === undefined || digest === undefined) return undefined;
  if (subject === undefined || publicKey === undefined) return undefined;
  try {
    const key = createPublicKey({ key: publicKey.whole, format: "der", type: "spki" });
    // The first byte says how many bits of the last are not used.
    if (!verify(digest, body.whole, key, signature.content.subarray(1))) return undefined;
  } catch {
    return undefined;
  }
  return { subject: subject.whole, publicKey: publicKey.whole };
}

interface Item {
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** As far as they can be read. */
function itemsIn(bytes: Buffer | undefined): readonly Item[] {
  const items: Item[] = [];
  let at = 0;
  while (bytes !== undefined && at + 2 <= bytes.length) {
    const first = bytes[at + 1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    if (lengthBytes > 4 || at + 2 + lengthBytes > bytes.length) break;
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
    const start = at + 2 + lengthBytes;
    if (start + length > bytes.length) break;
    const end = start + length;
    items.push({ whole: bytes.subarray(at, end), content: bytes.subarray(start, end) });
    at = end;
  }
  return items;
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(tag.sequence, Buffer.concat(parts));
}

function der(type: number, content: Uint8Array | readonly number[]): Buffer {
  const bytes = Buffer.from(content);
  const { length } = bytes;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...size]), bytes]);
}

function timeText(time: number): string {
  return `${new Date(time).toISOString().replaceAll(/\D/g, "").slice(2, 14)}Z`;
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

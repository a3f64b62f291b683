// An X.509 certificate that its own key signs, in DER: what a device is given beside its keys, and by which a subscriber checks who
// signed a notification.
// https://www.rfc-editor.org/rfc/rfc5280#section-4.1

import { createHash, generateKeyPair, randomBytes, sign } from "node:crypto";
import { promisify } from "node:util";

export interface KeysAndCertificate {
  readonly certificatePem: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** Until when the certificate holds. */
  readonly notAfter: number;
}

const generate = promisify(generateKeyPair);
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
/** 1.2.840.113549.1.1.11 and 2.5.4.3. */
const sha256WithRsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b];
const commonName = [0x55, 0x04, 0x03];
/** The last day of 2049, up to which a year has two digits. */
const notAfter = Date.UTC(2049, 11, 31, 23, 59, 59);

export async function newKeysAndCertificate(now: number, owner: string): Promise<KeysAndCertificate> {
  const { publicKey, privateKey } = await generate("rsa", { modulusLength: 2048 });
  const algorithm = sequence(der(tag.oid, sha256WithRsa), der(tag.null, []));
  const name = sequence(der(tag.set, sequence(der(tag.oid, commonName), der(tag.text, Buffer.from(owner)))));
  const body = sequence(
    der(explicitVersion, der(tag.integer, [2])),
    der(tag.integer, [0x01, ...randomBytes(19)]),
    algorithm,
    name,
    sequence(der(tag.time, Buffer.from(timeText(now))), der(tag.time, Buffer.from(timeText(notAfter)))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const certificate = sequence(body, algorithm, der(tag.bits, [0, ...sign("sha256", body, privateKey)]));
  return {
    certificatePem: pem(certificate),
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    notAfter,
  };
}

/** The digest of a certificate is its id. Undefined for a text that is no certificate. */
export function certificateIdOf(certificatePem: string): string | undefined {
  const [, base64] =
    /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(certificatePem) ?? [];
  if (base64 === undefined) return undefined;
  return createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex");
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

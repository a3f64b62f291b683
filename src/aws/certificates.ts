// Certificates that the region makes: one that its own key signs, which a device is given beside its keys and by which a subscriber checks who
// signed a notification; and one for somebody else's key, as he asks for it.

import { createHash, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { certificateOf, nameOf, notAfter, readRequest } from "./x509.ts";

export interface KeysAndCertificate {
  readonly certificatePem: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** Until when the certificate holds. */
  readonly notAfter: number;
}

const generate = promisify(generateKeyPair);
/** As AWS IoT calls itself. */
const issuerUnit = "Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US";

export async function newKeysAndCertificate(now: number, owner: string): Promise<KeysAndCertificate> {
  const { publicKey, privateKey } = await generate("rsa", { modulusLength: 2048 });
  const name = nameOf("commonName", owner);
  const certificatePem = certificateOf({
    ...{ issuer: name, subject: name, issuerKey: privateKey, since: now },
    publicKey: publicKey.export({ type: "spki", format: "der" }),
  });
  return {
    certificatePem,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    notAfter,
  };
}

/** Undefined for what is no certificate signing request, or is not signed by the key that it is for. */
export async function certificateFor(requestPem: string, now: number): Promise<string | undefined> {
  const request = readRequest(requestPem);
  if (request === undefined) return undefined;
  // Nobody asks who has signed it: clients are taken whatever they show.
  const { privateKey } = await generate("rsa", { modulusLength: 2048 });
  return certificateOf({
    ...request,
    ...{ issuer: nameOf("unit", issuerUnit), issuerKey: privateKey, since: now },
  });
}

/** The digest of a certificate is its id. Undefined for a text that is no certificate. */
export function certificateIdOf(certificatePem: string): string | undefined {
  const [, base64] =
    /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(certificatePem) ?? [];
  if (base64 === undefined) return undefined;
  return createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex");
}

// Signs what subscribers get, so that they can check where it comes from: by the certificate that they fetch from its URL.
// SNS developer guide, "Verifying the signatures of Amazon SNS messages".

import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { certificateIdOf, newKeysAndCertificate } from "../../../aws/certificates.ts";
import type { Clock } from "../../../time/clock.ts";

export interface SigningKey {
  readonly privateKey: string;
  readonly certificatePem: string;
}

export interface SignerOptions {
  readonly clock: Clock;
  readonly endpoint: string;
  /** Resolves once the key is on disk. */
  readonly keep: (key: SigningKey) => Promise<void>;
}

export interface Signed {
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
}

/** What is signed of a message, by its names in the envelope. */
export type SignedMembers = Readonly<Record<string, string | undefined>>;

const signedNames = [
  ...["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
];
const digests: Readonly<Record<string, string>> = { "1": "sha1", "2": "sha256" };
const signInThreads = promisify(
  (
    algorithm: string,
    data: Buffer,
    key: KeyObject,
    done: (problem: Error | null, signature: Buffer) => void,
  ) => sign(algorithm, data, key, done),
);

export class Signer {
  readonly #options: SignerOptions;
  #key: SigningKey | undefined;
  /** Read once: that takes as long as a signature does. */
  #made: Promise<{ readonly privateKey: KeyObject; readonly certificateUrl: string }> | undefined;

  constructor(options: SignerOptions) {
    this.#options = options;
  }

  /** Takes the key that an earlier run made. */
  follow(key: SigningKey): void {
    this.#key = key;
  }

  get key(): SigningKey | undefined {
    return this.#key;
  }

  /** The certificate of that id, if it is this region's. */
  certificate(id: string): string | undefined {
    return this.#key !== undefined && shortId(this.#key) === id ? this.#key.certificatePem : undefined;
  }

  /** `version`: 1 with SHA-1, 2 with SHA-256. */
  async sign(members: SignedMembers, version: string): Promise<Signed> {
    // Made when it is first needed: most regions sign nothing, and a key takes a while.
    this.#made ??= this.#read().catch((problem: unknown) => {
      // A disk that took no key may take one later.
      this.#made = undefined;
      throw problem;
    });
    const { privateKey, certificateUrl } = await this.#made;
    const lines = signedNames.flatMap((name) => {
      const value = members[name];
      return value === undefined ? [] : [`${name}\n${value}\n`];
    });
    const digest = digests[version] ?? "sha1";
    const signature = await signInThreads(digest, Buffer.from(lines.join("")), privateKey);
    return {
      SignatureVersion: version,
      Signature: signature.toString("base64"),
      SigningCertURL: certificateUrl,
    };
  }

  async #read() {
    const key = this.#key ?? (await this.#make());
    return {
      privateKey: createPrivateKey(key.privateKey),
      certificateUrl: `${this.#options.endpoint}/SimpleNotificationService-${shortId(key)}.pem`,
    };
  }

  async #make(): Promise<SigningKey> {
    const { privateKey, certificatePem } = await newKeysAndCertificate(
      this.#options.clock.now(),
      "sns.amazonaws.com",
    );
    const key = { privateKey, certificatePem };
    await this.#options.keep(key);
    this.#key = key;
    return key;
  }
}

function shortId({ certificatePem }: SigningKey): string {
  return certificateIdOf(certificatePem)?.slice(0, 32) ?? "";
}

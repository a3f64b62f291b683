// Certificates by which API Gateway would show itself to backends. They are made, kept and told: backends here are asked in plain HTTP.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html

import { newKeysAndCertificate } from "../../../aws/certificates.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { newId } from "../ids.ts";
import type { Texts } from "../records.ts";
import { notFound } from "../refusals.ts";

export interface ClientCertificate {
  readonly clientCertificateId: string;
  readonly description?: string | undefined;
  readonly pemEncodedCertificate: string;
  /** Seconds since the epoch. */
  readonly createdDate: number;
  readonly expirationDate: number;
  readonly tags?: Texts | undefined;
}

export class ClientCertificates {
  readonly #certificates: Records<ClientCertificate>;
  readonly #now: () => number;

  constructor(book: RecordBook, now: () => number) {
    this.#certificates = book.records("clientCertificates");
    this.#now = now;
  }

  all(): readonly ClientCertificate[] {
    return this.#certificates.values();
  }

  /** Throws NotFoundException. */
  get(id: string): ClientCertificate {
    const certificate = this.#certificates.get(id);
    if (certificate !== undefined) return certificate;
    throw notFound("Invalid Client Certificate identifier specified");
  }

  async generate(told: Pick<ClientCertificate, "description" | "tags">): Promise<ClientCertificate> {
    const now = this.#now();
    const { certificatePem, notAfter } = await newKeysAndCertificate(now, "ApiGateway");
    return this.put({
      ...{ ...told, clientCertificateId: newId(6), pemEncodedCertificate: certificatePem },
      ...{ createdDate: Math.floor(now / 1000), expirationDate: notAfter / 1000 },
    });
  }

  put(certificate: ClientCertificate): ClientCertificate {
    this.#certificates.put(certificate.clientCertificateId, certificate);
    return certificate;
  }

  /** Throws NotFoundException. */
  delete(id: string): void {
    this.get(id);
    this.#certificates.remove(id);
  }
}

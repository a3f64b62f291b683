// The certificates of devices. https://docs.aws.amazon.com/iot/latest/developerguide/device-certs-create.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import {
  certificateFor,
  certificateIdOf,
  type KeysAndCertificate,
  newKeysAndCertificate,
} from "../../../aws/certificates.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { alreadyExists, deleteConflict, invalidRequest, notFound } from "../refusals.ts";
import type { Policies } from "./policies.ts";
import type { ThingPrincipalType, Things } from "./things.ts";

export const certificateStatuses = ["ACTIVE", "INACTIVE", "REVOKED"] as const;
export type CertificateStatus = (typeof certificateStatuses)[number];

export interface Certificate {
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly status: CertificateStatus;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
}

export class Certificates {
  readonly #clock: Clock;
  readonly #identity: RegionIdentity;
  readonly #certificates: Records<Certificate>;
  readonly #policies: Policies;
  readonly #things: Things;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook, policies: Policies, things: Things) {
    this.#clock = clock;
    this.#identity = identity;
    this.#certificates = book.records("certificates");
    this.#policies = policies;
    this.#things = things;
  }

  all(): readonly Certificate[] {
    return this.#certificates.values();
  }

  arn(certificateId: string): string {
    return formatArn(this.#identity, "iot", `cert/${certificateId}`);
  }

  /** Throws ResourceNotFoundException. */
  get(certificateId: string): Certificate {
    const certificate = this.#certificates.get(certificateId);
    if (certificate === undefined) throw notFound(`The certificate given in the principal does not exist.`);
    return certificate;
  }

  async create(status: CertificateStatus): Promise<Certificate & { readonly keys: KeysAndCertificate }> {
    const keys = await newKeysAndCertificate(this.#clock.now(), "AWS IoT Certificate");
    return { ...this.register(keys.certificatePem, status), keys };
  }

  /** For a key that is a device's own. Rejects with InvalidRequestException. */
  async createFor(signingRequest: string, status: CertificateStatus): Promise<Certificate> {
    const certificatePem = await certificateFor(signingRequest, this.#clock.now());
    if (certificatePem !== undefined) return this.register(certificatePem, status);
    throw invalidRequest("The certificate signing request cannot be read, or is not signed by its own key");
  }

  /** Throws CertificateValidationException, ResourceAlreadyExistsException. */
  register(certificatePem: string, status: CertificateStatus): Certificate {
    const certificateId = certificateIdOf(certificatePem);
    if (certificateId === undefined)
      throw new ServiceError("CertificateValidationException", "The certificate is not a certificate in PEM");
    if (this.#certificates.has(certificateId))
      throw alreadyExists("The certificate is already provisioned or registered", {
        resourceId: certificateId,
        resourceArn: this.arn(certificateId),
      });
    const now = this.#clock.now();
    const certificate = {
      certificateId,
      certificatePem,
      status,
      createdAt: now,
      modifiedAt: now,
      version: 1,
    };
    this.#certificates.put(certificateId, certificate);
    return certificate;
  }

  /** Throws ResourceNotFoundException. */
  setStatus(certificateId: string, status: CertificateStatus): void {
    const { version, ...certificate } = this.get(certificateId);
    const modifiedAt = this.#clock.now();
    this.#certificates.put(certificateId, { ...certificate, status, modifiedAt, version: version + 1 });
  }

  /** Throws ResourceNotFoundException, CertificateStateException while it is active, DeleteConflictException while it is attached. */
  delete(certificateId: string, isForced: boolean): void {
    const { status } = this.get(certificateId);
    if (status === "ACTIVE")
      throw new ServiceError(
        "CertificateStateException",
        `Certificate must be deactivated (not ACTIVE) before deletion. Current status is ${status}. Certificate ID: ${certificateId}`,
        { status: 406 },
      );
    const arn = this.arn(certificateId);
    const attached = this.#policies.of(arn);
    if (this.#things.all().some(({ principals }) => principals.includes(arn)))
      throw deleteConflict(`Things must be detached before deletion (arn: ${arn})`);
    if (attached.length > 0 && !isForced)
      throw deleteConflict(`Certificate policies must be detached before deletion (arn: ${arn})`);
    for (const { policyName } of attached) this.#policies.detach(policyName, arn);
    this.#certificates.remove(certificateId);
  }

  /** Throws ResourceNotFoundException for either, and as `attachPrincipal` does. */
  attach(thingName: string, principal: string, type: ThingPrincipalType): void {
    this.#checkPrincipal(principal);
    this.#things.attachPrincipal(thingName, principal, type);
  }

  /** Throws ResourceNotFoundException for either. */
  detach(thingName: string, principal: string): void {
    this.#checkPrincipal(principal);
    this.#things.detachPrincipal(thingName, principal);
  }

  #checkPrincipal(principal: string): void {
    const prefix = this.arn("");
    if (principal.startsWith(prefix)) this.get(principal.slice(prefix.length));
    else if (principal === "") throw invalidRequest("A principal is required");
  }
}

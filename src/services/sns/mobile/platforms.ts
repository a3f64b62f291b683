// Platform applications and their endpoints, which are kept and told: nothing is pushed to a device.
// https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformApplication.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { checkArn, invalidParameter } from "../api/invalid-parameter.ts";

type Texts = Readonly<Record<string, string>>;

export type Application = { readonly arn: string; readonly attributes: Texts };
export type Endpoint = {
  readonly arn: string;
  readonly applicationArn: string;
  readonly attributes: Texts;
};

const platforms = ["ADM", "APNS", "APNS_SANDBOX", "BAIDU", "FCM", "GCM", "MPNS", "WNS"];
/** What is told to nobody who asks. */
const secret = new Set(["PlatformCredential", "PlatformPrincipal"]);
const endpointAttributes = new Set(["CustomUserData", "Enabled", "Token"]);

export class Platforms {
  readonly #identity: RegionIdentity;
  readonly #applications: Records<Application>;
  readonly #endpoints: Records<Endpoint>;

  constructor(identity: RegionIdentity, book: RecordBook) {
    this.#identity = identity;
    this.#applications = book.records("platform applications");
    this.#endpoints = book.records("endpoints");
  }

  /** Throws InvalidParameter, ValidationError. */
  create(name: string, platform: string, attributes: Texts): Application {
    checkName(name);
    if (!platforms.includes(platform))
      throw invalidParameter(`Platform Reason: ${platform} is not supported`);
    checkGiven(attributes);
    const [credential, principal] = [attributes.PlatformCredential, attributes.PlatformPrincipal];
    if (principal !== undefined && credential === undefined)
      throw invalidParameter(
        "Attributes Reason: PlatformPrincipal attribute provided without PlatformCredential",
      );
    if (credential !== undefined && principal === undefined && !["FCM", "GCM"].includes(platform))
      throw invalidParameter(
        "Attributes Reason: PlatformCredential attribute provided without PlatformPrincipal",
      );
    const arn = formatArn(this.#identity, "sns", `app/${platform}/${name}`);
    const present = this.#applications.get(arn);
    if (present !== undefined) return present;
    const application = { arn, attributes: { Enabled: "true", ...attributes } };
    this.#applications.put(arn, application);
    return application;
  }

  applications(): readonly Application[] {
    return this.#applications.values();
  }

  /** Without what is secret. Throws InvalidParameter, NotFound. */
  attributesOf(arn: string): Texts {
    return told(this.#application(arn).attributes);
  }

  /** Throws InvalidParameter, ValidationError, NotFound. */
  setAttributes(arn: string, attributes: Texts): void {
    checkSlashes("PlatformApplicationArn", arn, 3);
    checkGiven(attributes);
    const application = this.#application(arn);
    this.#applications.put(arn, { arn, attributes: { ...application.attributes, ...attributes } });
  }

  /** With its endpoints. SNS answers the same whether it was there or not. */
  delete(arn: string): void {
    checkSlashes("PlatformApplicationArn", arn, 3);
    for (const endpoint of this.#endpoints.values())
      if (endpoint.applicationArn === arn) this.#endpoints.remove(endpoint.arn);
    this.#applications.remove(arn);
  }

  /** The endpoint that has the token already, if it is the same. Throws InvalidParameter, NotFound. */
  createEndpoint(applicationArn: string, token: string, given: Texts): Endpoint {
    const application = this.#application(applicationArn);
    checkEndpoint(given);
    if (token === "") throw invalidParameter("Token Reason: cannot be empty");
    const attributes = { Enabled: "true", ...given, Token: token };
    const present = this.endpointsOf(applicationArn).find((each) => each.attributes.Token === token);
    if (present !== undefined) {
      const asked = Object.entries({ CustomUserData: undefined, ...attributes });
      if (asked.every(([name, value]) => present.attributes[name] === value)) return present;
      throw invalidParameter(
        `Token Reason: Endpoint ${present.arn} already exists with the same Token, but different attributes.`,
      );
    }
    const arn = `${application.arn.replace(":app/", ":endpoint/")}/${randomUUID()}`;
    const endpoint = { arn, applicationArn, attributes };
    this.#endpoints.put(arn, endpoint);
    return endpoint;
  }

  /** Throws InvalidParameter, NotFound. */
  endpointsOf(applicationArn: string): readonly Endpoint[] {
    this.#application(applicationArn);
    return this.#endpoints.values().filter((each) => each.applicationArn === applicationArn);
  }

  /** Throws InvalidParameter, NotFound. */
  endpoint(arn: string): Endpoint {
    checkSlashes("EndpointArn", arn, 4);
    const endpoint = this.#endpoints.get(arn);
    if (endpoint !== undefined) return endpoint;
    throw new ServiceError("NotFound", "Endpoint does not exist", { status: 404 });
  }

  /** Throws InvalidParameter, EndpointDisabled, PlatformApplicationDisabled. */
  checkPublish(arn: string): void {
    const endpoint = this.#endpoints.get(arn);
    if (endpoint === undefined)
      throw invalidParameter("TargetArn Reason: No endpoint found for the target arn specified");
    if (isDisabled(endpoint)) throw new ServiceError("EndpointDisabled", "Endpoint is disabled");
    if (isDisabled(this.#application(endpoint.applicationArn)))
      throw new ServiceError("PlatformApplicationDisabled", "Platform application is disabled");
  }

  /** Of who is to be told of a topic's messages. Throws InvalidParameter, whose text wants a space as SNS's does. */
  checkSubscriber(arn: string): void {
    if (this.#endpoints.get(arn) === undefined)
      throw invalidParameter(`Endpoint Reason: Endpoint does not exist for endpoint arn${arn}`);
  }

  /** Throws InvalidParameter, NotFound. */
  setEndpointAttributes(arn: string, given: Texts): void {
    const endpoint = this.endpoint(arn);
    checkEndpoint(given);
    this.#endpoints.put(arn, { ...endpoint, attributes: { ...endpoint.attributes, ...given } });
  }

  deleteEndpoint(arn: string): void {
    checkSlashes("EndpointArn", arn, 4);
    this.#endpoints.remove(arn);
  }

  #application(arn: string): Application {
    checkSlashes("PlatformApplicationArn", arn, 3);
    const application = this.#applications.get(arn);
    if (application !== undefined) return application;
    throw new ServiceError("NotFound", "PlatformApplication does not exist", { status: 404 });
  }
}

/** Throws InvalidParameter for an ARN whose last part has another number of names. */
function checkSlashes(member: string, arn: string, names: number): void {
  checkArn(member, arn);
  if (arn.split(":").slice(5).join(":").split("/").length === names) return;
  throw invalidParameter(`${member} Reason: Wrong number of slashes in relative portion of the ARN.`);
}

function isDisabled({ attributes }: Application | Endpoint): boolean {
  return attributes.Enabled?.toLowerCase() === "false";
}

function told(attributes: Texts): Texts {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !secret.has(name)));
}

function checkName(name: string): void {
  const refuse = (reason: string) => invalidParameter(`${name} Reason: ${reason}`);
  if (name === "") throw refuse("cannot be empty");
  if (name.length > 256) throw refuse("must be at most 256 characters long");
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    throw refuse("must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'");
}

function checkGiven(attributes: Texts): void {
  if (Object.keys(attributes).length > 0) return;
  throw new ServiceError(
    "ValidationError",
    "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not be null",
  );
}

function checkEndpoint(attributes: Texts): void {
  for (const name of Object.keys(attributes))
    if (!endpointAttributes.has(name))
      throw invalidParameter(`Attributes Reason: Invalid attribute name: ${name}`);
  if (Buffer.byteLength(attributes.CustomUserData ?? "") > 2048)
    throw invalidParameter(
      "Attributes Reason: Invalid value for attribute: CustomUserData: must be at most 2048 bytes long in UTF-8 encoding",
    );
}

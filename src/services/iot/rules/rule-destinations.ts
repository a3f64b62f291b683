// Endpoints that rules post to, as they are confirmed: each is sent a token, and is ENABLED once somebody has asked for the token's URL.
// https://docs.aws.amazon.com/iot/latest/developerguide/rule-destination.html

import { randomBytes, randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { exchange } from "../../../http-client/exchange.ts";
import { isLoopback } from "../../../http-client/loopback.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { invalidRequest, notFound } from "../refusals.ts";

export const destinationStatuses = ["ENABLED", "IN_PROGRESS", "DISABLED", "ERROR", "DELETING"] as const;
export type DestinationStatus = (typeof destinationStatuses)[number];

export interface RuleDestination {
  readonly arn: string;
  readonly confirmationUrl: string;
  readonly status: DestinationStatus;
  readonly statusReason?: string | undefined;
  readonly isConfirmed: boolean;
  /** By which it is confirmed. */
  readonly token: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface RuleDestinationsParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  /** Where the region's API is found. */
  readonly endpoint: string;
}

/** As long as AWS waits for an answer; nothing is read of it. */
const limits = { timeoutMs: 3000, mostResponseBytes: 0 };

export class RuleDestinations {
  readonly #parts: RuleDestinationsParts;
  readonly #destinations: Records<RuleDestination>;

  constructor(parts: RuleDestinationsParts) {
    this.#parts = parts;
    this.#destinations = parts.book.records("rule-destinations");
  }

  all(): readonly RuleDestination[] {
    return this.#destinations.values();
  }

  /** Throws ResourceNotFoundException. */
  get(arn: string): RuleDestination {
    const destination = this.#destinations.get(arn);
    if (destination === undefined) throw notFound(`Topic rule destination ${arn} not found.`);
    return destination;
  }

  /** Throws InvalidRequestException. */
  create(confirmationUrl: string): RuleDestination {
    if (!URL.canParse(confirmationUrl) || !isLoopback(new URL(confirmationUrl)))
      throw invalidRequest(`The local region posts to this machine only, not to ${confirmationUrl}`);
    const createdAt = this.#parts.clock.now();
    const destination: RuleDestination = {
      arn: formatArn(this.#parts.identity, "iot", `ruledestination/http/${randomUUID()}`),
      ...{ confirmationUrl, status: "IN_PROGRESS", isConfirmed: false, token: newToken() },
      ...{ createdAt, updatedAt: createdAt },
    };
    this.#destinations.put(destination.arn, destination);
    this.#ask(destination);
    return destination;
  }

  /** Throws ResourceNotFoundException. */
  confirm(token: string): void {
    const destination = this.all().find((each) => each.token === token);
    if (destination === undefined) throw notFound("There is no topic rule destination with this token.");
    this.#change(destination.arn, { status: "ENABLED", isConfirmed: true, statusReason: undefined });
  }

  /** To be confirmed again with IN_PROGRESS. Throws ResourceNotFoundException and InvalidRequestException. */
  setStatus(arn: string, status: DestinationStatus): void {
    const { isConfirmed } = this.get(arn);
    if (status === "ERROR" || status === "DELETING")
      throw invalidRequest(`The status of a destination cannot be set to ${status}`);
    if (status === "ENABLED" && !isConfirmed)
      throw invalidRequest(`The destination ${arn} is not confirmed: set its status to IN_PROGRESS first`);
    if (status !== "IN_PROGRESS") this.#change(arn, { status, statusReason: undefined });
    else this.#ask(this.#change(arn, { status, isConfirmed: false, token: newToken() }));
  }

  /** Throws ResourceNotFoundException. */
  delete(arn: string): void {
    this.get(arn);
    this.#destinations.remove(arn);
  }

  #change(arn: string, change: Partial<RuleDestination>): RuleDestination {
    const changed = { ...this.get(arn), ...change, updatedAt: this.#parts.clock.now() };
    this.#destinations.put(arn, changed);
    return changed;
  }

  /** Nobody waits for it: what goes wrong is the destination's status. */
  #ask({ arn, confirmationUrl, token }: RuleDestination): void {
    const { clock, endpoint } = this.#parts;
    const messageType = "DestinationConfirmation";
    const enableUrl = `${endpoint}/confirmdestination/${token}`;
    const headers = new Headers({
      "content-type": "application/json",
      "x-amz-rules-engine-message-type": messageType,
      "x-amz-rules-engine-destination-arn": arn,
    });
    const body = JSON.stringify({ arn, confirmationToken: token, enableUrl, messageType });
    void exchange({ url: new URL(confirmationUrl), method: "POST", headers, body }, limits, { clock }).then(
      (answer) => {
        const problem = "problem" in answer ? answer.problem : undefined;
        const now = this.#destinations.get(arn);
        if (problem !== undefined && now?.token === token && now.status === "IN_PROGRESS")
          this.#change(arn, { status: "ERROR", statusReason: problem });
      },
    );
  }
}

function newToken(): string {
  return randomBytes(48).toString("base64url");
}

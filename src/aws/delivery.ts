// Handing something to "whatever has this ARN": what a source says of it, what a target does with it, and the one shape of what
// became of it. Sources and targets know these words and not each other.

import type { Json } from "./json.ts";
import type { JsonText } from "./json-text.ts";
import type { MessageAttributes } from "./message-attribute.ts";
import { ServiceError } from "./service-error.ts";

/** What a target is given: JSON text where the source has JSON. */
export interface DeliveryPayload extends Pick<JsonText, "text"> {
  /** The same as a value, if the source has it at hand: a target that takes values then reads no text. */
  readonly value?: Json | undefined;
  /** In place of the text, for a target that takes bytes: a stream. */
  readonly binary?: Uint8Array | undefined;
}

/**
 * When a delivery is over. `accepted`: as soon as the target has it. `safe`: once a crash of the region would not lose it any
 * more. `answered`: once the target has done with it, and failed if the target did.
 */
export type DeliveryEnd = "accepted" | "safe" | "answered";

export interface DeliveryRequest {
  /** Whom it is for. */
  readonly arn: string;
  /** Whom it is from: a rule, a pipe, a subscription, an alarm; and the role in whose name it delivers, if it has one. */
  readonly caller: { readonly arn: string; readonly roleArn?: string | undefined };
  readonly payload: DeliveryPayload;
  /** @default "safe" */
  readonly until?: DeliveryEnd | undefined;
  /** What travels beside a message. */
  readonly attributes?: MessageAttributes | undefined;
  readonly subject?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** Asked for by streams only. @default a new one for each record */
  readonly partitionKey?: string | undefined;
  /** X-Ray's. */
  readonly traceHeader?: string | undefined;
  /** What a bus calls an event that it makes of the payload. @default the caller's service and ARN */
  readonly event?: EventNaming | undefined;
  /** What a log group is told of an event. */
  readonly logEvent?: { readonly stream?: string; readonly timestamp?: number } | undefined;
  /** What of an HTTP request is not its body. */
  readonly http?: HttpAdditions | undefined;
  /** Whether it is what could not be delivered to whom it was for, on its way to where such things are kept. */
  readonly isDeadLetter?: boolean | undefined;
  /** The event, as JSON text, that a rule matched and sends on, and how many rules had sent it on before. */
  readonly matched?: { readonly event: string; readonly forwarded?: number | undefined } | undefined;
}

/** What of a delivery decides whether it may be made. */
export type CheckedDelivery = Pick<DeliveryRequest, "arn" | "caller" | "until">;

export interface EventNaming {
  readonly source: string;
  readonly detailType: string;
  /** @default the caller's ARN */
  readonly resources?: readonly string[];
  /** Milliseconds since the epoch. @default now */
  readonly time?: number | undefined;
}

export interface HttpAdditions {
  /** What fills the asterisks of a URL in turn. */
  readonly pathParameters?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/** AWS's error code and message. */
export interface DeliveryError {
  readonly code: string;
  readonly message: string;
  /** Whether the same may go well later: the fault is not the request's. */
  readonly isPassing: boolean;
}

export type DeliveryOutcome = Delivered | Undelivered;

export interface Delivered {
  readonly status: "DELIVERED";
  /** There where the source asked for it and the target gives one. */
  readonly answer?: Json | undefined;
}

export interface Undelivered {
  readonly status: "FAILED" | "THROTTLED";
  readonly error: DeliveryError;
}

/** Does not throw: whatever goes wrong is an outcome. */
export type Deliver = (request: DeliveryRequest) => DeliveryOutcome | Promise<DeliveryOutcome>;

/** What of a service delivers to whatever has an ARN. */
export interface DeliverySource {
  /** As people call it, such as `rule`. */
  readonly name: string;
  /** The kinds of targets that AWS connects it to. @default every kind */
  readonly only?: readonly string[];
}

/** What a service offers to those who deliver by ARN. */
export interface DeliveryTarget {
  /** What there is of it, as people call it, such as `queue` and `FIFO queue`. */
  readonly kinds?: readonly string[];
  /** Which ARNs are its own: the service in them, and what their resource looks like. */
  readonly service: string;
  readonly resource: RegExp;
  /** The longest JSON array of events, in UTF-8 bytes, that it takes as one payload. @default it is given each event by itself */
  readonly largestBatchBytes?: ((until: DeliveryEnd) => number) | undefined;
  /** Throws ServiceError if it is known beforehand that nothing can be delivered to this ARN in this way. */
  check?(arn: string, until: DeliveryEnd): void;
  /** Whether there is what the ARN names, whoever may deliver to it. @default true */
  has?(arn: string): boolean;
  /** May throw ServiceError, which becomes the outcome. */
  deliver(request: DeliveryRequest): DeliveryOutcome | Promise<DeliveryOutcome>;
}

export const delivered: DeliveryOutcome = { status: "DELIVERED" };

const throttled =
  /Throttl|^(?:TooManyRequestsException|ExecutionLimitExceeded|RequestLimitExceeded|ProvisionedThroughputExceededException)$/;

/** Whether somebody asked for more than there is room for at the moment. */
export function isThrottle({ code, status }: ServiceError): boolean {
  return status === 429 || throttled.test(code);
}

/** What a target threw, as an outcome. */
export function failedDelivery(thrown: unknown): DeliveryOutcome {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof ServiceError))
    return { status: "FAILED", error: { code: "InternalError", message, isPassing: true } };
  const { code, status } = thrown;
  const isThrottled = isThrottle(thrown);
  return {
    status: isThrottled ? "THROTTLED" : "FAILED",
    error: { code, message, isPassing: isThrottled || status >= 500 },
  };
}

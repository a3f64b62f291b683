// A message as all rules that it is for read it: what is dear is read once, when a rule asks for it.

import { randomUUID } from "node:crypto";
import { isTooDeep } from "../../../aws/json-depth.ts";
import type { MessageProperties, Publication } from "../messages/publication.ts";
import type { RuleMessage } from "../sql/evaluation.ts";
import type { Value } from "../sql/values.ts";

export class ReceivedMessage implements RuleMessage {
  readonly publication: Publication;
  #traceId: string | undefined;
  #value: Value;
  #isRead = false;

  constructor(publication: Publication) {
    this.publication = publication;
  }

  get topic(): string {
    return this.publication.topic;
  }

  get payload(): Buffer {
    return this.publication.payload;
  }

  get clientId(): string {
    return this.publication.clientId;
  }

  get principal(): string | undefined {
    return this.publication.principal;
  }

  get properties(): MessageProperties | undefined {
    return this.publication.properties;
  }

  get traceId(): string {
    this.#traceId ??= randomUUID();
    return this.#traceId;
  }

  value(): Value {
    if (!this.#isRead) {
      this.#value = jsonIn(this.payload);
      this.#isRead = true;
    }
    return this.#value;
  }
}

/** Undefined for what is no JSON, and for what is nested deeper than AWS reads. */
function jsonIn(payload: Buffer): Value {
  const text = payload.toString();
  try {
    const value = JSON.parse(text) as Value;
    return isTooDeep(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

// What comes in from outside for a resource that waits for it: the answer of a custom resource, the signals of a wait condition.
// Each has an address of its own in the region's API, which only who was given it knows.

import { randomUUID } from "node:crypto";
import type { RawAnswer, Route, RouteCall } from "../../../aws/wire/operation.ts";

export interface Signal {
  readonly id: string;
  readonly isSuccess: boolean;
  readonly reason?: string | undefined;
  readonly data?: string | undefined;
}

/** What is told of a whole body; throws for one that is no answer. */
type Listener = (body: string) => void;

/** A path in which a date stands is not taken for a bucket's. */
const folder = "/2010-05-15/signals";

export class SignalBook {
  readonly #endpoint: string;
  readonly #listeners = new Map<string, Listener>();
  readonly #signals = new Map<string, Map<string, Signal>>();
  readonly #watchers = new Map<string, () => void>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** An address for one answer; `close` ends it. */
  open(listener: Listener): { readonly url: string; readonly close: () => void } {
    const token = randomUUID();
    this.#listeners.set(token, listener);
    return { url: `${this.#endpoint}${folder}/${token}`, close: () => this.#listeners.delete(token) };
  }

  /** An address for signals, which stays. */
  newAddress(): string {
    return `${this.#endpoint}${folder}/conditions/${randomUUID()}`;
  }

  /** What was signalled by now to an address, or to a stack's resource. */
  received(key: string): readonly Signal[] {
    return [...(this.#signals.get(keyOf(key))?.values() ?? [])];
  }

  /** Tells of each further signal. */
  watch(key: string, watcher: () => void): () => void {
    this.#watchers.set(keyOf(key), watcher);
    return () => this.#watchers.delete(keyOf(key));
  }

  forget(key: string): void {
    this.#signals.delete(keyOf(key));
  }

  signal(stackId: string, logicalId: string, signal: Signal): void {
    this.#take(resourceKey(stackId, logicalId), signal);
  }

  get route(): Route {
    return {
      operation: "SignalResource",
      method: "PUT",
      path: new RegExp(`^${folder}/(?<address>(?:conditions/)?[0-9a-f-]{36})$`),
      handle: (call) => this.#answer(call),
    };
  }

  #answer({ parameters: { address = "" }, body }: RouteCall): RawAnswer {
    const text = Buffer.from(body).toString("utf8");
    try {
      if (address.startsWith("conditions/")) this.#take(address, signalIn(text));
      else this.#listeners.get(address)?.(text);
      return { status: 200, headers: {}, body: "" };
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      return { status: 400, headers: { "content-type": "text/plain" }, body: message };
    }
  }

  #take(key: string, signal: Signal): void {
    const signals = this.#signals.get(key) ?? new Map<string, Signal>();
    this.#signals.set(key, signals.set(signal.id, signal));
    this.#watchers.get(key)?.();
  }
}

export function resourceKey(stackId: string, logicalId: string): string {
  return `${stackId}/${logicalId}`;
}

/** An address by what stays of it if the region comes up at another port. */
function keyOf(key: string): string {
  const at = key.indexOf(`${folder}/`);
  return at === -1 ? key : key.slice(at + folder.length + 1);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-waitcondition.html */
function signalIn(text: string): Signal {
  const {
    Status: status,
    Reason: reason,
    UniqueId: id,
    Data: data,
  } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (status !== "SUCCESS" && status !== "FAILURE") throw new Error("Status must be SUCCESS or FAILURE");
  if (typeof id !== "string") throw new Error("UniqueId must be a text");
  return {
    id,
    isSuccess: status === "SUCCESS",
    reason: typeof reason === "string" ? reason : undefined,
    data: typeof data === "string" ? data : data === undefined ? undefined : JSON.stringify(data),
  };
}

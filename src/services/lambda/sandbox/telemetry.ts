// The Telemetry API: an extension takes in what the platform, the function and the extensions log, in batches by HTTP.
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html

import { request as httpRequest } from "node:http";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { parseJsonText } from "../../../aws/json-text.ts";
import type { LogEntry } from "../../../aws/log-sink.ts";
import { type ApiAnswer, refusal } from "./runtime-api-wire.ts";

interface Subscription {
  readonly types: ReadonlySet<string>;
  readonly port: number;
  readonly path: string;
  readonly mostEvents: number;
  readonly mostBytes: number;
  readonly timeoutMs: number;
  /** As JSON. */
  events: string[];
  bytes: number;
  /** Batches that nobody has taken yet. */
  underWay: number;
  timer: NodeJS.Timeout | undefined;
}

interface TelemetryEvent {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
}

/** What may be set: the least, what it is otherwise, and the most. */
const buffering = {
  maxItems: [1000, 10_000, 10_000],
  maxBytes: [262_144, 262_144, 1_048_576],
  timeoutMs: [25, 1000, 30_000],
} as const;
/** An extension that does not take what it asked for costs no more than so many batches. */
const mostUnderWay = 8;
const types = ["platform", "function", "extension"];

export class Telemetry {
  readonly #subscriptions = new Map<string, Subscription>();

  subscribe(name: string, body: Buffer | undefined): ApiAnswer {
    const given = parsed(body);
    if (!isJsonObject(given))
      return refusal(400, "ValidationError", "The request's body is not a JSON object");
    const wanted = given.types;
    const destination = isJsonObject(given.destination) ? given.destination : {};
    const address = String(destination.URI ?? destination.uri ?? "");
    if (!Array.isArray(wanted) || !wanted.every((type) => types.includes(String(type))))
      return refusal(400, "ValidationError", `types must be some of ${types.join(", ")}`);
    const isHere = /^http:\/\/sandbox(?:\.localdomain)?:\d+(?:\/|$)/.test(address) && URL.canParse(address);
    if (destination.protocol !== "HTTP" || !isHere)
      return refusal(400, "ValidationError", "destination must be HTTP at http://sandbox.localdomain:PORT");
    const url = new URL(address);
    const bounds = isJsonObject(given.buffering) ? given.buffering : {};
    this.#subscriptions.set(name, {
      types: new Set(wanted.map(String)),
      port: Number(url.port),
      path: url.pathname,
      mostEvents: within(buffering.maxItems, bounds.maxItems),
      mostBytes: within(buffering.maxBytes, bounds.maxBytes),
      timeoutMs: within(buffering.timeoutMs, bounds.timeoutMs),
      ...{ events: [], bytes: 0, underWay: 0 },
      timer: undefined,
    });
    return { status: 200, headers: { "content-type": "text/plain" }, body: "OK" };
  }

  get isWanted(): boolean {
    return this.#subscriptions.size > 0;
  }

  /** A line that was printed. */
  printed({ timestamp, message }: LogEntry): void {
    if (this.isWanted)
      this.#tell({ time: new Date(timestamp).toISOString(), type: "function", record: message });
  }

  /** What the platform does, such as `platform.start`. */
  platform(timestamp: number, type: string, record: unknown): void {
    if (this.isWanted) this.#tell({ time: new Date(timestamp).toISOString(), type, record });
  }

  close(): void {
    for (const subscription of this.#subscriptions.values()) this.#flush(subscription);
    this.#subscriptions.clear();
  }

  #tell(event: TelemetryEvent): void {
    const [kind = ""] = event.type.split(".");
    const text = JSON.stringify(event);
    for (const subscription of this.#subscriptions.values()) {
      if (!subscription.types.has(kind)) continue;
      subscription.events.push(text);
      subscription.bytes += text.length;
      const { events, bytes, mostEvents, mostBytes } = subscription;
      if (events.length >= mostEvents || bytes >= mostBytes) this.#flush(subscription);
      else subscription.timer ??= setTimeout(() => this.#flush(subscription), subscription.timeoutMs).unref();
    }
  }

  #flush(subscription: Subscription): void {
    clearTimeout(subscription.timer);
    subscription.timer = undefined;
    const { events, port, path } = subscription;
    if (events.length === 0) return;
    subscription.events = [];
    subscription.bytes = 0;
    // What an extension does not take is its own loss.
    if (subscription.underWay >= mostUnderWay) return;
    subscription.underWay += 1;
    const headers = { "content-type": "application/json" };
    const sent = httpRequest({ host: "127.0.0.1", port, path, method: "POST", headers, timeout: 5000 });
    sent.on("error", () => undefined);
    sent.on("close", () => {
      subscription.underWay -= 1;
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("response", (response) => response.resume());
    sent.on("socket", (socket) => socket.unref());
    sent.end(`[${events.join(",")}]`);
  }
}

function parsed(body: Buffer | undefined): Json | undefined {
  try {
    return body === undefined ? undefined : parseJsonText(body.toString());
  } catch {
    return undefined;
  }
}

function within(
  [least, otherwise, most]: readonly [number, number, number],
  given: Json | undefined,
): number {
  if (typeof given !== "number") return otherwise;
  return Math.min(most, Math.max(least, given));
}

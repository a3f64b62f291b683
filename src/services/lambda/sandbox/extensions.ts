// External extensions: programs of a layer's /opt/extensions that run beside the runtime. They register, are told of each invocation and of
// the end, and may take in what is logged.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isJsonObject } from "../../../aws/json.ts";
import { parseJsonText } from "../../../aws/json-text.ts";
import type { PendingInvocation } from "../invocation.ts";
import { type ApiAnswer, accepted, bodyOf, headerOf, refusal } from "./runtime-api-wire.ts";
import type { Telemetry } from "./telemetry.ts";
import { traceOf } from "./trace.ts";

export interface ExtensionFacts {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
  readonly accountId: string;
  /** The names of the programs in /opt/extensions: the runtime is ready once all of them are. */
  readonly names: readonly string[];
  readonly telemetry: Telemetry;
}

export interface ExtensionsOwner {
  ready(): void;
  failed(errorType: string, payload: string): void;
}

type Answered = (answer: ApiAnswer) => void;

interface Extension {
  readonly name: string;
  readonly id: string;
  readonly events: ReadonlySet<string>;
  /** Events that it has not asked for yet. */
  readonly waiting: ApiAnswer[];
  asking: Answered | undefined;
  hasAsked: boolean;
}

const largestBodyBytes = 256 * 1024;
/** "You can register up to 10 extensions for a function." */
const mostExtensions = 10;
/** One that asks for none of its events costs no more than these. */
const mostWaiting = 100;
const version = "/2020-01-01/extension";
/** The header names of the API. */
const nameHeader = "lambda-extension-name";
const idHeader = "lambda-extension-identifier";

export class Extensions {
  readonly #facts: ExtensionFacts;
  readonly #owner: ExtensionsOwner;
  readonly #extensions = new Map<string, Extension>();

  constructor(facts: ExtensionFacts, owner: ExtensionsOwner) {
    this.#facts = facts;
    this.#owner = owner;
  }

  /** All that are there have registered, and wait for their first event. */
  get areReady(): boolean {
    const registered = [...this.#extensions.values()];
    return (
      registered.every(({ hasAsked }) => hasAsked) &&
      this.#facts.names.every((wanted) => registered.some(({ name }) => name === wanted))
    );
  }

  invoke(invocation: PendingInvocation, deadlineMs: number): void {
    const { requestId, functionArn } = invocation;
    this.#tell("INVOKE", {
      ...{ deadlineMs: Math.round(deadlineMs), requestId, invokedFunctionArn: functionArn },
      tracing: { type: "X-Amzn-Trace-Id", value: traceOf(invocation) },
    });
  }

  /** Whether any has asked to be told. */
  shutDown(shutdownReason: string, deadlineMs: number): boolean {
    this.#tell("SHUTDOWN", { shutdownReason, deadlineMs: Math.round(deadlineMs) });
    return [...this.#extensions.values()].some(({ events }) => events.has("SHUTDOWN"));
  }

  close(): void {
    this.#facts.telemetry.close();
  }

  /** Undefined once the connection of who asked is gone. */
  async answer(request: IncomingMessage, method: string, url: string): Promise<ApiAnswer | undefined> {
    const call = `${method} ${url}`;
    if (call === `POST ${version}/register`) return this.#register(request);
    if (!url.startsWith(`${version}/`) && !/^\/(?:2022-07-01\/telemetry|2020-08-15\/logs)$/.test(url))
      return { status: 404, headers: { "content-type": "text/plain" }, body: "404 page not found\n" };
    const extension = this.#identify(request);
    if ("status" in extension) return extension;
    if (call === `GET ${version}/event/next`) return this.#next(extension, request);
    const [, kind] = /^POST \/2020-01-01\/extension\/(init|exit)\/error$/.exec(call) ?? [];
    if (kind !== undefined) return this.#fail(kind, request);
    if (method === "PUT" && !url.startsWith(version))
      return this.#facts.telemetry.subscribe(extension.name, await bodyOf(request, largestBodyBytes));
    return { status: 404, headers: { "content-type": "text/plain" }, body: "404 page not found\n" };
  }

  async #register(request: IncomingMessage): Promise<ApiAnswer> {
    const name = headerOf(request, nameHeader) ?? "";
    if (name === "") return refusal(403, "Extension.InvalidExtensionName", "Invalid extension name");
    if ([...this.#extensions.values()].some((each) => each.name === name))
      return refusal(403, "Extension.InvalidExtensionState", "Extension with this name already registered");
    if (this.#extensions.size >= mostExtensions)
      return refusal(403, "Extension.TooManyExtensions", `Extension limit (${mostExtensions}) reached`);
    const events = eventsOf((await bodyOf(request, largestBodyBytes))?.toString() ?? "");
    if (events === undefined) return refusal(400, "Extension.InvalidEventType", "Invalid event type");
    const id = randomUUID();
    const extension = { name, id, events, waiting: [], asking: undefined, hasAsked: false };
    this.#extensions.set(id, extension);
    const { functionName, functionVersion, handler, accountId } = this.#facts;
    const wantsAccount = headerOf(request, "lambda-extension-accept-feature")?.includes("accountId") === true;
    const body = { functionName, functionVersion, handler, ...(wantsAccount ? { accountId } : {}) };
    return { status: 200, headers: { [idHeader]: id }, body: JSON.stringify(body) };
  }

  #identify(request: IncomingMessage): Extension | ApiAnswer {
    const id = headerOf(request, idHeader);
    if (id === undefined)
      return refusal(
        403,
        "Extension.MissingExtensionIdentifier",
        `Missing Lambda-Extension-Identifier header`,
      );
    const extension = this.#extensions.get(id);
    if (extension !== undefined) return extension;
    const isId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id);
    return isId
      ? refusal(403, "Extension.UnknownExtensionIdentifier", "Unknown extension")
      : refusal(403, "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
  }

  #next(extension: Extension, request: IncomingMessage): Promise<ApiAnswer | undefined> {
    const { socket } = request;
    const asked = new Promise<ApiAnswer | undefined>((resolve) => {
      const gone = () => resolve(undefined);
      socket.once("close", gone);
      extension.asking = (event) => {
        socket.off("close", gone);
        resolve(event);
      };
    });
    extension.hasAsked = true;
    this.#deliver(extension);
    if (this.areReady) this.#owner.ready();
    return asked;
  }

  async #fail(kind: string, request: IncomingMessage): Promise<ApiAnswer> {
    const otherwise = kind === "init" ? "Extension.InitError" : "Extension.Crash";
    const errorType = headerOf(request, "lambda-extension-function-error-type") ?? otherwise;
    const payload = (await bodyOf(request, largestBodyBytes))?.toString() ?? "";
    this.#owner.failed(errorType, payload === "" ? JSON.stringify({ errorType }) : payload);
    return accepted;
  }

  #tell(eventType: "INVOKE" | "SHUTDOWN", members: Readonly<Record<string, unknown>>): void {
    const body = JSON.stringify({ eventType, ...members });
    for (const extension of this.#extensions.values()) {
      if (!extension.events.has(eventType)) continue;
      if (extension.waiting.length >= mostWaiting) extension.waiting.shift();
      extension.waiting.push({
        status: 200,
        headers: { "lambda-extension-event-identifier": randomUUID() },
        body,
      });
      this.#deliver(extension);
    }
  }

  #deliver(extension: Extension): void {
    const { asking } = extension;
    if (asking === undefined) return;
    const event = extension.waiting.shift();
    if (event === undefined) return;
    extension.asking = undefined;
    asking(event);
  }
}

/** Undefined for what names an event that there is not. */
function eventsOf(text: string): ReadonlySet<string> | undefined {
  try {
    const given = parseJsonText(text);
    const events = isJsonObject(given) ? (given.events ?? []) : undefined;
    if (!Array.isArray(events)) return undefined;
    return events.every((event) => event === "INVOKE" || event === "SHUTDOWN")
      ? new Set(events as string[])
      : undefined;
  } catch {
    return undefined;
  }
}

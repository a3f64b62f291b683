// The Lambda Runtime API, on a socket for each environment: what AWS's own runtime clients speak, and whoever writes a runtime of their own.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { guarded } from "../../../aws/unexpected.ts";
import { largestResponseBytes, type PendingInvocation, textOf, tooLargeResponse } from "../invocation.ts";
import { type ExtensionFacts, Extensions } from "./extensions.ts";
import type { Runtime, RuntimeOwner, RuntimeResponse } from "./runtime.ts";
import { type ApiAnswer, accepted, bodyOf, headerOf, refusal, send } from "./runtime-api-wire.ts";
import { traceOf } from "./trace.ts";

interface Current {
  readonly invocation: PendingInvocation;
  readonly deadlineMs: number;
}

const version = "/2018-06-01/runtime";
/** Of an environment's programs, each of which needs one or two. */
const mostConnections = 256;
const invocationPath = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

export interface RuntimeApiOptions {
  /** Without one it is ready once the extensions are. */
  readonly hasRuntime: boolean;
  /** Called whenever somebody asks for an invocation. */
  readonly asked?: () => void;
}

export class RuntimeApi implements Runtime {
  readonly #owner: RuntimeOwner;
  readonly #asked: () => void;
  readonly #server: Server;
  readonly #extensions: Extensions;
  /** Those whose request has no answer yet. */
  readonly #busy = new WeakSet<Socket>();
  /** The runtime has asked for its next invocation, which is not there yet. */
  #asking: ServerResponse | undefined;
  /** Handed over, or waiting for the runtime to ask. */
  #current: Current | undefined;
  #isHandedOver = false;
  #hasAsked: boolean;
  /** The invocation is over once the runtime asks for the next: one that exits instead could not have taken it. */
  #answered: RuntimeResponse | undefined;

  private constructor(owner: RuntimeOwner, facts: ExtensionFacts, options: RuntimeApiOptions) {
    const { hasRuntime, asked = () => undefined } = options;
    this.#owner = owner;
    this.#asked = asked;
    this.#hasAsked = !hasRuntime;
    this.#extensions = new Extensions(facts, {
      ready: () => this.#becomeReady(),
      failed: (errorType, payload) => owner.initFailed(errorType, payload),
    });
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    // A runtime asks for its next invocation and waits for as long as it takes.
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#server.keepAliveTimeout = 0;
    this.#server.maxConnections = mostConnections;
    this.#server.on("connection", (socket) => void socket.unref());
  }

  static async open(
    owner: RuntimeOwner,
    facts: ExtensionFacts,
    options: RuntimeApiOptions = { hasRuntime: true },
  ): Promise<RuntimeApi> {
    const api = new RuntimeApi(owner, facts, options);
    const server = api.#server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    server.unref();
    return api;
  }

  get areExtensionsReady(): boolean {
    return this.#extensions.areReady;
  }

  get lastWord(): RuntimeResponse | undefined {
    return this.#answered;
  }

  get variables(): Readonly<Record<string, string>> {
    return { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(this.#server.address() as AddressInfo).port}` };
  }

  attach(): void {
    // The runtime comes by itself.
  }

  invoke(invocation: PendingInvocation, remainingMs: number): void {
    this.#current = { invocation, deadlineMs: Date.now() + remainingMs };
    this.#isHandedOver = false;
    this.tell(invocation, remainingMs);
    this.#handOver();
  }

  /** Extensions alone. */
  tell(invocation: PendingInvocation, remainingMs: number): void {
    this.#extensions.invoke(invocation, Date.now() + remainingMs);
  }

  shutDown(reason: string, deadlineMs: number): boolean {
    return this.#extensions.shutDown(reason, deadlineMs);
  }

  close(): void {
    this.#extensions.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", socket } = request;
    // Whoever asks on and on without waiting for an answer would have the region keep it all.
    if (this.#busy.has(socket)) {
      socket.destroy();
      return;
    }
    this.#busy.add(socket);
    response.once("close", () => this.#busy.delete(socket));
    if (method === "GET" && url === `${version}/invocation/next`) {
      this.#asking = response;
      this.#asked();
      this.#becomeReady();
      guarded("the Runtime API", () => {
        this.#settle();
        this.#handOver();
      });
      return;
    }
    const answer = await this.#answer(request, method, url);
    if (answer !== undefined) send(response, answer);
  }

  async #answer(request: IncomingMessage, method: string, url: string): Promise<ApiAnswer | undefined> {
    if (method === "POST" && url === `${version}/init/error`) {
      const payload = await bodyOf(request, largestResponseBytes);
      this.#owner.initFailed(errorTypeOf(request, "Runtime.Unknown"), payload?.toString() ?? "");
      return accepted;
    }
    const [, requestId = "", what] = invocationPath.exec(url) ?? [];
    if (method === "POST" && what !== undefined) return this.#takeEnd(request, requestId, what === "error");
    return this.#extensions.answer(request, method, url);
  }

  #becomeReady(): void {
    if (this.#asking !== undefined) this.#hasAsked = true;
    if (this.#hasAsked && this.#extensions.areReady) this.#owner.ready();
  }

  #handOver(): void {
    const asking = this.#asking;
    const current = this.#current;
    if (asking === undefined || current === undefined || this.#isHandedOver) return;
    this.#asking = undefined;
    this.#isHandedOver = true;
    const { invocation, deadlineMs } = current;
    const { requestId, functionArn, clientContext, identity, tenantId, payload } = invocation;
    send(asking, {
      status: 200,
      headers: {
        "content-type": "application/json",
        "lambda-runtime-aws-request-id": requestId,
        "lambda-runtime-deadline-ms": String(Math.round(deadlineMs)),
        "lambda-runtime-invoked-function-arn": functionArn,
        "lambda-runtime-trace-id": traceOf(invocation),
        ...(clientContext === undefined ? {} : { "lambda-runtime-client-context": asciiJson(clientContext) }),
        ...(tenantId === undefined ? {} : { "lambda-runtime-aws-tenant-id": tenantId }),
        ...(identity === undefined ? {} : { "lambda-runtime-cognito-identity": JSON.stringify(identity) }),
      },
      body: textOf(payload),
    });
  }

  /** Of the invocation that it names, and no other. */
  async #takeEnd(request: IncomingMessage, requestId: string, failed: boolean): Promise<ApiAnswer> {
    const current = this.#current;
    if (current === undefined || !this.#isHandedOver)
      return refusal(
        403,
        "InvalidStateTransition",
        `State transition from Ready to Invocation${failed ? "Error" : "Response"} failed for runtime. Error: State transition is not allowed`,
      );
    if (requestId !== current.invocation.requestId)
      return refusal(400, "InvalidRequestID", "Invalid request ID");
    const isStreamed =
      headerOf(request, "lambda-runtime-function-response-mode")?.toLowerCase() === "streaming";
    if (isStreamed && !failed) return this.#takeStream(request);
    const payload = await bodyOf(request, largestResponseBytes);
    // Its time may have run out meanwhile.
    if (this.#current !== current) return refusal(400, "InvalidRequestID", "Invalid request ID");
    this.#end(payload?.toString() ?? tooLargeResponse(), failed || payload === undefined);
    if (payload !== undefined) return accepted;
    return refusal(
      413,
      "RequestEntityTooLarge",
      `Exceeded maximum allowed payload size (${largestResponseBytes} bytes).`,
    );
  }

  async #takeStream(request: IncomingMessage): Promise<ApiAnswer> {
    const current = this.#current;
    this.#owner.streamBegan(headerOf(request, "content-type") ?? "application/octet-stream");
    for await (const chunk of request as AsyncIterable<Buffer>) {
      if (this.#current !== current) return refusal(400, "InvalidRequestID", "Invalid request ID");
      await this.#owner.chunk(chunk);
    }
    const { trailers } = request;
    const errorType = trailers["lambda-runtime-function-error-type"];
    const errorBody = trailers["lambda-runtime-function-error-body"];
    if (errorType === undefined) this.#end("", false);
    else {
      const told = errorBody === undefined ? "" : Buffer.from(errorBody, "base64").toString();
      this.#end(told === "" ? JSON.stringify({ errorType }) : told, true);
    }
    return accepted;
  }

  #end(payload: string, failed: boolean): void {
    this.#current = undefined;
    this.#answered = { payload, failed, fatal: false };
  }

  #settle(): void {
    const answered = this.#answered;
    this.#answered = undefined;
    if (answered !== undefined) this.#owner.ended(answered);
  }
}

function errorTypeOf(request: IncomingMessage, otherwise: string): string {
  return headerOf(request, "lambda-runtime-function-error-type") ?? otherwise;
}

/** Headers hold no more than Latin-1. */
function asciiJson(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

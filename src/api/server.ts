// The region's one HTTP endpoint: reads a request, finds its service, and writes the answer. It knows no operation by name.

import { randomUUID } from "node:crypto";
import { type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { ServiceError } from "../aws/service-error.ts";
import { Listener, type Request, type Response } from "./listener.ts";
import type { CallInfo, RawAnswer, Route, ServiceApi } from "./operation.ts";
import { jsonProtocol } from "./protocols/json.ts";
import { Directory, type Selection } from "./select-protocol.ts";

/** Above what any service here takes: ten MiB of Kinesis records are fourteen as base64. */
const largestBodyBytes = 16 * 1024 * 1024;
/** A client that keeps its connection open must not keep the region from ending. */
const closingGraceMs = 1000;

export interface ApiServerOptions {
  /** Told of a fault that is ours: anything thrown that is not a ServiceError. */
  readonly onFault: (fault: unknown, operation: string) => void;
}

export interface Served {
  readonly services: readonly ServiceApi[];
  /** Pages besides AWS's, such as `GET /health`. */
  readonly routes?: readonly Route[];
}

export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #listener: Listener;
  #directory: Directory | undefined;
  #routes: readonly Route[] = [];

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#listener = new Listener((request, response) => void this.#serve(request, response));
  }

  /** Answers for these services from now on. Listening can begin before, so that a taken port is found out first. */
  serve({ services, routes = [] }: Served): void {
    this.#directory = new Directory(services);
    this.#routes = [...routes, ...services.flatMap((api) => api.routes ?? [])];
  }

  /** Listens on 127.0.0.1; port 0 takes any free one. Rejects with the system's error, such as EADDRINUSE. */
  listen(port: number): Promise<void> {
    return this.#listener.listen(port);
  }

  get port(): number {
    return this.#listener.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers what has been asked, then closes every connection. */
  close(): Promise<void> {
    return this.#listener.close(closingGraceMs);
  }

  async #serve(request: Request, response: Response): Promise<void> {
    const requestId = randomUUID();
    const answer = await this.#answer(request, new ClientCall(requestId, request, response));
    writeHead(response, answer.status, {
      "content-length": Buffer.byteLength(answer.body),
      ...answer.headers,
      "x-amzn-requestid": requestId,
    });
    response.end(answer.body);
  }

  async #answer(request: Request, info: ClientCall): Promise<RawAnswer> {
    let selection: Selection | undefined;
    try {
      const body = await readBody(request);
      const path = targetOf(request).split("?", 1)[0] ?? "/";
      // Calls that name their operation, nearly all, are spared the look at every route.
      if (request.headers["x-amz-target"] === undefined) {
        const route = await this.#route(request, { path, body, info });
        if (route !== undefined) return route;
      }
      if (request.method !== "POST") throw wrongMethod(request.method, path);
      if (this.#directory === undefined) throw notYetServing();
      selection = this.#directory.select({ path, headers: request.headers }, body);
      return await call(selection, { request, body, info });
    } catch (thrown) {
      return refuse(this.#toServiceError(thrown, selection?.operation ?? ""), selection, info.requestId);
    }
  }

  async #route(
    request: Request,
    { path, body, info }: { path: string; body: Buffer; info: ClientCall },
  ): Promise<RawAnswer | undefined> {
    for (const route of this.#routes) {
      const match = route.method === request.method ? route.path.exec(path) : null;
      if (match === null) continue;
      const query = new URL(targetOf(request), "http://localhost").searchParams;
      if (route.accepts?.(query) === false) continue;
      return route.handle({
        requestId: info.requestId,
        host: info.host,
        parameters: decodeParameters(match.groups ?? {}),
        query,
        headers: request.headers as Readonly<Record<string, string | undefined>>,
        body,
      });
    }
    return undefined;
  }

  #toServiceError(thrown: unknown, operation: string): ServiceError {
    if (thrown instanceof ServiceError) return thrown;
    this.#options.onFault(thrown, operation);
    return new ServiceError(
      "InternalFailure",
      "The request processing has failed because of an unknown error.",
      {
        status: 500,
      },
    );
  }
}

/** What an operation may know of whoever calls it. */
class ClientCall implements CallInfo {
  readonly requestId: string;
  readonly #request: Request;
  readonly #response: Response;
  #aborter: AbortController | undefined = undefined;

  constructor(requestId: string, request: Request, response: Response) {
    this.requestId = requestId;
    this.#request = request;
    this.#response = response;
  }

  get host(): string {
    return hostOf(this.#request);
  }

  get signal(): AbortSignal {
    if (this.#aborter === undefined) {
      const aborter = new AbortController();
      this.#aborter = aborter;
      this.#response.once("close", () => aborter.abort());
    }
    return this.#aborter.signal;
  }
}

/** All headers at once: setting each costs five times as much. */
function writeHead(response: Response, status: number, headers: OutgoingHttpHeaders): void {
  // The two kinds of response have the same method under signatures that do not meet.
  if (response instanceof ServerResponse) response.writeHead(status, headers);
  else response.writeHead(status, headers);
}

async function call(
  { api, operation, protocol }: Selection,
  { request, body, info }: { request: Request; body: Buffer; info: ClientCall },
): Promise<RawAnswer> {
  if (api.forward !== undefined) {
    const headers = request.headers as Readonly<Record<string, string | undefined>>;
    return api.forward({ target: String(request.headers["x-amz-target"]), headers, body });
  }
  const run = api.operations[operation];
  if (run === undefined) throw new Error(`${operation} was selected but is not there`);
  const { requestId } = info;
  const answer = await run(protocol.decode(body, { api, operation, requestId }), info);
  return protocol.answer(answer, { api, operation, requestId });
}

function notYetServing(): ServiceError {
  return new ServiceError("ServiceUnavailable", "The region is starting", { status: 503 });
}

function wrongMethod(method: string | undefined, path: string): ServiceError {
  return new ServiceError(
    "MethodNotAllowed",
    `There is nothing at ${method} ${path} here: for a call of a service, expected POST`,
    { status: 405 },
  );
}

/** A client that takes the region as its HTTP proxy sends the whole URL, whose host may be none that URL takes. */
function targetOf({ url = "/" }: Request): string {
  return url.replace(/^https?:\/\/[^/?]*/i, "");
}

/** HTTP/2 has the host under another name. */
function hostOf(request: Request): string {
  return String(request.headers.host ?? request.headers[":authority"] ?? "");
}

const plainApi: ServiceApi = {
  targetPrefix: undefined,
  errorNamespace: "",
  jsonVersion: "1.0",
  operations: {},
};

function refuse(error: ServiceError, selection: Selection | undefined, requestId: string): RawAnswer {
  const { api, operation, protocol } = selection ?? {
    api: plainApi,
    operation: "",
    protocol: jsonProtocol("1.0"),
  };
  return protocol.refuse(error, { api, operation, requestId });
}

function decodeParameters(groups: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? "")]),
    );
  } catch {
    throw new ServiceError("InvalidParameterValueException", "The path of the request is not well encoded");
  }
}

function readBody(request: Request): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      // The rest is read and dropped: closing the connection would lose the answer that says why.
      if (bytes <= largestBodyBytes) chunks.push(chunk);
    });
    request.on("end", () => {
      if (bytes <= largestBodyBytes)
        return resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      reject(
        new ServiceError(
          "RequestEntityTooLargeException",
          `The request body has ${bytes} bytes; the most is ${largestBodyBytes}`,
          {
            status: 413,
          },
        ),
      );
    });
    // Nobody is left to read the answer; what matters is that nobody waits for the rest, and that it is no fault of ours.
    // Every request is closed at last: an error with its stack is made only for one that had not ended.
    const goneAway = () => {
      if (!request.readableEnded)
        reject(new ServiceError("RequestAborted", "The client went away before it had sent all"));
    };
    request.on("error", goneAway);
    request.on("close", goneAway);
  });
}

// From a request that was let in to its answer: finds who is asked, reads as much as that service takes, and asks.

import { ServiceError } from "../aws/service-error.ts";
import type { RawAnswer } from "../aws/wire/operation.ts";
import type { ClientCall } from "./client-call.ts";
import type { Directory, FoundOperation, FoundRoute } from "./directory.ts";
import type { Exchange } from "./listener.ts";
import type { RefusalProtocol } from "./protocols/protocol.ts";
import { s3Protocol } from "./protocols/rest.ts";
import { readBody, streamedBody, tooLarge, unpacked } from "./request-body.ts";
import { type FormWay, formProtocol, formText } from "./select-protocol.ts";

const nothing = new Uint8Array();

/** Throws ServiceError for what the client did wrong, UnservedError for what is not in the region. */
export async function answerCall(
  call: ClientCall,
  exchange: Exchange,
  directory: Directory,
): Promise<RawAnswer> {
  const { way } = call;
  // Waited for here: handing a promise on takes three turns of the microtask queue instead of one.
  if (way.by === "path") return await answerPath(call, exchange, directory.byPath(call.head, way));
  if (way.by === "form") return await answerForm(call, way, exchange, directory);
  const found = directory.byName(call.head, way);
  note(call, found, exchange);
  return await answerOperation(call, found, await unpackedBody(call, exchange, found.largestBodyBytes));
}

async function answerForm(
  call: ClientCall,
  way: FormWay,
  exchange: Exchange,
  directory: Directory,
): Promise<RawAnswer> {
  const text = formText(call.head, await unpackedBody(call, exchange, directory.largestFormBytes));
  call.protocol = formProtocol(way, text);
  const found = directory.byForm(call.head, { ...way, protocol: formProtocol(way, text) }, text);
  note(call, found, exchange);
  const form = Buffer.from(found.form);
  if (form.length > found.largestBodyBytes) throw tooLarge(`${form.length} bytes`, found.largestBodyBytes);
  return await answerOperation(call, found, form);
}

async function answerOperation(
  call: ClientCall,
  { api, operation, protocol }: FoundOperation,
  body: Buffer,
): Promise<RawAnswer> {
  const run = api.operations[operation];
  if (run === undefined) throw new Error(`${operation} was found but is not there`);
  const input = protocol.decode(body, call);
  return protocol.answer(await run(input instanceof Promise ? await input : input, call), call);
}

async function answerPath(
  call: ClientCall,
  exchange: Exchange,
  { route, api, protocol, parameters, query, largestBodyBytes }: FoundRoute,
): Promise<RawAnswer> {
  call.protocol = protocol;
  if (api !== undefined) call.api = api;
  call.operation = route.operation;
  exchange.asksFor(route.operation);
  return route.handle({
    requestId: call.requestId,
    host: call.host,
    // Read where somebody asks for it.
    get accessKeyId() {
      return call.accessKeyId;
    },
    method: call.head.method,
    target: call.head.path + call.head.search,
    parameters: decoded(parameters, protocol),
    query,
    headers: call.head.headers,
    rawHeaders: call.head.rawHeaders,
    ...(route.isStreamed === true
      ? { body: nothing, chunks: streamedBody(exchange) }
      : { body: await restBody(exchange, largestBodyBytes, protocol) }),
  });
}

/** S3 has a code of its own for a document that is too large. */
async function restBody(exchange: Exchange, mostBytes: number, protocol: RefusalProtocol): Promise<Buffer> {
  try {
    return await readBody(exchange, mostBytes);
  } catch (problem) {
    if (protocol !== s3Protocol || !(problem instanceof ServiceError) || problem.status !== 413)
      throw problem;
    throw new ServiceError("MaxMessageLengthExceeded", "Your request was too big.", {
      members: { MaxMessageLengthBytes: mostBytes },
    });
  }
}

/** Throws ServiceUnavailable. */
function note(call: ClientCall, { api, operation, protocol }: FoundOperation, exchange: Exchange): void {
  call.api = api;
  call.operation = operation;
  call.protocol = protocol;
  exchange.asksFor(operation);
}

function unpackedBody({ head }: ClientCall, exchange: Exchange, mostBytes: number): Promise<Buffer> {
  const body = readBody(exchange, mostBytes);
  return head.headers["content-encoding"] === "gzip"
    ? body.then((packed) => unpacked(packed, mostBytes))
    : body;
}

function decoded(
  parameters: Readonly<Record<string, string>>,
  protocol: RefusalProtocol,
): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value ?? "")]),
    );
  } catch {
    if (protocol === s3Protocol) throw new ServiceError("InvalidURI", "Couldn't parse the specified URI.");
    throw new ServiceError("InvalidParameterValueException", "The path of the request is not well encoded");
  }
}

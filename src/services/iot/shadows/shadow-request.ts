// What an update of a shadow may say. https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-error-messages.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { isTooDeep } from "../../../aws/json-depth.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type Section, type ShadowChange, sections } from "./shadow-document.ts";

const largestDocumentBytes = 8 * 1024;
const deepestNesting = 6;
const longestTokenBytes = 64;

export interface ShadowUpdate {
  /** As it was given. */
  readonly state: JsonObject;
  readonly change: ShadowChange;
  /** The version that the shadow has to have. */
  readonly version: number | undefined;
  readonly clientToken: string | undefined;
}

/** Throws InvalidRequestException and RequestEntityTooLargeException, each with a client token if there is a sound one. */
export function readUpdate(payload: Uint8Array): ShadowUpdate {
  const request = readDocument(payload);
  const clientToken = readToken(request);
  const { state, version } = request;
  if (state === undefined) throw refusal("Missing required node: state");
  if (!isJsonObject(state)) throw refusal("State node must be an object");
  if (version !== undefined && version !== null && !Number.isSafeInteger(version))
    throw refusal("Invalid version");
  const change: { [section in Section]?: JsonObject | null } = {};
  for (const [name, value] of Object.entries(state)) {
    const section = sections.find((each) => each === name);
    if (section === undefined) throw refusal("State contains an invalid node: '".concat(name, "'"));
    if (value !== null && !isJsonObject(value))
      throw refusal(`${section === "desired" ? "Desired" : "Reported"} node must be an object`);
    if (depthOf(value) > deepestNesting)
      throw refusal(`JSON contains too many levels of nesting; maximum is ${deepestNesting}`);
    change[section] = value;
  }
  return { state, change, version: typeof version === "number" ? version : undefined, clientToken };
}

/** The token alone, for what needs no more of the request. Undefined if there is none, or nothing that can be read. */
export function tokenIn(payload: Uint8Array): string | undefined {
  try {
    return payload.length === 0 ? undefined : readToken(readDocument(payload));
  } catch {
    return undefined;
  }
}

function readDocument(payload: Uint8Array): JsonObject {
  if (payload.length > largestDocumentBytes)
    throw new ServiceError("RequestEntityTooLargeException", "The payload exceeds the maximum size allowed", {
      status: 413,
    });
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();
  const value = isTooDeep(text) ? undefined : jsonOrUndefined(text);
  if (!isJsonObject(value)) throw refusal("Invalid JSON");
  return value;
}

function readToken({ clientToken }: JsonObject): string | undefined {
  if (clientToken === undefined || clientToken === null) return undefined;
  if (typeof clientToken !== "string" || Buffer.byteLength(clientToken) > longestTokenBytes)
    throw refusal("Invalid clientToken");
  return clientToken;
}

function depthOf(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((each: Json) => depthOf(each)));
}

function refusal(message: string): ServiceError {
  return new ServiceError("InvalidRequestException", message);
}

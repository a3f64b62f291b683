// How one of AWS's wire protocols spells requests, answers and errors. The server picks one by the request's headers.

import type { ServiceError } from "../../aws/service-error.ts";
import type { RawAnswer, ServiceApi, WireObject } from "../../aws/wire/operation.ts";

export interface ProtocolCall {
  readonly api: ServiceApi;
  readonly operation: string;
  readonly requestId: string;
}

/** The error's `__type`. */
export function typeOf({ code, namespace }: ServiceError, api: ServiceApi): string {
  const prefix = namespace ?? api.errorNamespace;
  const shape = api.errorShapes?.get(code) ?? code;
  return prefix === "" ? shape : `${prefix}#${shape}`;
}

/** How errors are told. */
export interface RefusalProtocol {
  refuse(error: ServiceError, call: ProtocolCall): RawAnswer;
}

export interface Protocol extends RefusalProtocol {
  /** Throws SerializationException for a body that is not of the protocol. */
  decode(body: Buffer, call: ProtocolCall): WireObject | Promise<WireObject>;
  /** A promise for one that is written in several slices. */
  answer(value: WireObject, call: ProtocolCall): RawAnswer | Promise<RawAnswer>;
}

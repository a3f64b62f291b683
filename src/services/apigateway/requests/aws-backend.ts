// A service of the region as what answers a request: the answer is the service's own, as is its refusal.

import type { Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { RawAnswer, ServiceApi } from "../../../aws/wire/operation.ts";
import { jsonAnswer } from "../../../aws/wire/rest-operation.ts";
import { writeXml } from "../../../aws/wire/xml.ts";
import type { AwsAction } from "./aws-actions.ts";
import { sourceOf, textOf } from "./parameter-source.ts";
import { internalError, type ServedRequest } from "./served-request.ts";

export type FindApi = (sdkName: string) => ServiceApi | undefined;

export interface AwsCall {
  readonly action: AwsAction;
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the region, such as `127.0.0.1:4566`. */
  readonly host: string;
}

export async function awsAnswer(
  request: ServedRequest,
  { action, parameters, host }: AwsCall,
  findApi: FindApi,
): Promise<RawAnswer> {
  const api = findApi(action.api);
  const run = api?.operations[action.operation];
  if (api === undefined || run === undefined) return internalError;
  const { requestId, traceHeader } = request;
  try {
    const answer = await run(action.request(valuesOf(parameters, request)), { requestId, host, traceHeader });
    return api.query === undefined
      ? jsonOf(200, jsonAnswer(answer))
      : xmlOf(api, action.operation, answer, requestId);
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    const { status, code, message } = thrown;
    return jsonOf(status, JSON.stringify({ __type: `${api.errorNamespace}#${code}`, message }));
  }
}

/** What a parameter's source does not have is not told. */
function valuesOf(
  parameters: Readonly<Record<string, string>>,
  request: ServedRequest,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, source]) => {
      const value = name === "Region" ? undefined : sourceOf(source)({ request });
      return value === undefined ? [] : [[name, textOf(value)]];
    }),
  );
}

function jsonOf(status: number, body: string): RawAnswer {
  return { status, headers: { "content-type": "application/json" }, body };
}

/** Services that speak the Query protocol are asked by it. */
function xmlOf({ query }: ServiceApi, operation: string, answer: object, requestId: string): RawAnswer {
  const result = query?.writeAnswer?.({ ...answer }, operation) ?? answer;
  const document = {
    [`${operation}Response`]: {
      "@xmlns": query?.namespace ?? "",
      ...(Object.keys(result).length === 0 ? {} : { [`${operation}Result`]: result }),
      ResponseMetadata: { RequestId: requestId },
    },
  };
  return {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: `<?xml version="1.0"?>${writeXml(document)}`,
  };
}

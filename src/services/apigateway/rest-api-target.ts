// Delivers to REST APIs: the request to a stage's method that an event becomes.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html, "API Gateway targets"

import { randomUUID } from "node:crypto";
import { parseArn } from "../../aws/arn.ts";
import type { DeliveryRequest, DeliveryTarget } from "../../aws/delivery.ts";
import { filledPath, httpOutcome } from "../../aws/http-delivery.ts";
import type { RoleCaller } from "../../aws/role-caller.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { RawAnswer, RouteCall } from "../../aws/wire/operation.ts";
import { executeApiPath } from "../../aws/wire/served-hosts.ts";

export interface RestApiTargetParts {
  readonly nowSeconds: () => number;
  readonly restApis: { find(apiId: string): object | undefined };
  /** Where AWS would have an API. */
  hostOnAws(apiId: string): string;
  answer(apiId: string, call: RouteCall): Promise<RawAnswer>;
}

/** An API's id, a stage, a method or an asterisk for any, and a path that may have asterisks. */
const methodArn = /^(?<apiId>[a-z0-9]+)\/(?<stage>[^/]+)\/(?<method>[A-Z]+|\*)(?<path>\/.*)?$/s;

export function restApiTarget(gateway: RestApiTargetParts): DeliveryTarget {
  return {
    kinds: ["REST API"],
    service: "execute-api",
    resource: methodArn,
    async deliver(request) {
      const { apiId = "", stage = "", method = "", path = "/" } = partsOf(request.arn);
      if (gateway.restApis.find(apiId) === undefined)
        throw new ServiceError("NotFoundException", `The API ${apiId} of ${request.arn} does not exist.`);
      const called = { host: gateway.hostOnAws(apiId), method: method === "*" ? "POST" : method };
      const query = new URLSearchParams({ ...request.http?.query });
      const target = `${executeApiPath}${apiId}/${stage}${filledPath(path, request.http?.pathParameters)}`;
      const { status, body } = await gateway.answer(apiId, {
        ...{ ...called, requestId: randomUUID(), parameters: {}, query },
        target: query.size === 0 ? target : `${target}?${query}`,
        headers: headersOf(request, called, gateway.nowSeconds()),
        body: hasBody(called.method) ? Buffer.from(request.payload.text) : nothing,
        caller: roleOf(request),
        traceHeader: request.traceHeader,
      });
      return httpOutcome({ status, text: await textOf(body) }, request, "REST API");
    },
  };
}

const nothing = Buffer.alloc(0);

function partsOf(arn: string): Readonly<Record<string, string | undefined>> {
  return methodArn.exec(parseArn(arn)?.resource ?? "")?.groups ?? {};
}

function roleOf({ caller: { arn, roleArn } }: DeliveryRequest): RoleCaller | undefined {
  if (roleArn === undefined || roleArn === "") return undefined;
  return { roleArn, sessionName: arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1) };
}

function hasBody(method: string): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** EventBridge sends by AWS's SDK for Java, and says whom it sends for. In a role it signs the request; any signature is taken. */
function headersOf(
  { caller, http, traceHeader }: DeliveryRequest,
  { host, method }: { readonly host: string; readonly method: string },
  nowSeconds: number,
): RouteCall["headers"] {
  const time = new Date(nowSeconds * 1000).toISOString().replaceAll(/[-:]|\.000/g, "");
  const { accountId = "", region = "" } = parseArn(caller.arn) ?? {};
  const scope = `local/${time.slice(0, 8)}/${region}/execute-api/aws4_request`;
  const isSigned = caller.roleArn !== undefined && caller.roleArn !== "";
  return {
    ...{ host, "user-agent": "aws-sdk-java", "x-amz-date": time },
    ...{ "x-amz-source-account": accountId, "x-amz-source-arn": caller.arn },
    ...(hasBody(method) ? { "content-type": "application/json" } : {}),
    ...(isSigned
      ? { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=local` }
      : {}),
    ...(traceHeader === undefined ? {} : { "x-amzn-trace-id": traceHeader }),
    ...Object.fromEntries(
      Object.entries(http?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
  };
}

async function textOf(body: RawAnswer["body"]): Promise<string> {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const pieces: Buffer[] = [];
  // A piece is good until the next is asked for.
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

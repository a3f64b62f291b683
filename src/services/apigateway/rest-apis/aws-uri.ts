// What an AWS integration calls: `arn:aws:apigateway:<region>:<service>:action/<operation>`, or a path of the service's.
// https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html#apigw-PutIntegration-request-uri

import { badRequest } from "../refusals.ts";

export type AwsTarget =
  | { readonly type: "function"; readonly arn: string }
  | { readonly type: "action"; readonly api: string; readonly operation: string }
  /** The operation stands in the body, which is a form. */
  | { readonly type: "queue"; readonly queuePath: string }
  /** Asked as a client of S3 asks; it may hold `{parameters}`. */
  | { readonly type: "object"; readonly path: string }
  /** A service that is not in the region. */
  | { readonly type: "elsewhere" };

/** The region's names of the services, by their names in such addresses. */
const apis: Readonly<Record<string, string>> = {
  ...{ states: "sfn", dynamodb: "dynamodb", kinesis: "kinesis", events: "eventbridge", sqs: "sqs" },
  ...{ sns: "sns", ssm: "ssm", secretsmanager: "secretsmanager", firehose: "firehose" },
};

/** Throws BadRequestException. */
export function actionIn(uri: string): AwsTarget {
  const [, service = "", kind = "", rest = ""] =
    /^arn:[\w-]+:apigateway:[\w-]+:(?:[\w-]+\.)?([\w-]+):(action|path)\/(.*)$/s.exec(uri) ?? [];
  if (service === "lambda" && kind === "path") {
    const [, arn] = /^\d{4}-\d\d-\d\d\/functions\/(.+)\/invocations$/.exec(rest) ?? [];
    if (arn !== undefined) return { type: "function", arn };
  }
  const api = Object.hasOwn(apis, service) ? apis[service] : undefined;
  if (api !== undefined && kind === "action")
    return { type: "action", api, operation: rest.replace(/^[?&]?Action=/, "") };
  const path = rest.replace(/^\//, "");
  if (service === "sqs" && /^\d{12}\/[^/]+$/.test(path)) return { type: "queue", queuePath: `/${path}` };
  if (service === "s3" && path !== "") return { type: "object", path };
  // The operation stands in the query or the form.
  if (api !== undefined && path === "") return { type: "action", api, operation: "" };
  if (isElsewhere(service) && rest !== "") return { type: "elsewhere" };
  throw badRequest(`AWS ARN for integration must contain path or action: ${uri}`);
}

function isElsewhere(service: string): boolean {
  return service !== "" && !["lambda", "s3"].includes(service) && !Object.hasOwn(apis, service);
}

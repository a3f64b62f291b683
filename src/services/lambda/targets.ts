// What can be delivered to Lambda by ARN: an event to a function, which is waited for only where the source wants its answer.

import { type DeliveryOutcome, type DeliveryTarget, delivered } from "../../aws/delivery.ts";
import { type Json, objectOrEmpty } from "../../aws/json.ts";
import { knownRows, parseJsonOrText } from "../../aws/json-text.ts";
import { type InvocationRequest, type InvocationResult, largestRequestBytes } from "./invocation.ts";

export interface FunctionTargetParts {
  invoke(request: InvocationRequest): Promise<InvocationResult>;
  has(arn: string): boolean;
}

export function functionTarget(functions: FunctionTargetParts): DeliveryTarget {
  return {
    kinds: ["function"],
    service: "lambda",
    resource: /^function:/,
    largestBatchBytes: (until) =>
      until === "answered" ? largestRequestBytes.RequestResponse : largestRequestBytes.Event,
    has: (arn) => functions.has(arn),
    async deliver({ arn, payload, until, traceHeader }) {
      const isAnswered = until === "answered";
      const invocationType = isAnswered ? "RequestResponse" : "Event";
      const result = await functions.invoke({
        ...{ functionName: arn, invocationType, traceHeader },
        payload: knownRows(payload.value) ?? payload.text,
      });
      return isAnswered ? outcomeOf(result) : delivered;
    },
  };
}

function outcomeOf({ payload, functionError }: InvocationResult): DeliveryOutcome {
  const answer = parseJsonOrText(payload);
  if (functionError === undefined) return { status: "DELIVERED", answer };
  const { errorType, errorMessage } = objectOrEmpty(answer);
  const error = { code: textOr(errorType, functionError), message: textOr(errorMessage, payload) };
  return { status: "FAILED", error: { ...error, isPassing: true } };
}

function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

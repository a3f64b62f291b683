// The Lambda functions that the recordings call, and what AWS's Lambda service makes of them: as an answer to
// lambda:invoke, and as the result of a function named by its ARN.

import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { Failure } from "../../src/engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../src/engine/seams.ts";
import type { Clock } from "../../src/time/clock.ts";
import { pythonJson, pythonText } from "./python-text.ts";

export class StubFunctions implements TaskRunner {
  readonly #behaviours: Readonly<Record<string, string>>;
  readonly #clock: Clock;

  constructor(behaviours: Readonly<Record<string, string>>, clock: Clock) {
    this.#behaviours = behaviours;
    this.#clock = clock;
  }

  run({ resource, arguments: given }: TaskCall): TaskResult | Promise<TaskResult> {
    if (resource.includes(":function:")) return this.#invoke(resource, given);
    if (!resource.endsWith(":lambda:invoke")) {
      return new Failure("States.Runtime", `The recordings' runner has no service for ${resource}`);
    }
    const { FunctionName, Payload } = given as JsonObject;
    const answer = this.#invoke(String(FunctionName), Payload ?? {});
    return answer instanceof Promise ? answer.then(invocation) : invocation(answer);
  }

  #invoke(functionName: string, event: Json): TaskResult | Promise<TaskResult> {
    const name = functionName.split(":function:").at(-1)?.split(":")[0] ?? "";
    switch (this.#behaviours[name]) {
      case "identity":
        return event;
      case "hello":
        return { Return: "HelloWorld" };
      case "decorate":
        return `input-event-${pythonText(event)}`;
      case "large":
        return "a".repeat(257 * 1024);
      case "bytes":
        // Bytes are decoded and sent as text [recorded].
        return "HelloWorld!";
      case "raise":
        return raised("Exception", "Some exception was raised.", [
          '  File "/var/task/handler.py", line 2, in handler\n    raise Exception("Some exception was raised.")\n',
        ]);
      case "raise-custom":
        return raised("CustomException", "");
      case "sleep60":
        return new Promise((resolve) => this.#clock.setTimer(60_000, () => resolve(event)));
      default:
        return notFound(name);
    }
  }
}

function raised(errorType: string, errorMessage: string, stackTrace: readonly string[] = []): Failure {
  return new Failure(
    errorType,
    JSON.stringify({ errorMessage, errorType, requestId: randomUUID(), stackTrace }),
  );
}

function notFound(name: string): Failure {
  const arn = `arn:aws:lambda:us-east-1:111111111111:function:${name}:$LATEST`;
  return new Failure(
    "Lambda.ResourceNotFoundException",
    `Function not found: ${arn} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; ` +
      `Request ID: ${randomUUID()}; Proxy: null)`,
  );
}

/** The optimised integration answers with the API call's whole result. */
function invocation(payload: TaskResult): TaskResult {
  if (payload instanceof Failure) return payload;
  const requestId = randomUUID();
  const headers = {
    Connection: "keep-alive",
    "Content-Length": String(Buffer.byteLength(pythonJson(payload))),
    "Content-Type": "application/json",
    Date: "date",
    "X-Amz-Executed-Version": "$LATEST",
    "x-amzn-Remapped-Content-Length": "0",
    "x-amzn-RequestId": requestId,
    "X-Amzn-Trace-Id": "X-Amzn-Trace-Id",
  };
  const AllHttpHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ExecutedVersion: "$LATEST",
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}

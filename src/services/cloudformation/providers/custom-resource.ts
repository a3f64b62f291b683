// AWS::CloudFormation::CustomResource and Custom::*: a function or a topic is asked to make the resource, and tells by a PUT to an
// address that it was given what came of it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html

import { randomUUID } from "node:crypto";
import type { Deliver } from "../../../aws/delivery.ts";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import type { Clock } from "../../../time/clock.ts";
import { whatToInstall } from "./missing-software.ts";
import {
  type FormerCall,
  onGivenUp,
  type ProvidedResource,
  type Provider,
  type ProviderCall,
  ResourceFailure,
} from "./provider.ts";
import type { SignalBook } from "./signals.ts";

export interface CustomResourceParts {
  readonly clock: Clock;
  readonly deliver: Deliver;
  readonly signals: SignalBook;
}

interface Answer {
  readonly status: string;
  readonly reason: string;
  readonly physicalId: string | undefined;
  readonly data: JsonObject;
}

const longestWaitSeconds = 3600;

export function customResource(parts: CustomResourceParts): Provider {
  return {
    async create(call) {
      const answer = await ask(parts, call, "Create", {});
      return provided(answer);
    },
    async update(call) {
      const { ref, properties } = call.former;
      if (properties.ServiceToken !== call.properties.ServiceToken)
        throw new ResourceFailure("Modifying service token is not allowed.");
      const answer = await ask(parts, call, "Update", {
        PhysicalResourceId: ref,
        OldResourceProperties: asTexts(properties),
      });
      return provided(answer, ref);
    },
    async delete(call: FormerCall) {
      await ask(parts, { ...call, properties: call.former.properties }, "Delete", {
        PhysicalResourceId: call.former.ref,
      });
    },
  };
}

function provided({ physicalId, data }: Answer, former?: string): ProvidedResource {
  const ref = physicalId ?? former;
  if (ref === undefined) throw new ResourceFailure("Invalid PhysicalResourceId");
  return { ref, attributes: data };
}

/** Throws ResourceFailure. */
async function ask(
  { clock, deliver, signals }: CustomResourceParts,
  call: ProviderCall,
  type: "Create" | "Update" | "Delete",
  more: JsonObject,
): Promise<Answer> {
  const { stack, logicalId, properties, signal } = call;
  const token = properties.ServiceToken;
  if (typeof token !== "string")
    throw new ResourceFailure("Property validation failure: [The property {/ServiceToken} is required]");
  if (signal.aborted) throw new ResourceFailure("Resource creation cancelled");
  const requestId = randomUUID();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const address = signals.open((text) => resolve(answerIn(text)));
  const event = {
    RequestType: type,
    ServiceToken: token,
    ResponseURL: address.url,
    StackId: stack.id,
    RequestId: requestId,
    LogicalResourceId: logicalId,
    ResourceType: call.type,
    ResourceProperties: asTexts(properties),
    ...more,
  };
  const giveUp = () => reject(new ResourceFailure("Resource creation cancelled"));
  const release = onGivenUp(signal, giveUp);
  const timer = clock.setTimer(waitSeconds(properties) * 1000, () =>
    reject(new ResourceFailure(noAnswer(requestId))),
  );
  try {
    void send(deliver, { arn: token, stackId: stack.id, event }).then((problem) => {
      if (problem !== undefined) reject(new ResourceFailure(problem));
    }, reject);
    return checked(await promise, requestId);
  } finally {
    timer.cancel();
    release();
    address.close();
  }
}

interface Sent {
  readonly arn: string;
  readonly stackId: string;
  readonly event: JsonObject;
}

/**
 * What went wrong on the way, if anything did. AWS differs: a function that fails is waited for until the time is up, because
 * it is invoked again and may answer yet; here its error is told at once.
 */
async function send(deliver: Deliver, { arn, stackId, event }: Sent): Promise<string | undefined> {
  const outcome = await deliver({
    arn,
    caller: { arn: stackId },
    payload: { text: JSON.stringify(event), value: event },
    until: arn.split(":")[2] === "lambda" ? "answered" : "safe",
    subject: "AWS CloudFormation custom resource request",
  });
  if (outcome.status === "DELIVERED") return undefined;
  const { code, message } = outcome.error;
  return `Custom resource did not take the request: ${code}: ${message}${advice(message)}`;
}

function answerIn(text: string): Answer {
  const answer: unknown = JSON.parse(text);
  if (!isJsonObject(answer)) throw new Error("The response must be an object");
  const { Status: status, Reason: reason, PhysicalResourceId: physicalId, Data: data } = answer;
  if (status !== "SUCCESS" && status !== "FAILED") throw new Error("Status must be SUCCESS or FAILED");
  return {
    status,
    reason: typeof reason === "string" ? reason : "",
    physicalId: typeof physicalId === "string" && physicalId !== "" ? physicalId : undefined,
    data: objectOrEmpty(data),
  };
}

/** Throws ResourceFailure. */
function checked(answer: Answer, requestId: string): Answer {
  if (answer.status === "SUCCESS") return answer;
  throw new ResourceFailure(
    `Received response status [FAILED] from custom resource. Message returned: ${answer.reason} (RequestId: ${requestId})${advice(answer.reason)}`,
    answer.physicalId,
  );
}

function advice(complaint: string): string {
  const told = whatToInstall(complaint);
  return told === undefined ? "" : `. ${told}`;
}

function noAnswer(requestId: string): string {
  return `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`;
}

function waitSeconds({ ServiceTimeout: given }: JsonObject): number {
  const seconds = Number(given ?? longestWaitSeconds);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), longestWaitSeconds) : longestWaitSeconds;
}

/** A custom resource is told all values as texts. */
function asTexts(value: JsonObject): JsonObject;
function asTexts(value: Json): Json;
function asTexts(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => asTexts(item));
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asTexts(member)]));
  return value === null ? null : String(value);
}

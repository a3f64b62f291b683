// What an action is: compiled once for its rule, run for each message that the rule wants.
// https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-actions.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import { type DeliveryError, failedDelivery } from "../../../aws/delivery.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import { readRequestOr, type Shape, type ValueOf } from "../../../aws/wire/shape.ts";
import type { Clock } from "../../../time/clock.ts";
import type { House } from "../../house.ts";
import type { Publication } from "../messages/publication.ts";
import { invalidRequest } from "../refusals.ts";
import type { RuleSurroundings } from "../sql/evaluation.ts";
import type { Outcome } from "../sql/statement.ts";
import { compileTemplate, type Template } from "../sql/template.ts";

/** What actions need of the region. */
export interface ActionEnds {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly router: House["router"];
  readonly api: House["api"];
  readonly access?: House["access"];
  readonly streams: {
    putRecord(
      stream: { readonly streamName: string },
      record: { readonly partitionKey: string; readonly data: Buffer },
    ): Promise<unknown>;
  };
  readonly surroundingsOf: (ruleArn: string, sqlVersion: string) => RuleSurroundings;
  readonly publish: (publication: Publication) => void | Promise<void>;
}

export interface ActionRun {
  readonly ruleArn: string;
  readonly publication: Publication;
  /** What the rule's statement made of the message; of an error action, what failed. */
  readonly outcome: Outcome;
  /** The text of a template for this message. */
  readonly text: (template: Template) => string | Promise<string>;
}

export interface Action {
  /** As metrics call it, such as `Kinesis`. */
  readonly type: string;
  /** As an error action is told it: the stream, the bucket, the ARN. */
  readonly resource: string;
  /** What it gives is waited for. Throws or rejects with whatever went wrong. */
  readonly run: (run: ActionRun) => unknown;
}

export interface ActionKind {
  /** `path` is where the settings are in the request. */
  readonly compile: (settings: WireObject, ends: ActionEnds, path: string) => Action;
}

/** A kind whose settings have this shape. */
export function actionKind<Of>(
  shape: Shape<Of>,
  compile: (settings: ValueOf<Shape<Of>>, ends: ActionEnds) => Action,
): ActionKind {
  return {
    compile: (settings, ends, path) => compile(readRequestOr(invalidRequest, shape, settings, path), ends),
  };
}

export function optionalTemplate(text: string | undefined): Template | undefined {
  return text === undefined ? undefined : compileTemplate(text);
}

/** In whose name an action is done. */
export interface ActionRole {
  readonly roleArn: string;
  readonly ruleArn: string;
}

/** What an operation of another service answers. Rejects with its ServiceError, also if the role may not. */
export async function ask(
  { api, access }: Pick<ActionEnds, "api" | "access">,
  role: ActionRole,
  [sdkName, operation]: readonly [string, string],
  request: WireObject,
): Promise<WireObject> {
  checkRole(access, role, [sdkName, operation], request);
  const run = api(sdkName)?.operations[operation];
  if (run === undefined) throw invalidRequest(`The region has no ${operation} of ${sdkName}`);
  return run(request, { requestId: "", host: "127.0.0.1" });
}

/** Throws ServiceError, but for what is only wished: AWS asks for it, and it is done without here. */
export function checkRole(
  access: House["access"],
  { roleArn, ruleArn }: ActionRole,
  [service, operation]: readonly [string, string],
  request: WireObject,
  isWished = false,
): void {
  const via = { service: "iot.amazonaws.com", sourceArn: ruleArn };
  access?.check({ service, operation, request, caller: { roleArn, sessionName: "iot", via }, isWished });
}

/** Throws InvalidRequestException for a role that IoT may not assume for the rule. */
export function checkTrust(access: House["access"], { roleArn, ruleArn }: ActionRole): void {
  const service = "iot.amazonaws.com";
  if (access?.mayAssume({ roleArn, via: { service, sourceArn: ruleArn } }) === false)
    throw invalidRequest(
      `AWS IoT (${service}) is unable to assume role (sts:AssumeRole) on resource: ${roleArn}.  If the role was just created or updated, please try again in a few seconds`,
    );
}

/** Delivers to an ARN. Rejects with what failed. */
export async function deliver(
  { router }: Pick<ActionEnds, "router">,
  request: Parameters<House["router"]["deliver"]>[0],
): Promise<void> {
  const outcome = await router.deliver(request);
  if (outcome.status !== "DELIVERED") throw new DeliveryFailure(outcome.error);
}

export class DeliveryFailure extends Error {
  readonly error: DeliveryError;

  constructor(error: DeliveryError) {
    super(error.message);
    this.error = error;
  }
}

/** What was thrown, in AWS's words, and whether it may go well later. */
export function deliveryError(thrown: unknown): DeliveryError {
  if (thrown instanceof DeliveryFailure) return thrown.error;
  const outcome = failedDelivery(thrown);
  return outcome.status === "DELIVERED" ? unknownError : outcome.error;
}

const unknownError: DeliveryError = { code: "InternalError", message: "", isPassing: false };

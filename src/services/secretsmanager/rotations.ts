// Rotating secrets: a function of the user's makes, sets, tests and takes over another version, now and when a schedule says so.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html

import { randomUUID } from "node:crypto";
import { parseArn } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { nextTime, parseSchedulerSchedule } from "../../schedule/schedule.ts";
import { Timetable } from "../../schedule/timetable.ts";
import type { Clock } from "../../time/clock.ts";
import type { DeliveryRouter } from "../house.ts";
import { invalidParameter, invalidRequest } from "./refusals.ts";
import { type RotationRules, type Secret, type SecretRotation, unfinishedVersion } from "./secret.ts";
import type { Secrets } from "./secrets.ts";

const steps = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
const dayMs = 86_400_000;

export interface RotationRequest {
  readonly token?: string | undefined;
  /** @default that of the last request */
  readonly functionArn?: string | undefined;
  /** @default those of the last request */
  readonly rules?: RotationRules | undefined;
  /** @default true */
  readonly isImmediate?: boolean | undefined;
}

export interface RotationSeams {
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly router: DeliveryRouter;
  readonly onFault: (fault: unknown, where: string) => void;
  readonly onWarning?: ((message: string) => void) | undefined;
}

export class Rotations {
  readonly #seams: RotationSeams;
  /** Of ARNs. */
  readonly #timetable: Timetable<string>;

  constructor(seams: RotationSeams) {
    this.#seams = seams;
    this.#timetable = new Timetable({
      clock: seams.clock,
      due: (arn) => this.#due(arn),
      fault: (fault, arn) => seams.onFault(fault, `the rotation of ${arn}`),
    });
  }

  start(): void {
    for (const secret of this.#seams.secrets.all()) this.#plan(secret);
  }

  stop(): void {
    this.#timetable.stop();
  }

  /** Throws InvalidRequestException, InvalidParameterException or AccessDeniedException. */
  rotate(id: string, request: RotationRequest): { readonly secret: Secret; readonly versionId: string } {
    const { secrets } = this.#seams;
    const { arn, rotation } = secrets.live(id);
    const functionArn = request.functionArn ?? rotation?.functionArn;
    if (functionArn === undefined)
      throw invalidRequest("No Lambda rotation function ARN is associated with this secret.");
    const rules = request.rules ?? rotation?.rules ?? {};
    checkRules(rules);
    this.#checkFunction(functionArn, arn);
    const { token = randomUUID(), isImmediate = true } = request;
    if (isImmediate) secrets.reserve(arn, token);
    const changed = secrets.setRotation(
      arn,
      this.#planned({ ...rotation, functionArn, rules, isEnabled: true }),
    );
    this.#plan(changed);
    if (isImmediate) this.#begin(changed, token);
    return { secret: changed, versionId: token };
  }

  /** Throws InvalidRequestException for a secret that is not rotated. */
  cancel(id: string): Secret {
    const { arn, rotation } = this.#seams.secrets.live(id);
    if (rotation === undefined)
      throw invalidRequest(
        "You tried to enable rotation on a secret that doesn't already have a Lambda function ARN configured and you didn't include such an ARN as a parameter in this call.",
      );
    const { nextAt: _, ...rest } = rotation;
    this.#timetable.remove(arn);
    return this.#seams.secrets.setRotation(arn, { ...rest, isEnabled: false });
  }

  #plan({ arn, rotation, deletion }: Secret): void {
    if (rotation?.nextAt === undefined || deletion !== undefined) this.#timetable.remove(arn);
    else this.#timetable.put(arn, rotation.nextAt);
  }

  #planned({ nextAt: _, ...rotation }: SecretRotation): SecretRotation {
    const next = nextRotation(rotation.rules, this.#seams.clock.now());
    return next === undefined ? rotation : { ...rotation, nextAt: next };
  }

  #due(arn: string): void {
    const { secrets } = this.#seams;
    const secret = secrets.all().find((each) => each.arn === arn);
    if (secret?.rotation?.isEnabled !== true || secret.deletion !== undefined) return;
    const unfinished = unfinishedVersion(secret);
    const token = unfinished?.id ?? randomUUID();
    if (unfinished === undefined) secrets.reserve(arn, token);
    const changed = secrets.setRotation(arn, this.#planned(secret.rotation));
    this.#plan(changed);
    this.#begin(changed, token);
  }

  #begin(secret: Secret, token: string): void {
    const where = `the rotation of ${secret.arn}`;
    this.#run(secret, token).catch((fault: unknown) => this.#seams.onFault(fault, where));
  }

  /** A step that fails leaves the version pending, for the next time. */
  async #run({ arn, rotation }: Secret, token: string): Promise<void> {
    const { clock, router, secrets, onWarning } = this.#seams;
    if (rotation === undefined) return;
    await secrets.book.committed();
    for (const Step of steps) {
      const outcome = await router.deliver({
        arn: rotation.functionArn,
        caller: { arn },
        payload: { text: JSON.stringify({ Step, SecretId: arn, ClientRequestToken: token }) },
        until: "answered",
      });
      if (outcome.status === "DELIVERED") continue;
      onWarning?.(
        `The rotation of ${arn} failed in ${Step}: ${outcome.error.code}: ${outcome.error.message}`,
      );
      return;
    }
    const rotated = secrets.all().find((each) => each.arn === arn)?.rotation;
    if (rotated !== undefined) secrets.setRotation(arn, { ...rotated, rotatedAt: clock.now() });
  }

  #checkFunction(arn: string, secretArn: string): void {
    const isFunction = parseArn(arn)?.service === "lambda";
    if (isFunction && this.#seams.router.reaches({ arn, caller: { arn: secretArn } })) return;
    throw new ServiceError(
      "AccessDeniedException",
      "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
    );
  }
}

function nextRotation({ days, expression }: RotationRules, now: number): number | undefined {
  if (days !== undefined) return now + days * dayMs;
  const schedule = expression === undefined ? undefined : parseSchedulerSchedule(expression);
  return schedule && nextTime(schedule, now, { startedAt: now });
}

function checkRules({ days, expression }: RotationRules): void {
  if (days !== undefined && (days < 1 || days > 1000))
    throw invalidParameter("RotationRules.AutomaticallyAfterDays must be within 1-1000.");
  if (days !== undefined && expression !== undefined)
    throw invalidParameter("You can't specify both AutomaticallyAfterDays and ScheduleExpression.");
  if (expression === undefined) return;
  const schedule = parseSchedulerSchedule(expression);
  if (schedule === undefined || schedule.kind === "at")
    throw invalidParameter(`The rotation schedule expression ${expression} is not valid.`);
}

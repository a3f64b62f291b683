// EventBridge Scheduler: schedules, the times at which they are due, and the invocations of their targets.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { DeliveryError, DeliveryOutcome } from "../../aws/delivery.ts";
import type { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import type { AccessGuard } from "../permissions.ts";
import { type Invocation, inputOf } from "./invocations/invocation.ts";
import { type InvocationResult, Invocations } from "./invocations/invocations.ts";
import { deadLetterRequest, type GivenUp, targetRequest } from "./invocations/target-request.ts";
import type { Targets } from "./invocations/targets.ts";
import type { CountInGroup } from "./published-metrics.ts";
import { Planner } from "./schedules/planner.ts";
import type { Schedule, ScheduleDefinition } from "./schedules/schedule.ts";
import { checkSchedule, checkTrust } from "./schedules/schedule-checks.ts";
import { keyOf, type ScheduleQuotas, Schedules, scheduleArn } from "./schedules/schedules.ts";

export interface SchedulerParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  /** Undefined if nobody looks at permissions. */
  readonly access?: AccessGuard | undefined;
  readonly targets: Pick<Targets, "check" | "deliver" | "missed">;
  readonly count: CountInGroup;
  /** @default the machine is the limit */
  readonly quotas?: ScheduleQuotas | undefined;
  /** At least 0, less than 1. */
  readonly random?: () => number;
  /** An invocation that its target did not take, and no dead-letter queue either. */
  readonly dropped?: (invocation: Invocation, reason: DeliveryError) => void;
  readonly fault: (fault: unknown, where: string) => void;
}

export class Scheduler {
  readonly schedules: Schedules;
  readonly #parts: SchedulerParts;
  readonly #planner: Planner;
  readonly #invocations: Invocations;

  constructor(parts: SchedulerParts) {
    const { clock, book, random = Math.random } = parts;
    this.#parts = parts;
    this.schedules = new Schedules({ ...parts, changed: (key) => this.#planner.changed(key) });
    this.#invocations = new Invocations({
      ...{ clock, book, random },
      attempt: (invocation, attempt) => this.#attempt(invocation, attempt),
      bury: (invocation, givenUp) => this.#bury(invocation, givenUp),
      over: (invocation, result, reason) => this.#over(invocation, result, reason),
      fault: (fault, { scheduleArn }) => parts.fault(fault, scheduleArn),
    });
    this.#planner = new Planner({
      ...{ clock, book, random },
      find: (key) => this.schedules.find(key),
      invoke: (invocation) => this.#invocations.add(invocation),
      fault: parts.fault,
    });
  }

  /** What is not here of a target; undefined for one that can be called, and for what is no target at all. */
  readonly missed = (arn: string): string | undefined => this.#parts.targets.missed(arn);

  /** Throws ValidationException, ResourceNotFoundException and ConflictException. */
  create(definition: ScheduleDefinition, clientToken?: string): Schedule {
    this.#check(definition);
    return this.schedules.create(definition, clientToken);
  }

  /** Throws ValidationException and ResourceNotFoundException. */
  update(definition: ScheduleDefinition): Schedule {
    this.#check(definition);
    return this.schedules.update(definition);
  }

  /** Takes up what the last run left over, and what has become due since. */
  start(): void {
    this.#invocations.start();
    this.#planner.start(this.schedules.all().map(keyOf));
  }

  /** Whether a target is being asked. */
  get isBusy(): boolean {
    return this.#invocations.isBusy;
  }

  async stop(): Promise<void> {
    this.#planner.stop();
    await this.#invocations.close();
  }

  close(): Promise<void> {
    return this.#parts.book.close();
  }

  #check(definition: ScheduleDefinition): void {
    const { access, clock, identity, targets } = this.#parts;
    checkSchedule(definition, { now: clock.now(), checkTarget: (arn) => targets.check(arn) });
    if (access !== undefined) checkTrust(access, definition.target, scheduleArn(identity, definition));
  }

  #attempt(invocation: Invocation, attempt: number): DeliveryOutcome | Promise<DeliveryOutcome> {
    const { targets, count, identity } = this.#parts;
    const { group } = invocation;
    count(group, "InvocationAttemptCount");
    const input = inputOf(invocation, attempt, identity);
    const outcome = targets.deliver(targetRequest(invocation, input));
    return outcome instanceof Promise
      ? outcome.then((settled) => this.#counted(group, settled))
      : this.#counted(group, outcome);
  }

  #counted(group: string, outcome: DeliveryOutcome): DeliveryOutcome {
    const { count } = this.#parts;
    if (outcome.status !== "DELIVERED") count(group, "TargetErrorCount");
    if (outcome.status === "THROTTLED") count(group, "TargetErrorThrottledCount");
    return outcome;
  }

  async #bury(invocation: Invocation, givenUp: GivenUp): Promise<"dead-letter" | "dropped"> {
    const { targets, count, identity } = this.#parts;
    const { group, target } = invocation;
    if (target.deadLetterArn === undefined) return "dropped";
    const input = inputOf(invocation, givenUp.retries + 1, identity);
    const request = deadLetterRequest(invocation, target.deadLetterArn, { ...givenUp, input });
    const outcome = await targets.deliver(request);
    if (outcome.status !== "DELIVERED") {
      count(group, "InvocationsFailedToBeSentToDeadLetterCount");
      count(group, `InvocationsFailedToBeSentToDeadLetterCount_${queueError(outcome.error.code)}`);
      return "dropped";
    }
    count(group, "InvocationsSentToDeadLetterCount");
    if (request.payload.text !== input)
      count(group, "InvocationsSentToDeadLetterCount_Truncated_MessageSizeExceeded");
    return "dead-letter";
  }

  #over(invocation: Invocation, result: InvocationResult, reason: DeliveryError | undefined): void {
    const { count, dropped } = this.#parts;
    if (result !== "delivered") count(invocation.group, "InvocationDroppedCount");
    if (result === "dropped" && reason !== undefined) dropped?.(invocation, reason);
    if (invocation.deletesScheduleOf === undefined) return;
    const schedule = this.schedules.find(invocation.scheduleKey);
    // One that was changed meanwhile has another last invocation.
    if (schedule?.modifiedAt === invocation.deletesScheduleOf)
      this.schedules.delete(schedule.name, schedule.group);
  }
}

/** As the code is in the metric's name: of a queue that is not there it is the one that SQS had in its older protocol. */
function queueError(code: string): string {
  return code === "QueueDoesNotExist" ? "AWS.SimpleQueueService.NonExistentQueue" : code;
}

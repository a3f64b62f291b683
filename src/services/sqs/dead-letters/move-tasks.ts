// Moves of dead letters: to the queues they came from, or to another one, as fast as asked for. A move is kept with how far it got,
// so that it goes on after a restart. SQS API, StartMessageMoveTask.

import { randomUUID } from "node:crypto";
import { parseArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { invalid } from "../api/refusals.ts";
import { ranged } from "../api/request-checks.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { Queue } from "../queues/queue.ts";
import { redrivePolicyOf } from "../queues/queue-attributes.ts";
import { type QueueEntry, sentEntry } from "../queues/queue-journal.ts";
import { type MoveTask, taskOfHandle } from "./move-task.ts";
import { allowsSource } from "./redrive-allow-policy.ts";

export interface MoveRequest {
  readonly sourceArn: string;
  readonly destinationArn?: string | undefined;
  readonly perSecond?: number | undefined;
}

/** What a move needs of the queues. */
export interface MoveSeams {
  readonly clock: Clock;
  readonly queue: (arn: string) => Queue | undefined;
  readonly all: () => Iterable<Queue>;
  /** A dead letter is a new message where it goes. */
  readonly renewed: (message: StoredMessage, destination: Queue) => StoredMessage;
  readonly keep: (...entries: readonly QueueEntry[]) => Promise<void>;
}

/** As many as SQS lists of a queue. */
const mostListed = 10;
const mostPerSecond = 500;
/** How often messages are moved. */
const stepMs = 100;
const mostAtOnce = 50;

export class MoveTasks {
  readonly #seams: MoveSeams;
  /** Of each source, the latest first. */
  readonly #tasks = new Map<string, readonly MoveTask[]>();
  readonly #timers = new Map<string, Timer>();
  #isClosed = false;

  constructor(seams: MoveSeams) {
    this.#seams = seams;
  }

  /** @throws ResourceNotFoundException, InvalidParameterValue */
  async start({ sourceArn, destinationArn, perSecond }: MoveRequest): Promise<MoveTask> {
    if (perSecond !== undefined)
      ranged("MaxNumberOfMessagesPerSecond", perSecond, { least: 1, most: mostPerSecond });
    const source = this.#source(sourceArn);
    if (![...this.#seams.all()].some((queue) => hasDeadLettersIn(queue, source)))
      throw invalid("Source queue must be configured as a Dead Letter Queue.");
    if (destinationArn !== undefined) this.#checkDestination(source, destinationArn);
    if (this.list(sourceArn, mostListed).some(({ status }) => status === "RUNNING"))
      throw invalid(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    const task: MoveTask = {
      taskId: randomUUID(),
      sourceArn,
      ...(destinationArn === undefined ? {} : { destinationArn }),
      ...(perSecond === undefined ? {} : { perSecond }),
      startedAt: this.#seams.clock.now(),
      toMove: source.counts().visible,
      moved: 0,
      status: "RUNNING",
    };
    this.follow(task);
    await this.#seams.keep({ type: "move", task });
    this.#plan(task, 0);
    return task;
  }

  /** The latest first. Throws ResourceNotFoundException, InvalidParameterValue. */
  list(sourceArn: string, most: number): readonly MoveTask[] {
    ranged("MaxResults", most, { least: 1, most: mostListed });
    this.#source(sourceArn);
    return (this.#tasks.get(sourceArn) ?? []).slice(0, most);
  }

  /** Throws ResourceNotFoundException for a task that is not, or no longer, there. */
  async cancel(handle: string): Promise<MoveTask> {
    const { taskId, sourceArn } = taskOfHandle(handle);
    this.#source(sourceArn);
    const task = this.#task(sourceArn, taskId);
    if (task?.status !== "RUNNING")
      throw new ServiceError("ResourceNotFoundException", "Task does not exist.", { status: 404 });
    this.#timers.get(taskId)?.cancel();
    return this.#end(task, { status: "CANCELLED" });
  }

  /** Takes a task as it is now, in the place of what it was. */
  follow(task: MoveTask): void {
    const others = (this.#tasks.get(task.sourceArn) ?? []).filter(({ taskId }) => taskId !== task.taskId);
    const all = [...others, task].sort((left, right) => right.startedAt - left.startedAt);
    this.#tasks.set(task.sourceArn, all.slice(0, mostListed));
  }

  /** Of a queue that is deleted nothing is left. */
  forget(sourceArn: string): void {
    for (const { taskId } of this.#tasks.get(sourceArn) ?? []) this.#timers.get(taskId)?.cancel();
    this.#tasks.delete(sourceArn);
  }

  *entries(): Iterable<QueueEntry> {
    for (const tasks of this.#tasks.values()) for (const task of tasks) yield { type: "move", task };
  }

  /** Goes on with what the last run left over. */
  resume(): void {
    for (const tasks of this.#tasks.values())
      for (const task of tasks) if (task.status === "RUNNING") this.#plan(task, 0);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #plan({ sourceArn, taskId }: MoveTask, delayMs: number): void {
    if (this.#isClosed) return;
    const timer = this.#seams.clock.setTimer(delayMs, () => {
      this.#timers.delete(taskId);
      const task = this.#task(sourceArn, taskId);
      // A disk that takes nothing is tried again.
      if (task?.status === "RUNNING") this.#step(task).catch(() => this.#plan(task, 1000));
    });
    this.#timers.set(taskId, timer);
  }

  async #step(task: MoveTask): Promise<void> {
    const source = this.#seams.queue(task.sourceArn);
    if (source === undefined) return;
    const { perSecond = mostAtOnce * (1000 / stepMs) } = task;
    const atOnce = Math.max(1, Math.floor((perSecond * stepMs) / 1000));
    const letters = source.firstVisible(Math.min(atOnce, task.toMove - task.moved));
    const entries: QueueEntry[] = [];
    let moved = task.moved;
    for (const letter of letters) {
      const destination = this.#destinationOf(task, letter);
      if (typeof destination === "string") {
        await this.#end({ ...task, moved }, { status: "FAILED", failureReason: destination }, entries);
        return;
      }
      const message = this.#seams.renewed(letter, destination);
      source.remove(letter.messageId);
      destination.add(message);
      entries.push(sentEntry(destination.name, message), {
        ...{ type: "removed", queue: source.name, messageIds: [letter.messageId] },
      });
      moved++;
    }
    const next = { ...task, moved };
    if (letters.length === 0 || moved >= task.toMove) {
      await this.#end(next, { status: "COMPLETED" }, entries);
      return;
    }
    this.follow(next);
    await this.#seams.keep(...entries, { type: "move", task: next });
    if (this.#task(task.sourceArn, task.taskId)?.status === "RUNNING")
      this.#plan(next, (1000 * atOnce) / perSecond);
  }

  /** The queue, or why there is none, in SQS's words. */
  #destinationOf({ destinationArn }: MoveTask, { sourceArn }: StoredMessage): Queue | string {
    const arn = destinationArn ?? sourceArn;
    if (arn === undefined) return "CouldNotDetermineMessageSource";
    return this.#seams.queue(arn) ?? "AWS.SimpleQueueService.NonExistentQueue";
  }

  async #end(
    task: MoveTask,
    outcome: Pick<MoveTask, "status" | "failureReason">,
    entries: readonly QueueEntry[] = [],
  ): Promise<MoveTask> {
    const ended = { ...task, ...outcome };
    this.follow(ended);
    await this.#seams.keep(...entries, { type: "move", task: ended });
    return ended;
  }

  #task(sourceArn: string, taskId: string): MoveTask | undefined {
    return this.#tasks.get(sourceArn)?.find((each) => each.taskId === taskId);
  }

  #checkDestination(source: Queue, arn: string): void {
    const destination = this.#named("DestinationArn", arn);
    if (destination.fifo !== source.fifo)
      throw invalid("Destination queue must be same type of queue as the source.");
  }

  #source(arn: string): Queue {
    return this.#named("SourceArn", arn);
  }

  #named(member: "SourceArn" | "DestinationArn", arn: string): Queue {
    if (parseArn(arn) === undefined)
      throw invalid(
        `You must use this format to specify the ${member}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
      );
    const queue = this.#seams.queue(arn);
    if (queue !== undefined) return queue;
    const message = `The resource that you specified for the ${member} parameter doesn't exist.`;
    throw new ServiceError("ResourceNotFoundException", message, { status: 404 });
  }
}

/** A queue that the dead-letter queue has come to refuse does not make it one. */
function hasDeadLettersIn({ arn, attributes }: Queue, deadLetters: Queue): boolean {
  return (
    redrivePolicyOf(attributes)?.deadLetterTargetArn === deadLetters.arn &&
    allowsSource(deadLetters.attributes.get("RedriveAllowPolicy"), arn)
  );
}

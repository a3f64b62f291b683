// Activities: tasks that workers ask for. A worker's question waits up to a minute for a task; a task waits for a worker as long
// as its state allows. Who asked first is served first. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html

import { parseArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Tags } from "../../../aws/tags.ts";
import { Failure } from "../../../engine/failure.ts";
import type { TaskCall, TaskResult } from "../../../engine/seams.ts";
import type { Clock } from "../../../time/clock.ts";
import { activityArn, checkActivityArn } from "../arns.ts";
import { type EncryptionConfiguration, ownedKey, sameEncryption } from "../encryption.ts";
import { checkName } from "../names.ts";
import { type Page, type PageRequest, pageOf } from "../page.ts";
import type { DocumentStore } from "../store/execution-store.ts";
import { checkTags } from "../tags.ts";
import type { TaskTokens } from "./task-tokens.ts";
import { WorkQueue, type WorkSeams } from "./work-queue.ts";

export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  readonly encryption: EncryptionConfiguration;
  readonly tags: Tags;
}

export interface CreateActivityRequest {
  readonly name: string;
  readonly tags?: Tags | undefined;
  readonly encryption?: EncryptionConfiguration | undefined;
}

export interface ActivityTaskRequest {
  readonly activityArn: string;
  readonly workerName?: string | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface ActivitiesOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly documents: DocumentStore;
  readonly tokens: TaskTokens;
  readonly metrics: WorkSeams["metrics"];
}

const documentKind = "activity";

export class Activities {
  readonly #options: ActivitiesOptions;
  readonly #activities: Map<string, Activity>;
  /** By the activity's ARN. They outlive their activities: what is queued waits for its timeout. */
  readonly #queues = new Map<string, WorkQueue>();

  constructor(options: ActivitiesOptions) {
    this.#options = options;
    const kept = [...options.documents.documents(documentKind)];
    this.#activities = new Map(kept.map(([arn, text]) => [arn, JSON.parse(text) as Activity]));
  }

  /** The same name again answers with the activity that is there. Throws InvalidName and ActivityAlreadyExists. */
  create({ name, tags = {}, encryption = ownedKey }: CreateActivityRequest): Activity {
    checkName(name);
    const arn = activityArn(this.#options.identity, name);
    checkTags(arn, tags);
    const existing = this.#activities.get(arn);
    if (existing === undefined) {
      const createdAt = this.#options.clock.now();
      return this.#keep({ arn, name, createdAt, encryption, tags });
    }
    if (sameEncryption(existing.encryption, encryption)) return existing;
    throw new ServiceError("ActivityAlreadyExists", `Activity Already Exists: '${arn}'`);
  }

  /** Throws InvalidArn and ActivityDoesNotExist. */
  describe(arn: string): Activity {
    checkActivityArn(arn);
    const activity = this.#activities.get(arn);
    if (activity !== undefined) return activity;
    throw new ServiceError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);
  }

  /** One that is not there is as good as deleted, as on AWS. */
  delete(arn: string): void {
    checkActivityArn(arn);
    if (this.#activities.delete(arn)) this.#options.documents.remove(documentKind, arn);
  }

  list(request: PageRequest): Page<Activity> {
    const now = this.#options.clock.now();
    return pageOf(this.#activities.values(), request, {
      key: "activities",
      now,
      positionOf: ({ name }) => name,
    });
  }

  find(arn: string): Activity | undefined {
    return this.#activities.get(arn);
  }

  has(arn: string): boolean {
    return this.#activities.has(arn);
  }

  setTags(arn: string, tags: Tags): void {
    this.#keep({ ...this.describe(arn), tags });
  }

  /**
   * Resolves with the next task, or after a minute with undefined. Rejects with ActivityDoesNotExist and
   * ActivityWorkerLimitExceeded.
   */
  async getActivityTask({ activityArn: arn, workerName, signal }: ActivityTaskRequest) {
    this.describe(arn);
    return this.#queue(arn).take(workerName, signal);
  }

  /** How many workers wait for a task of it. */
  waitingWorkers(arn: string): number {
    return this.#queues.get(arn)?.waitingWorkers ?? 0;
  }

  /** Puts the task where a worker's GetActivityTask finds it, and answers with what comes of it. */
  run(task: TaskCall): TaskResult | Promise<TaskResult> {
    const arn = task.resource;
    if (!this.#activities.has(arn) || parseArn(arn) === undefined)
      return new Failure("States.Runtime", `The activity ${arn} does not exist.`);
    return this.#queue(arn).put(task);
  }

  /** Queues a task again that was queued before the region went down. As then, it waits even if its activity was deleted meanwhile. */
  resume(task: TaskCall): Promise<TaskResult> {
    return this.#queue(task.resource).put(task);
  }

  /** Answers every worker that waits with no task. */
  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  #queue(arn: string): WorkQueue {
    const known = this.#queues.get(arn);
    if (known !== undefined) return known;
    const { clock, tokens, metrics } = this.#options;
    const queue = new WorkQueue(arn, { clock, tokens, metrics });
    this.#queues.set(arn, queue);
    return queue;
  }

  #keep(activity: Activity): Activity {
    this.#activities.set(activity.arn, activity);
    this.#options.documents.put(documentKind, activity.arn, JSON.stringify(activity));
    return activity;
  }
}

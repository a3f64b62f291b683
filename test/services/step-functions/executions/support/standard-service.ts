// The service that runs Standard executions, on a clock that the test moves and over tasks that answer when the test says so; it can be
// taken down and recovered.

import { expect } from "@jest/globals";
import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { Json } from "../../../../../src/aws/json.ts";
import { Failure } from "../../../../../src/engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../../../../src/engine/seams.ts";
import { States, type StatesOptions } from "../../../../../src/services/step-functions/states.ts";
import type { ExecutionStore } from "../../../../../src/services/step-functions/store/execution-store.ts";
import { VirtualClock } from "../../../../../src/time/virtual-clock.ts";
import { settled } from "../../../../support/until.ts";
import { openStore, type Place, type StoreFixture } from "../../store/support/open-store.ts";

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:work";
export const roleArn = "arn:aws:iam::000000000000:role/orders";
export const dayMs = 24 * 60 * 60 * 1000;

export const task = (fields: object = {}) => ({ Type: "Task", Resource: functionArn, End: true, ...fields });
export const machine = (states: Readonly<Record<string, object>>) =>
  JSON.stringify({ StartAt: Object.keys(states)[0], States: states });

export const rest = machine({ Rest: { Type: "Wait", Seconds: 60, Next: "Done" }, Done: { Type: "Succeed" } });
export const work = machine({ Work: task({ TimeoutSeconds: 100, HeartbeatSeconds: 10 }) });
export const approve = machine({
  Approve: task({
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: "ask", Payload: { "token.$": "$$.Task.Token" } },
  }),
});

/** Tasks that answer when the test says so. */
class Tasks implements TaskRunner {
  readonly calls: TaskCall[] = [];
  readonly resumed: { readonly call: TaskCall; readonly submitted: Json | undefined }[] = [];
  /** Called for each that is taken up again. */
  onResume: (call: TaskCall, submitted: Json | undefined) => TaskResult | Promise<TaskResult> = () =>
    new Failure("Lambda.Unknown");
  /** Activities that are not there. */
  readonly lacking = new Set<string>();
  #answers: ((answer: TaskResult) => void)[] = [];

  run(call: TaskCall): Promise<TaskResult> {
    this.calls.push(call);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  resume(call: TaskCall, submitted: Json | undefined): TaskResult | Promise<TaskResult> {
    this.resumed.push({ call, submitted });
    return this.onResume(call, submitted);
  }

  lacks(activityArn: string): boolean {
    return this.lacking.has(activityArn);
  }

  answer(answer: TaskResult): void {
    this.#answers.shift()?.(answer);
  }
}

export class StandardService {
  readonly #place: Place;
  readonly #fixture: StoreFixture;
  clock = new VirtualClock();
  tasks = new Tasks();
  states: States;

  constructor(place: Place) {
    this.#place = place;
    this.#fixture = openStore(place);
    this.states = this.open();
  }

  get store(): ExecutionStore {
    return this.#fixture.store;
  }

  /** Anew on the same store, with what else is given. */
  open(given: Partial<StatesOptions> = {}): States {
    const { clock, store, tasks } = this;
    this.states = new States({ clock, identity: localIdentity, store, tasks, ...given });
    return this.states;
  }

  /** As a kill does: what the service knew is gone, and what was committed is there. */
  async restart(given: Partial<StatesOptions> = {}): Promise<number> {
    await this.store.committed();
    this.tasks = new Tasks();
    this.clock = new VirtualClock(this.clock.now());
    if (this.#place === "disk") await this.#fixture.reopen();
    return (await this.open(given).standard.recover()).executions;
  }

  dispose(): Promise<void> {
    return this.#fixture.dispose();
  }

  create(definition: string, name = "orders"): string {
    return this.states.machines.create({ name, definition, roleArn }).arn;
  }

  async start(definition: string, fields: { readonly name?: string; readonly input?: string } = {}) {
    const stateMachineArn = this.create(definition);
    return (await this.states.startExecution({ stateMachineArn, ...fields })).executionArn;
  }

  /** Lets all happen that needs no time. */
  async settle(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await settled();
      await this.store.committed();
    }
  }

  describe(arn: string): ReturnType<States["standard"]["records"]["describe"]> {
    return this.states.standard.records.describe(arn);
  }

  async typesOf(arn: string): Promise<readonly string[]> {
    const { items } = await this.states.standard.records.history(arn, {});
    expect(items.map(({ id }) => id)).toEqual(items.map((_, index) => index + 1));
    return items.map(({ type }) => type);
  }
}

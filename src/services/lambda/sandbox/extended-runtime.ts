// A runtime of our own bootstraps with extensions beside it: invocations go by frames, extensions speak HTTP. It is ready once both are.

import type { PendingInvocation } from "../invocation.ts";
import type { ExtensionFacts } from "./extensions.ts";
import { FramedRuntime } from "./framed-runtime.ts";
import type { LogIntake } from "./log-intake.ts";
import type { Runtime, RuntimeOwner } from "./runtime.ts";
import { RuntimeApi } from "./runtime-api.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

export class ExtendedRuntime implements Runtime {
  readonly #frames: FramedRuntime;
  readonly #api: RuntimeApi;

  private constructor(frames: FramedRuntime, api: RuntimeApi) {
    this.#frames = frames;
    this.#api = api;
  }

  static async open(owner: RuntimeOwner, facts: ExtensionFacts): Promise<ExtendedRuntime> {
    let left = 2;
    const ready = () => {
      left -= 1;
      if (left === 0) owner.ready();
    };
    const initFailed = owner.initFailed.bind(owner);
    const shared = {
      initFailed,
      streamBegan: owner.streamBegan.bind(owner),
      chunk: owner.chunk.bind(owner),
      ended: owner.ended.bind(owner),
      broken: owner.broken.bind(owner),
    };
    const api = await RuntimeApi.open({ ...shared, ready: once(ready) }, facts, { hasRuntime: false });
    return new ExtendedRuntime(new FramedRuntime({ ...shared, ready: once(ready) }), api);
  }

  get variables(): Readonly<Record<string, string>> {
    return this.#api.variables;
  }

  get isUntaken(): boolean {
    return this.#frames.isUntaken;
  }

  attach(process: RuntimeProcess, intake: LogIntake): void {
    this.#frames.attach(process, intake);
  }

  invoke(invocation: PendingInvocation, remainingMs: number): void {
    this.#api.tell(invocation, remainingMs);
    this.#frames.invoke(invocation, remainingMs);
  }

  shutDown(reason: string, deadlineMs: number): boolean {
    return this.#api.shutDown(reason, deadlineMs);
  }

  close(): void {
    this.#api.close();
  }
}

function once(call: () => void): () => void {
  let isCalled = false;
  return () => {
    if (!isCalled) call();
    isCalled = true;
  };
}

// A runtime of our own bootstraps with extensions beside it: invocations go by frames, extensions speak HTTP. It is ready once both are.
// A program that a wrapper starts in the runtime's place, or an extension that stands for it, asks for invocations by the Runtime API
// before the bootstrap is there, and has them.

import type { PendingInvocation } from "../invocation.ts";
import type { ExtensionFacts } from "./extensions.ts";
import { FramedRuntime } from "./framed-runtime.ts";
import type { LogIntake } from "./log-intake.ts";
import type { Runtime, RuntimeOwner, RuntimeResponse } from "./runtime.ts";
import { RuntimeApi } from "./runtime-api.ts";
import type { RuntimeProcess } from "./runtime-process.ts";

export class ExtendedRuntime implements Runtime {
  readonly #frames: FramedRuntime;
  readonly #api: RuntimeApi;
  /** Who takes the invocations. */
  #taker: FramedRuntime | RuntimeApi | undefined;

  private constructor(frames: FramedRuntime, api: RuntimeApi) {
    this.#frames = frames;
    this.#api = api;
  }

  static async open(owner: RuntimeOwner, facts: ExtensionFacts): Promise<ExtendedRuntime> {
    const ready = () => {
      if (api.areExtensionsReady && runtime.#taker !== undefined) owner.ready();
    };
    const taken = (taker: FramedRuntime | RuntimeApi) => {
      runtime.#taker ??= taker;
      ready();
    };
    const initFailed = owner.initFailed.bind(owner);
    const shared = {
      initFailed,
      streamBegan: owner.streamBegan.bind(owner),
      chunk: owner.chunk.bind(owner),
      ended: owner.ended.bind(owner),
      broken: owner.broken.bind(owner),
    };
    const frames = new FramedRuntime({ ...shared, ready: () => taken(frames) });
    const options = { hasRuntime: false, asked: () => taken(api) };
    const api: RuntimeApi = await RuntimeApi.open({ ...shared, ready }, facts, options);
    const runtime = new ExtendedRuntime(frames, api);
    return runtime;
  }

  get variables(): Readonly<Record<string, string>> {
    return this.#api.variables;
  }

  get lastWord(): RuntimeResponse | undefined {
    return this.#api.lastWord;
  }

  get isUntaken(): boolean {
    return this.#frames.isUntaken;
  }

  attach(process: RuntimeProcess, intake: LogIntake): void {
    this.#frames.attach(process, intake);
  }

  invoke(invocation: PendingInvocation, remainingMs: number): void {
    if (this.#taker === this.#frames) this.#api.tell(invocation, remainingMs);
    this.#taker?.invoke(invocation, remainingMs);
  }

  shutDown(reason: string, deadlineMs: number): boolean {
    return this.#api.shutDown(reason, deadlineMs);
  }

  close(): void {
    this.#api.close();
  }
}

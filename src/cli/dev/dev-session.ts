// A project in a running region: deployed, watched, and deployed again as its files are saved. One deployment at a time; a mistake
// is told, and the last good state goes on.

import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { localIdentity } from "../../aws/arn.ts";
import { type DeploymentTarget, deployStack } from "../../projects/deploy-stack.ts";
import { madeUpParameters } from "../../projects/made-up-parameters.ts";
import { missingHandlers } from "../../projects/missing-handlers.ts";
import { unfilledWarnings } from "../../projects/open-definition.ts";
import type { Destination, Project, ProjectStack } from "../../projects/project.ts";
import { isOutside, sourcesAt, sourcesIn } from "../../projects/project-sources.ts";
import { QuickReload } from "../../projects/quick-reload.ts";
import type { Deployed } from "../../services/cloudformation/stacks/deploy.ts";

/** After so long whoever is still writing a file has been heard of. */
const stillWritingMs = 150;

export interface DevSessionOptions {
  /** Whether resources that the region does not have are left out. */
  readonly allowMissing: boolean;
  /** Where the target is; undefined where nobody asks. */
  readonly destination?: Destination;
}

export interface DeployedStack extends Deployed {
  readonly stackName: string;
}

/** What was saved, and how long it took until it had an effect. */
export interface Reload {
  readonly saved: readonly string[];
  readonly durationMs: number;
}

export interface ReloadEvents {
  /** With the stacks that are others than before. */
  readonly deployed: (stacks: readonly DeployedStack[], reload: Reload) => void;
  readonly failed: (problem: unknown, reload: Reload) => void;
  /** With what was found only once all of it was deployed. */
  readonly complained: (complaint: string) => void;
}

export class DevSession {
  readonly #project: Project;
  readonly #target: DeploymentTarget;
  readonly #options: DevSessionOptions;
  #quick: QuickReload | undefined;
  #outside: readonly string[] = [];
  #deployed: readonly ProjectStack[] = [];
  /** Saved, and not yet in the region. */
  #waiting = new Set<string>();
  /** Saved, and had no effect because of a mistake: tried again with what is saved next. */
  #failed: readonly string[] = [];
  /** Ends the look at what was deployed. */
  #checking = new AbortController();
  #isWorking = false;
  #isStopped = false;

  constructor(project: Project, target: DeploymentTarget, options: DevSessionOptions) {
    this.#project = project;
    this.#target = target;
    this.#options = options;
  }

  /** Packages and deploys the project. Rejects with ProjectProblem, TemplateError and ServiceError. */
  deploy(): Promise<readonly DeployedStack[]> {
    return this.#deployAnew([]);
  }

  /** `saved` are the files that it is done for: those that are packaged as they are nothing else has read yet. */
  async #deployAnew(saved: readonly string[]): Promise<readonly DeployedStack[]> {
    const stacks = await this.#project.stacks(this.#options.destination);
    const { folder } = this.#project;
    const outside = stacks.flatMap(({ places = [] }) => places).filter((path) => isOutside(folder, path));
    const sources = [...sourcesIn(folder), ...outside.flatMap(sourcesAt)];
    const quick = new QuickReload(folder, [...new Set(sources)], stacks);
    this.#outside = [...new Set([...outside, ...quick.sourcesOutside])];
    await quick.check(saved);
    const deployed = await this.#deployStacks(stacks, quick);
    this.#quick = quick;
    return deployed;
  }

  /** The files and folders beside the project's own that it is made of. */
  get outside(): readonly string[] {
    return this.#outside;
  }

  /** Takes what was saved into the region, after what is under way. */
  saved(paths: readonly string[], events: ReloadEvents): void {
    for (const path of paths) this.#waiting.add(resolve(this.#project.folder, path));
    this.#checking.abort();
    if (!this.#isWorking) void this.#work(events);
  }

  /** Gets ready to package the project again soon. */
  prepare(): void {
    if (!this.#isStopped) this.#project.prepare?.();
  }

  /** From now on nothing is told: what is under way ends with the region. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
    this.#checking.abort();
    this.#project.close?.();
  }

  /** Rejects never: what goes wrong is told. */
  async #work({ deployed, failed, complained }: ReloadEvents): Promise<void> {
    this.#isWorking = true;
    /** A file that was read while it was being written looks like a mistake: tried once more before it is told. */
    let isUntold = false;
    while (this.#waiting.size > 0) {
      const startedAt = performance.now();
      const waiting = [...this.#waiting];
      this.#waiting = new Set();
      let saved: readonly string[] = [...new Set([...this.#failed, ...waiting])];
      const reload = () => ({ saved, durationMs: performance.now() - startedAt });
      try {
        const changed = this.#quick === undefined ? waiting : this.#quick.changed(waiting);
        if (changed.length === 0 && !isUntold) continue;
        saved = [...new Set([...this.#failed, ...changed])];
        const quick = this.#quick;
        const stacks = await quick?.reload(saved);
        const others =
          quick === undefined || stacks === undefined
            ? await this.#deployAnew(saved)
            : await this.#deployStacks(stacks, quick);
        this.#failed = [];
        isUntold = false;
        if (!this.#isStopped) deployed(others, reload());
      } catch (problem) {
        const failure = reload();
        this.#failed = saved;
        await delay(stillWritingMs);
        isUntold = !isUntold && this.#waiting.size > 0;
        if (!isUntold && !this.#isStopped) failed(problem, failure);
      }
    }
    this.#isWorking = false;
    this.prepare();
    if (this.#isStopped || this.#failed.length > 0) return;
    this.#checking = new AbortController();
    const { signal } = this.#checking;
    const complaint = await this.#project.check?.(signal);
    if (complaint !== undefined && !signal.aborted) complained(complaint);
  }

  /** Those that are as they were are not asked for again. */
  async #deployStacks(
    stacks: readonly ProjectStack[],
    { namesIn }: QuickReload,
  ): Promise<readonly DeployedStack[]> {
    const deployed: DeployedStack[] = [];
    for (const stack of stacks) {
      const former = this.#deployed.find(({ stackName }) => stackName === stack.stackName);
      if (former !== undefined && isDeepStrictEqual(former.template.body, stack.template.body)) continue;
      const { body } = stack.template;
      const { identity = localIdentity } = this.#options.destination ?? {};
      const madeUp = madeUpParameters(body, stack.parameters, identity);
      const parameters = { ...madeUp.parameters, ...stack.parameters };
      const result = await deployStack({ ...stack, parameters }, this.#target, this.#options);
      const warnings = [
        ...[...this.#warningOf(stack), ...madeUp.warnings, ...(stack.warnings ?? [])],
        ...[...missingHandlers(stack, namesIn), ...unfilledWarnings(stack), ...result.warnings],
      ];
      deployed.push({ stackName: stack.stackName, ...result, warnings });
    }
    this.#deployed = stacks;
    return deployed;
  }

  /** What a tool wrote out for another region or account leads nowhere here. */
  #warningOf({ stackName, madeFor }: ProjectStack): readonly string[] {
    const { identity } = this.#options.destination ?? {};
    if (identity === undefined || madeFor === undefined) return [];
    const { region = identity.region, accountId = identity.accountId } = madeFor;
    if (region === identity.region && accountId === identity.accountId) return [];
    return [
      `stack ${stackName} is made for account ${accountId} in ${region}: ARNs that it writes out lead nowhere in ${identity.region} of ${identity.accountId}; start with --region ${region} --account ${accountId}`,
    ];
  }
}

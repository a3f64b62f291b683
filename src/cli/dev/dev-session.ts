// A project in a running region: deployed, watched, and deployed again as its files are saved. One deployment at a time; a mistake
// is told, and the last good state goes on: a mistake keeps out what was saved with it in it, and nothing else.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { localIdentity } from "../../aws/arn.ts";
import type { JsonObject } from "../../aws/json.ts";
import { type DeploymentTarget, deployStack } from "../../projects/deploy-stack.ts";
import { madeUpParameters } from "../../projects/made-up-parameters.ts";
import { missingHandlers } from "../../projects/missing-handlers.ts";
import { unfilledWarnings } from "../../projects/open-definition.ts";
import type { Destination, Mistake, Project, ProjectStack } from "../../projects/project.ts";
import { isOutside, sourcesAt, sourcesIn } from "../../projects/project-sources.ts";
import { QuickReload } from "../../projects/quick-reload.ts";
import type { Deployed } from "../../services/cloudformation/stacks/deploy.ts";

/** After so long whoever is still writing a file has been heard of. */
const stillWritingMs = 150;
/** At packaging for the first time; a tool may itself write into the folder. */
const mostFirstAttempts = 3;

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
  /** With what was saved and is kept out. */
  readonly failed: (problem: unknown, reload: Reload) => void;
  /** With what was found only once all of it was deployed. */
  readonly complained: (complaint: string) => void;
}

/** What became of what was saved. */
interface TakenIn {
  readonly stacks: readonly DeployedStack[];
  readonly mistakes: readonly Mistake[];
}

export class DevSession {
  readonly #project: Project;
  readonly #target: DeploymentTarget;
  readonly #options: DevSessionOptions;
  #quick: QuickReload | undefined;
  #outside: readonly string[] = [];
  /** The templates that were deployed last, by the names of their stacks. */
  readonly #deployed = new Map<string, JsonObject>();
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

  /**
   * Packages and deploys the project: once more if files were saved meanwhile, which may have been read half written. Rejects with
   * ProjectProblem, TemplateError and ServiceError.
   */
  async deploy(): Promise<readonly DeployedStack[]> {
    for (let left = mostFirstAttempts - 1; ; left--) {
      const before = savedTimes(this.#project.folder);
      try {
        return (await this.#deployAnew([], [])).stacks;
      } catch (problem) {
        await delay(stillWritingMs);
        if (left === 0 || isDeepStrictEqual(before, savedTimes(this.#project.folder))) throw problem;
      }
    }
  }

  /**
   * `saved` are the files that it is done for: those that are packaged as they are nothing else has read yet. What is `held` is known to
   * be mistaken, and stays as it was where it can.
   */
  async #deployAnew(saved: readonly string[], held: readonly string[]): Promise<TakenIn> {
    const stacks = await this.#project.stacks(this.#options.destination);
    const { folder } = this.#project;
    const outside = stacks.flatMap(({ places = [] }) => places).filter((path) => isOutside(folder, path));
    const sources = [...sourcesIn(folder), ...outside.flatMap(sourcesAt)];
    const packaged = QuickReload.of(folder, [...new Set(sources)], stacks);
    this.#outside = [...new Set([...outside, ...packaged.sourcesOutside])];
    const unread = await packaged.mistakesIn(saved.filter((path) => !held.includes(path)));
    const former = this.#quick;
    for (const { problem, held: paths } of unread)
      if (!paths.every((path) => former?.hasCopyOf(path))) throw problem;
    const quick = former === undefined ? packaged : packaged.keeping([...held, ...heldBy(unread)], former);
    const unbuilt = stacks.flatMap(({ mistakes = [] }) => mistakes);
    return { stacks: await this.#deployStacks(quick), mistakes: [...unbuilt, ...unread] };
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

  /** Those of its stacks that whoever asks the region has deleted since; what is taken in next brings them back. */
  lost(): readonly string[] {
    const { stacks } = this.#target.cloudformation;
    const lost = [...this.#deployed.keys()].filter((name) => stacks.find(name) === undefined);
    for (const name of lost) this.#deployed.delete(name);
    return lost;
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
  async #work(events: ReloadEvents): Promise<void> {
    this.#isWorking = true;
    /** A file that was read while it was being written looks like a mistake: tried once more before it is told. */
    let isUntold = false;
    while (this.#waiting.size > 0) {
      const startedAt = performance.now();
      const waiting = [...this.#waiting];
      this.#waiting = new Set();
      const changed = this.#quick === undefined ? waiting : this.#quick.changed(waiting);
      if (changed.length === 0 && !isUntold) continue;
      const reload = (saved: readonly string[]) => ({ saved, durationMs: performance.now() - startedAt });
      const mistakes: Mistake[] = [];
      for (const saved of this.#rounds([...new Set([...this.#failed, ...changed])], changed)) {
        const taken = await this.#takeIn(saved, heldBy(mistakes));
        mistakes.push(...taken.mistakes);
        const held = new Set(heldBy(taken.mistakes));
        const went = saved.filter((path) => !held.has(path));
        if (this.#isStopped || (taken.stacks.length === 0 && went.length === 0)) continue;
        events.deployed(taken.stacks, reload(went.length === 0 ? saved : went));
      }
      this.#failed = [...new Set(heldBy(mistakes))];
      const failures = merged(mistakes).map(({ problem, held }) => ({ problem, reload: reload(held) }));
      if (mistakes.length > 0) await delay(stillWritingMs);
      isUntold = mistakes.length > 0 && !isUntold && this.#waiting.size > 0;
      if (isUntold || this.#isStopped) continue;
      for (const failure of failures) events.failed(failure.problem, failure.reload);
    }
    this.#isWorking = false;
    this.prepare();
    await this.#check(events);
  }

  async #check({ complained }: ReloadEvents): Promise<void> {
    if (this.#isStopped || this.#failed.length > 0) return;
    this.#checking = new AbortController();
    const { signal } = this.#checking;
    const complaint = await this.#project.check?.(signal);
    if (complaint !== undefined && !signal.aborted) complained(complaint);
  }

  /** What the project's tools must look at once more, because of a mistake of before, does not keep what was saved now waiting. */
  #rounds(saved: readonly string[], changed: readonly string[]): readonly (readonly string[])[] {
    const { known, others } = this.#quick?.sorted(saved) ?? { known: [], others: saved };
    const isDelayed = known.length > 0 && others.length > 0 && !others.some((path) => changed.includes(path));
    return isDelayed ? [known, others] : [saved];
  }

  /** Rejects never. `held` is mistaken, as was found before. */
  async #takeIn(saved: readonly string[], held: readonly string[]): Promise<TakenIn> {
    const { known, others } = this.#quick?.sorted(saved) ?? { known: [], others: saved };
    if (others.length === 0) return this.#takeInKnown(known);
    const { mistakes = [] } = (await this.#quick?.with(known)) ?? {};
    try {
      const whole = await this.#deployAnew(saved, [...held, ...heldBy(mistakes)]);
      return { ...whole, mistakes: [...mistakes, ...whole.mistakes] };
    } catch (problem) {
      return this.#takeInBeside({ known, others, held, mistakes }, problem);
    }
  }

  /** The rest of what was saved, where all of it together cannot be taken in. */
  async #takeInBeside(
    saved: {
      readonly known: readonly string[];
      readonly others: readonly string[];
      readonly held: readonly string[];
      readonly mistakes: readonly Mistake[];
    },
    problem: unknown,
  ): Promise<TakenIn> {
    const { known, others, held } = saved;
    const beside = await this.#takeInKnown(known);
    const kept: TakenIn = { ...beside, mistakes: [...beside.mistakes, { problem, held: others }] };
    // One that was not found before may be what all of it failed for.
    const found = heldBy(beside.mistakes);
    if (found.every((path) => heldBy(saved.mistakes).includes(path))) return kept;
    try {
      const whole = await this.#deployAnew(others, [...held, ...found]);
      const mistakes = [...beside.mistakes, ...whole.mistakes];
      return { stacks: [...beside.stacks, ...whole.stacks], mistakes };
    } catch (again) {
      return { ...beside, mistakes: [...beside.mistakes, { problem: again, held: others }] };
    }
  }

  /** Without the project's tools: all at once or, where that cannot be, each file for itself. Rejects never. */
  async #takeInKnown(known: readonly string[]): Promise<TakenIn> {
    if (this.#quick === undefined || known.length === 0) return { stacks: [], mistakes: [] };
    const { quick, mistakes } = await this.#quick.with(known);
    try {
      return { stacks: await this.#deployStacks(quick), mistakes };
    } catch (problem) {
      if (known.length === 1) return { stacks: [], mistakes: [...mistakes, { problem, held: known }] };
      const each: TakenIn[] = [];
      for (const path of known) each.push(await this.#takeInKnown([path]));
      return {
        stacks: each.flatMap(({ stacks }) => stacks),
        mistakes: each.flatMap((taken) => taken.mistakes),
      };
    }
  }

  /** Those that are as they were are not asked for again. Rejects as `deployStack` does. */
  async #deployStacks(quick: QuickReload): Promise<readonly DeployedStack[]> {
    const deployed: DeployedStack[] = [];
    for (const stack of quick.stacks) {
      const { stackName } = stack;
      const { body } = stack.template;
      if (isDeepStrictEqual(this.#deployed.get(stackName), body)) continue;
      const { identity = localIdentity } = this.#options.destination ?? {};
      const madeUp = madeUpParameters(body, stack.parameters, identity);
      const parameters = { ...madeUp.parameters, ...stack.parameters };
      const { folder } = this.#project;
      const { allowMissing } = this.#options;
      const result = await deployStack({ ...stack, parameters }, this.#target, { allowMissing, folder });
      const warnings = [
        ...[...this.#warningOf(stack), ...madeUp.warnings, ...(stack.warnings ?? [])],
        ...[...missingHandlers(stack, quick.filesIn), ...unfilledWarnings(stack), ...result.warnings],
      ];
      this.#deployed.set(stackName, body);
      deployed.push({ stackName, ...result, warnings });
    }
    this.#quick = quick;
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

function heldBy(mistakes: readonly Mistake[]): readonly string[] {
  return mistakes.flatMap(({ held }) => held);
}

/** What several functions have of one file is one mistake. */
function merged(mistakes: readonly Mistake[]): readonly Mistake[] {
  const byText = new Map<string, Mistake>();
  for (const { problem, held } of mistakes) {
    const text = String(problem);
    const before = byText.get(text)?.held ?? [];
    byText.set(text, { problem, held: [...new Set([...before, ...held])] });
  }
  return [...byText.values()];
}

function savedTimes(folder: string): readonly (readonly [path: string, savedAt: number | undefined])[] {
  return sourcesIn(folder).map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs]);
}

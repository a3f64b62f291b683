// `npm run hostile`: everything in `attacks/` against a region, while somebody else asks a small thing of it. Ends with what that
// somebody waited for at most, beside an idle run, and "N passed, N failed". `--help` lists the options.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Attack, AttackClass } from "./attack.ts";
import { arrivalAttacks } from "./attacks/arrivals.ts";
import { damageAttacks } from "./attacks/damage.ts";
import { datasetAttacks } from "./attacks/datasets.ts";
import { definitionAttacks } from "./attacks/definitions.ts";
import { expressionAttacks } from "./attacks/expressions.ts";
import { fullDiskAttacks } from "./attacks/full-disk.ts";
import { functionAttacks } from "./attacks/functions.ts";
import { handlerAttacks } from "./attacks/handlers.ts";
import { nameAttacks } from "./attacks/names.ts";
import { partiqlAttacks } from "./attacks/partiql.ts";
import { patternAttacks } from "./attacks/patterns.ts";
import { policyAttacks } from "./attacks/policies.ts";
import { queryAttacks } from "./attacks/queries.ts";
import { requestAttacks } from "./attacks/requests.ts";
import { resourceAttacks } from "./attacks/resources.ts";
import { killAttacks, stateMachineAttacks } from "./attacks/state-machines.ts";
import { templateAttacks } from "./attacks/templates.ts";
import { Bystander } from "./bystander.ts";
import { Target } from "./target.ts";

const classes: readonly AttackClass[] = [
  requestAttacks,
  nameAttacks,
  patternAttacks,
  expressionAttacks,
  partiqlAttacks,
  queryAttacks,
  stateMachineAttacks,
  definitionAttacks,
  datasetAttacks,
  templateAttacks,
  policyAttacks,
  resourceAttacks,
  handlerAttacks,
  functionAttacks,
  arrivalAttacks,
  killAttacks,
  damageAttacks,
  fullDiskAttacks,
];

const usage = `Usage: npm run hostile -- [options]

  --only CLASS   one class: ${classes.map(({ name }) => name).join(", ")}
  --grep TEXT    only attacks whose name holds the text
  --short        a part of every class, for CI
`;

/** CI fails only far beyond what is aimed for, which is 250 ms more than in an idle run: its machines are shared. */
const bearableMs = 2000;
const idleMs = 3000;
const usualShortStep = 5;
/** How long nothing is printed of a class that takes its time. */
const progressMs = 10_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      grep: { type: "string", default: "" },
      short: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const chosen = classes.filter(({ name }) => values.only === undefined || name === values.only);
  if (chosen.length === 0) throw new TypeError(`There is no class "${values.only}"`);
  const siege = new Siege();
  await siege.idle();
  for (const each of chosen) {
    const { shortStep = usualShortStep } = each;
    await siege.run(each, { grep: values.grep, step: values.short ? shortStep : 1 });
  }
  return siege.report();
}

class Siege {
  #passed = 0;
  #failed = 0;
  #idleMs = 0;
  #longest = { ms: 0, during: "" };

  /** How long a small thing takes when nothing else is asked: what the rest is compared with. */
  async idle(): Promise<void> {
    await this.#within(async (_target, bystander) => {
      await new Promise((resolve) => setTimeout(resolve, idleMs));
      this.#idleMs = await bystander.longest();
    });
  }

  async run(
    { name, attacks, lanes = 1 }: AttackClass,
    options: { readonly grep: string; readonly step: number },
  ): Promise<void> {
    const [passed, failed] = [this.#passed, this.#failed];
    await this.#within(async (target, bystander) => {
      const all = typeof attacks === "function" ? await attacks(target) : attacks;
      const chosen = all.filter((each, at) => each.name.includes(options.grep) && at % options.step === 0);
      const left = chosen.values();
      let [done, toldAt] = [0, performance.now()];
      const lane = async () => {
        for (const each of left) {
          await this.#attack(each, target, bystander);
          done += 1;
          if (performance.now() < toldAt + progressMs) continue;
          toldAt = performance.now();
          console.log(`${name.padEnd(16)} ${done} of ${chosen.length}`);
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
    });
    console.log(`${name.padEnd(16)} ${this.#passed - passed} passed, ${this.#failed - failed} failed`);
  }

  report(): number {
    const { ms, during } = this.#longest;
    console.log(
      `\nlongest wait of somebody else: ${Math.round(ms)} ms (${during}); idle: ${Math.round(this.#idleMs)} ms`,
    );
    const unbearable = ms > this.#idleMs + bearableMs;
    if (unbearable) this.#fail("the wait of somebody else", `more than ${bearableMs} ms beyond the idle run`);
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0 ? 0 : 1;
  }

  async #attack(attack: Attack, target: Target, bystander: Bystander): Promise<void> {
    const faultsBefore = target.faults.length;
    await bystander.longest();
    let problem = await problemOf(attack, target);
    if (attack.restarts === undefined) {
      const waited = await bystander.longest();
      if (waited > this.#longest.ms) this.#longest = { ms: waited, during: attack.name };
    }
    if (!target.isUp) {
      problem = `the region is down${problem === undefined ? "" : `: ${problem}`}`;
      await startOrThrow(target);
    }
    const [fault] = target.faults.slice(faultsBefore);
    problem ??= fault;
    if (problem === undefined) this.#passed += 1;
    else this.#fail(attack.name, problem);
  }

  #fail(name: string, problem: string): void {
    this.#failed += 1;
    console.log(`FAIL ${name}\n     ${problem.slice(0, 1000)}`);
  }

  async #within(use: (target: Target, bystander: Bystander) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "millrace-hostile-"));
    const target = new Target(join(folder, "data"));
    await startOrThrow(target);
    const bystander = new Bystander(target.port);
    try {
      await use(target, bystander);
    } finally {
      await bystander.leave();
      await target.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function problemOf(attack: Attack, target: Target): Promise<string | undefined> {
  try {
    return await attack.run(target);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function startOrThrow(target: Target): Promise<void> {
  const refusal = await target.start();
  if (refusal !== undefined)
    throw new Error(`The region does not start (${refusal.exitCode}): ${refusal.message}`);
}

try {
  process.exit(await main());
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  process.exit(2);
}

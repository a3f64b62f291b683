// `npm run faults`: what is killed, at random moments, and whether anything was lost. Prints the figures, and ends with exit code 1
// if anything was lost, done twice or told wrong. `--help` names the campaigns.

import { parseArgs } from "node:util";
import { runCampaign } from "./campaign.ts";
import { runMachines } from "./machines.ts";
import { killMappings } from "./mappings.ts";
import { editUnderLoad } from "./reload.ts";
import { killServices } from "./services.ts";
import { killSources } from "./sources.ts";

const usage = `Usage: npm run faults -- [CAMPAIGN] [options]

  executions   a thousand open Standard executions under twenty kills (the default): --minutes 10, --executions, --kills
  services     all services at once, under load and twenty kills: --kills
  mappings     event source mappings under load and twenty kills: --kills
  sources      all that takes things in, under kills, throttling, lost targets, other shards and a clock that jumps: --kills
  machines     random state machines with random answers, killed and recovered: --steps 1000000
  reload       a project's files saved while records flow through it: --edits 100, --records 50 (a put, some 100 a second)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "10" },
    executions: { type: "string", default: "1000" },
    kills: { type: "string", default: "20" },
    steps: { type: "string", default: "1000000" },
    edits: { type: "string", default: "100" },
    records: { type: "string", default: "50" },
    help: { type: "boolean", default: false },
  },
});
const kills = Number(values.kills);
const campaigns = {
  executions: runExecutions,
  services: runServices,
  mappings: runMappings,
  sources: runSources,
  machines: runRandomMachines,
  reload: runEdits,
};
const [campaign = "executions"] = positionals;
if (values.help) console.log(usage);
else if (campaign in campaigns) await campaigns[campaign as keyof typeof campaigns]();
else {
  console.error(`There is no campaign "${campaign}"\n\n${usage}`);
  process.exitCode = 2;
}

async function runServices(): Promise<void> {
  const { acknowledged, lost } = await killServices({
    ...{ kills, acknowledgements: 50, mostMs: 2_000 },
    onKill: (kill, before) =>
      console.log(`kill ${kill} of ${kills}: ${before} acknowledged things are looked for`),
  });
  for (const [kind, count] of acknowledged) console.log(`${kind.padEnd(25)}${count}`);
  console.log(`acknowledged and lost    ${lost.length}`);
  for (const name of lost.slice(0, 50)) console.log(`  ${name}`);
  process.exitCode = lost.length === 0 ? 0 : 1;
}

async function runSources(): Promise<void> {
  const { put, lost, repeated, deadLetters, ticks, rounds, reshardings, deaths } = await killSources({
    ...{ kills, acknowledgements: 100, mostMs: 1_000 },
    onKill: (kill) => console.log(`kill ${kill} of ${kills}`),
  });
  console.log(`acknowledged             ${put}
taken again              ${repeated}
dead letters             ${deadLetters}
shards split and merged  ${reshardings}
functions killed         ${deaths}
ticks of a rule          ${ticks}
ticks of a schedule      ${rounds}
acknowledged and lost    ${lost.length}`);
  for (const id of lost.slice(0, 50)) console.log(`  ${id}`);
  process.exitCode = lost.length === 0 ? 0 : 1;
}

async function runEdits(): Promise<void> {
  const account = await editUnderLoad({
    edits: Number(values.edits),
    recordsPerPut: Number(values.records),
    onEdit: ({ what, milliseconds }) => console.log(`${what.padEnd(10)}${milliseconds} ms`),
  });
  const { put, lost, repeated, complaints, edits } = account;
  console.log(`\nrecords     ${put} put, ${lost} lost, ${repeated} processed again`);
  for (const what of new Set(edits.map((edit) => edit.what))) {
    const times = edits.filter((edit) => edit.what === what).map(({ milliseconds }) => milliseconds);
    const sorted = times.toSorted((a, b) => a - b);
    console.log(
      `${what.padEnd(12)}${times.length} edits, median ${sorted[times.length >> 1]} ms, worst ${sorted.at(-1)} ms`,
    );
  }
  if (complaints !== "") console.log(`complaints\n${complaints}`);
  process.exitCode =
    lost === 0 && complaints === "" && edits.every(({ milliseconds }) => milliseconds >= 0) ? 0 : 1;
}

async function runMappings(): Promise<void> {
  const { acknowledged, repeats, lost, outOfOrder, counted } = await killMappings({
    ...{ kills, leastMs: 1000, mostMs: 4000, drainMs: 120_000 },
    onKill: (kill, before) => console.log(`kill ${kill} of ${kills}: ${before} are acknowledged by now`),
  });
  console.log(`
acknowledged             ${acknowledged}
taken again              ${repeats}
lost                     ${lost.length}
out of order in a key    ${outOfOrder.length}
counted in one window    ${counted.once}
counted in more          ${counted.more.length}`);
  const wrong = [lost, outOfOrder, counted.more];
  for (const line of wrong.flatMap((lines) => lines.slice(0, 25))) console.log(`  ${line}`);
  process.exitCode = wrong.some((lines) => lines.length > 0) ? 1 : 0;
}

async function runRandomMachines(): Promise<void> {
  const account = await runMachines({
    steps: Number(values.steps),
    stepsBetweenKills: 10_000,
    onKill: (steps) => console.log(`killed after ${steps} steps`),
  });
  console.log(`
executions  ${account.executions}
steps       ${account.steps} history events
kills       ${account.kills}
time        ${Math.round(account.seconds)} s
problems    ${account.problems.length}`);
  for (const problem of account.problems.slice(0, 50)) console.log(`  ${problem}`);
  process.exitCode = account.problems.length === 0 ? 0 : 1;
}

async function runExecutions(): Promise<void> {
  const seconds = 60 * Number(values.minutes);
  // The executions stay open until about a tenth of the time is left, so that every kill meets nearly all of them.
  const rounds = Math.max(1, Math.min(10, Math.floor(seconds / 15)));
  const waitSeconds = Math.max(1, Math.floor((0.9 * seconds) / rounds) - 4);
  const account = await runCampaign({
    executions: Number(values.executions),
    rounds,
    waitSeconds,
    kills,
    lifeMs: (850 * seconds) / (kills + 1),
    onKill: (kill, open) => console.log(`kill ${kill} of ${kills}: ${open} executions were open and go on`),
  });
  const slowest = Math.max(...account.recoveriesMs);
  console.log(`
executions               ${account.executions}, all of ${rounds} rounds
kills                    ${account.kills}, with ${Math.min(...account.openAtKills)} to ${Math.max(...account.openAtKills)} executions open
side effects             ${account.sideEffects}, of which ${account.repeatedTasks} by a retry after an unknown outcome
history events           ${account.historyEvents}, without a gap
until all were taken up  at most ${Math.round(slowest)} ms, with the start of the process
time                     ${Math.round(account.seconds)} s
problems                 ${account.problems.length}`);
  for (const problem of account.problems.slice(0, 50)) console.log(`  ${problem}`);
  process.exitCode = account.problems.length === 0 ? 0 : 1;
}

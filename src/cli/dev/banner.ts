// What is up, where, and what the project asks for that the region does not do.

import { consolePath } from "../../console/console-routes.ts";
import { clientVariables } from "../../projects/tool-environment.ts";
import type { LocalRegion } from "../local-region.ts";
import type { Printer } from "../printer.ts";
import type { DeployedStack } from "./dev-session.ts";

export interface Banner {
  readonly running: LocalRegion;
  readonly stacks: readonly DeployedStack[];
  /** By the process' own clock, in milliseconds. */
  readonly startedAt: number;
}

export async function printBanner(printer: Printer, { running, stacks, startedAt }: Banner): Promise<void> {
  const { region, url, directory } = running;
  const { states, kinesis, lambda, sqs } = region.services;
  printer.line(`millrace is ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  printer.line();
  const row = (title: string, text: string) => {
    if (text !== "") printer.line(`  ${title.padEnd(10)} ${text}`);
  };
  row("API", `${printer.style("cyan", url)}  (any credentials)`);
  row("Console", printer.style("cyan", `${url}${consolePath}`));
  row("Data", directory === undefined ? "in memory" : `${directory}  (start afresh with --reset)`);
  row("Stacks", stacks.map(({ stackName }) => stackName).join(", "));
  row(
    "Machines",
    states.machines
      .list({})
      .items.map(({ name }) => name)
      .join(", "),
  );
  row("Streams", kinesis.all.map(({ name }) => name).join(", "));
  row(
    "Functions",
    lambda
      .list()
      .map(({ functionName }) => functionName)
      .join(", "),
  );
  row(
    "Queues",
    sqs
      .listQueues()
      .map((queue) => queue.slice(queue.lastIndexOf("/") + 1))
      .join(", "),
  );
  if (lambda.list().length > 0) row("Handlers", `can ${lambda.unconfined.join("; ")}`);
  for (const { outputs } of stacks) {
    for (const [name, value] of Object.entries(outputs)) {
      row("Output", `${name} = ${value}`);
      const here = await withAddressesHere(value, running);
      if (here !== value) row("", `here: ${printer.style("cyan", here)}`);
    }
  }
  for (const [id, address] of await apisWithoutOutput(stacks, running)) {
    row("URL", `${id} = ${printer.style("cyan", address)}`);
  }
  printRecovery(printer, states.recovery);
  printWarnings(printer, running);
  printer.line();
  printExports(printer, running);
  printer.line();
  printStackNotes(printer, stacks);
}

/** What a shell's clients need to ask the region; `more` are variables for what is to be tried there. */
export function printExports(
  printer: Printer,
  { url, region }: LocalRegion,
  more: Readonly<Record<string, string>> = {},
): void {
  const variables = { ...clientVariables({ url, region: region.identity.region }), ...more };
  for (const [name, value] of Object.entries(variables)) printer.line(`  export ${name}=${value}`);
}

/** The same for programs: the first of the lines that tell what happens. */
export function printReady(printer: Printer, { running, stacks, startedAt }: Banner): void {
  const { url, directory, region } = running;
  printer.line(
    JSON.stringify({
      ...{ at: Date.now(), kind: "ready", isFailure: false, name: "millrace", text: `ready at ${url}` },
      durationMs: Math.round(performance.now() - startedAt),
      ...{ url, console: `${url}${consolePath}`, directory },
      stacks: stacks.map(({ stackName, outputs }) => ({ stackName, outputs })),
      recovered: region.services.states.recovery.executions,
    }),
  );
  printWarnings(printer, running);
  printStackNotes(printer, stacks);
}

/** API Gateway's own address of an API, as templates make it of the API's id; its path, if any, is the same here. */
const apiAddress = /(?:https?:\/\/)?\b([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/g;

/** Templates name the APIs that they make by their addresses on AWS, where nobody answers for these. */
async function withAddressesHere(value: string, { region, url }: LocalRegion): Promise<string> {
  const { apigateway } = region.services;
  let here = value;
  for (const [address, id = ""] of value.matchAll(apiAddress)) {
    const found = await apigateway.findAddress(id, new URL(url).host);
    if (found !== undefined) here = here.replaceAll(address, found);
  }
  return here;
}

/** The APIs of the stacks that no output names, by their logical ids, at each of their stages. */
async function apisWithoutOutput(
  stacks: readonly DeployedStack[],
  { region, url }: LocalRegion,
): Promise<readonly (readonly [id: string, address: string])[]> {
  const { apigateway } = region.services;
  const values = stacks.flatMap(({ outputs }) => Object.values(outputs));
  const found: (readonly [string, string])[] = [];
  for (const [id, { type, ref }] of stacks.flatMap(({ resources }) => [...resources])) {
    if (!/^AWS::ApiGateway(?:V2::Api|::RestApi)$/.test(type)) continue;
    if (values.some((value) => value.includes(ref))) continue;
    const [api, { host }] = [apigateway.httpApis.find(ref), new URL(url)];
    const address = await (api ? apigateway.endpointOf(api, host) : apigateway.findAddress(ref, host));
    if (address === undefined) continue;
    for (const { stageName } of [
      ...apigateway.httpApis.stages.of(ref),
      ...apigateway.restApis.stages.of(ref),
    ]) {
      found.push([id, stageName === "$default" ? `${address}/` : `${address}/${stageName}`]);
    }
  }
  return found;
}

/** What the templates ask for and the region does not do: one line for all that means nothing here, a warning for each of the rest. */
export function printStackNotes(printer: Printer, stacks: readonly DeployedStack[]): void {
  const inert = stacks.flatMap(({ unenforced }) => [...unenforced].map(([type, many]) => `${many} ${type}`));
  if (inert.length > 0) printer.note(`accepted, and without an effect on one machine: ${inert.join(", ")}`);
  for (const { warnings } of stacks) for (const warning of warnings) printer.warning(warning);
}

function printRecovery(
  printer: Printer,
  { executions, late }: LocalRegion["region"]["services"]["states"]["recovery"],
): void {
  if (executions > 0) {
    const what = executions === 1 ? "execution that was" : "executions that were";
    printer.line(`  Recovered  ${executions} ${what} open when the region went down`);
  }
  for (const arn of late) printer.line(`  Taking up  ${arn}, which takes long, while the region is at work`);
}

/** What was there when the region went down, and is not there again. */
function printWarnings(printer: Printer, { region: { services } }: LocalRegion): void {
  for (const problem of services.states.recovery.problems) printer.warning(`not recovered: ${problem}`);
  for (const absence of services.cloudformation.absences) printer.warning(`not put up again: ${absence}`);
}

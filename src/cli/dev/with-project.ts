// Brings the folder's project up in a region, does what a command does with it, and takes it down again.

import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseEnv } from "node:util";
import { ServiceError } from "../../aws/service-error.ts";
import { TemplateError } from "../../aws/template/template-error.ts";
import { consolePath } from "../../console/console-routes.ts";
import { definitionProblems } from "../../projects/definition-files.ts";
import { findProject } from "../../projects/find-project.ts";
import { type Project, ProjectProblem } from "../../projects/project.ts";
import { watchFolder } from "../../projects/watch-folder.ts";
import { watchActivity } from "../../region/activity.ts";
import { ActivityPrinter } from "../activity-lines.ts";
import { portOption } from "../command.ts";
import type { OptionValues } from "../command-option.ts";
import { interruption } from "../interruption.ts";
import {
  describeFault,
  type LocalRegion,
  openLocalRegion,
  regionOptions,
  usageErrorOf,
} from "../local-region.ts";
import { type OutputFormat, outputFormat } from "../output-option.ts";
import type { Printer } from "../printer.ts";
import { watchTrouble } from "../trouble.ts";
import { type ExitCode, UsageError } from "../usage-error.ts";
import { printBanner, printReady } from "./banner.ts";
import { type DeployedStack, DevSession, type Reload, type ReloadEvents } from "./dev-session.ts";

export interface RunningProject {
  readonly running: LocalRegion;
  readonly stacks: readonly DeployedStack[];
  /** Lets records and events flow, and from now on tells what happens and takes in what is saved. */
  begin(): void;
  /** Shows failures alone, or again all that the user has not asked to be spared. */
  showOnlyFailures(only: boolean): void;
  /** Calls back once the region is closed, and nothing more happens in it. */
  onClosed(callback: () => void): void;
  /** Resolves at Ctrl-C and SIGTERM. */
  readonly interrupted: Promise<void>;
}

export interface ProjectRun {
  readonly options: OptionValues;
  /** Undefined for a region without one. */
  readonly project: Project | undefined;
  /** Whether what is saved is taken in. */
  readonly isWatched: boolean;
}

/** Calls `work` once everything is put up and before anything flows. Rejects with UsageError. */
export async function withProject(
  { options, project, isWatched }: ProjectRun,
  printer: Printer,
  work: (project: RunningProject) => Promise<ExitCode>,
): Promise<ExitCode> {
  const folder = process.cwd();
  const startedAt = performance.now();
  const format = outputFormat(options);
  const settings = {
    ...regionOptions(folder, options, printer, project?.madeFor),
    port: portOption(options, "port"),
  };
  if (project !== undefined) printer.note(`millrace: ${project.file}, a ${titles[project.kind]} …`);
  const running = await openLocalRegion(settings);
  const { region } = running;
  const interrupted = interruption();
  const closing: (() => unknown)[] = [];
  const closed: (() => void)[] = [];
  const shows = { onlyFailures: options.quiet === true };
  try {
    const session =
      project &&
      new DevSession(project, region.services, {
        allowMissing: options["allow-missing"] === true,
        destination: { url: running.url, identity: region.identity },
      });
    // What a stack is made of may ask the API while it is put up: a custom resource answers there.
    running.serve();
    const stacks = (await session?.deploy()) ?? [];
    const banner = { running, stacks, startedAt };
    if (format === "text") await printBanner(printer, banner);
    else printReady(printer, banner);
    const begin = () => {
      region.start();
      closing.push(...shown(running, printer, format, shows));
      if (session === undefined || !isWatched) return;
      const told = new Set(stacks.flatMap(({ warnings }) => warnings));
      const lines = reloadLines(printer, { folder, format, told });
      const events: ReloadEvents = {
        ...lines,
        deployed(deployed, reload) {
          watch.follow(session.outside);
          lines.deployed(deployed, reload);
        },
      };
      const watch = watchFolder(
        folder,
        (paths) => session.saved(paths, events),
        (fault) => printer.warning(`files that are saved are not seen any more: ${String(fault)}`),
      );
      watch.follow(session.outside);
      session.prepare();
      closing.push(
        () => watch.close(),
        () => session.stop(),
      );
    };
    const showOnlyFailures = (only: boolean) => {
      shows.onlyFailures = only || options.quiet === true;
    };
    const onClosed = (callback: () => void) => void closed.push(callback);
    return await work({
      running,
      stacks,
      begin,
      showOnlyFailures,
      onClosed,
      interrupted: interrupted.promise,
    });
  } catch (problem) {
    throw usageErrorIn(problem, folder) ?? problem;
  } finally {
    printer.note("stopping …");
    for (const close of closing) await close();
    await running.close();
    for (const tell of closed) tell();
    interrupted.dispose();
  }
}

/** Shows what happens in the region; the answers end that. */
function shown(
  running: LocalRegion,
  printer: Printer,
  format: OutputFormat,
  shows: { readonly onlyFailures: boolean },
): readonly (() => void)[] {
  const { region } = running;
  const activities = new ActivityPrinter(printer, format, `${running.url}${consolePath}`);
  const activity = watchActivity(region, (each) => {
    if (each.isFailure || !shows.onlyFailures) activities.show(each);
  });
  running.onThrottled((name, operation, { message }) => {
    const what = { kind: "throttled", isFailure: true } as const;
    const at = region.clock.now();
    activities.show({
      ...what,
      told: () => ({ ...what, at, name, text: `throttled ${operation}: ${message}` }),
    });
  });
  const trouble = watchTrouble(region, printer);
  return [() => activity.stop(), () => activities.stop(), () => trouble.stop()];
}

const titles = {
  serverless: "serverless project",
  sam: "SAM project",
  cdk: "CDK app",
  cloudformation: "CloudFormation template",
} as const satisfies Record<Project["kind"], string>;

/** Throws UsageError. */
export function projectOf(folder: string, options: OptionValues): Project {
  const text = (name: string) => options[name] as string | undefined;
  try {
    return findProject(folder, {
      template: text("template"),
      stackName: text("stack-name"),
      stage: text("stage"),
      region: text("region"),
      parameters: parametersOf(options),
      environment: { ...process.env, ...environmentOf(folder, text("env-file")) },
    });
  } catch (problem) {
    throw usageErrorIn(problem) ?? problem;
  }
}

function parametersOf({ parameters = [] }: OptionValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (parameters as readonly string[]).map((given) => {
      const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(given) ?? [];
      if (name === undefined || value === undefined)
        throw new UsageError(`--parameters takes NAME=VALUE, not "${given}"`);
      return [name, value];
    }),
  );
}

function environmentOf(folder: string, file: string | undefined): NodeJS.ProcessEnv {
  if (file === undefined) return {};
  try {
    return parseEnv(readFileSync(resolve(folder, file), "utf8"));
  } catch (cause) {
    throw new UsageError(`--env-file: ${file} cannot be read: ${(cause as Error).message}`);
  }
}

/** `told` are the warnings that have been printed. */
function reloadLines(
  printer: Printer,
  {
    folder,
    format,
    told,
  }: { readonly folder: string; readonly format: OutputFormat; readonly told: Set<string> },
): ReloadEvents {
  const named = ({ saved }: Reload) => saved.map((path) => relative(folder, path)).join(", ");
  const tell = (reload: Reload, problem: string | undefined) => {
    const [name, durationMs] = [named(reload), Math.round(reload.durationMs)];
    if (format === "text") return printer.note(`reloaded ${name} in ${durationMs} ms`);
    const what = { at: Date.now(), kind: "reload", isFailure: problem !== undefined, name, durationMs };
    printer.line(JSON.stringify({ ...what, text: problem ?? "reloaded" }));
  };
  let isMistaken = false;
  return {
    deployed(stacks, reload) {
      // A mistake that is mended is told of, although all is as it was before it.
      if (stacks.length === 0 && !isMistaken) return;
      isMistaken = false;
      for (const warning of stacks.flatMap(({ warnings }) => warnings)) {
        if (!told.has(warning)) printer.warning(warning);
        told.add(warning);
      }
      tell(reload, undefined);
    },
    failed(problem, reload) {
      isMistaken = true;
      const told = usageErrorIn(problem, folder) ?? { message: describeFault(problem), hint: undefined };
      // A mistake in a source is found before anybody looks at the definitions that were saved with it.
      const others = problem instanceof ProjectProblem ? definitionProblems(folder, reload.saved) : [];
      const message = [told.message, ...others].join("\n");
      if (format !== "text") return tell(reload, message);
      const names = named(reload);
      const waits = reload.saved.length > 1 ? `; all that was saved waits for it: ${names}` : "";
      printer.error(
        message.startsWith(`${names}:`) ? message : `${names}: ${message}`,
        told.hint ?? `the region goes on as it was before${waits}`,
      );
    },
    complained(complaint) {
      if (format === "text") return printer.error(complaint, "it was deployed all the same");
      printer.line(JSON.stringify({ at: Date.now(), kind: "check", isFailure: true, text: complaint }));
    },
  };
}

/** What is wrong with the folder's project or its data, which is told without a stack; undefined for whatever else. */
export function usageErrorIn(problem: unknown, folder?: string): UsageError | undefined {
  if (problem instanceof ProjectProblem)
    return new UsageError(problem.message, problem.hint === undefined ? {} : { hint: problem.hint });
  if (problem instanceof TemplateError || problem instanceof ServiceError) {
    const isOfDefinition =
      folder !== undefined && problem.message.includes("Invalid State Machine Definition");
    return new UsageError(
      [problem.message, ...(isOfDefinition ? definitionProblems(folder) : [])].join("\n"),
    );
  }
  const other = usageErrorOf(problem);
  return other instanceof UsageError ? other : undefined;
}

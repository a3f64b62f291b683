// Brings the folder's project up in a region, does what a command does with it, and takes it down again.

import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { consolePath } from "../../console/console-routes.ts";
import { findProject } from "../../projects/find-project.ts";
import type { Project } from "../../projects/project.ts";
import { watchFolder } from "../../projects/watch-folder.ts";
import { watchActivity } from "../../region/activity.ts";
import { ActivityPrinter } from "../activity-lines.ts";
import { portOption } from "../command.ts";
import type { OptionValues } from "../command-option.ts";
import { readText } from "../definition-file.ts";
import { interruption } from "../interruption.ts";
import { type LocalRegion, openLocalRegion, regionOptions } from "../local-region.ts";
import { type OutputFormat, outputFormat } from "../output-option.ts";
import type { Printer } from "../printer.ts";
import { watchTrouble } from "../trouble.ts";
import { type ExitCode, UsageError } from "../usage-error.ts";
import { printBanner, printReady } from "./banner.ts";
import { type DeployedStack, DevSession, type ReloadEvents } from "./dev-session.ts";
import { watchLostStacks } from "./lost-stacks.ts";
import { usageErrorIn } from "./project-errors.ts";
import { reloadLines } from "./reload-lines.ts";
import { settingsReload } from "./settings-reload.ts";

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
      if (session === undefined) return;
      const lost = watchLostStacks(session, printer, isWatched);
      closing.push(() => lost.stop());
      if (!isWatched) return;
      const told = new Set(stacks.flatMap(({ warnings }) => warnings));
      const lines = reloadLines(printer, { folder, format, told });
      const events: ReloadEvents = {
        ...lines,
        deployed(deployed, reload) {
          watch.follow(session.outside);
          lines.deployed(deployed, reload);
        },
      };
      const withoutSettings = settingsReload(
        folder,
        (settings) => region.services.states.standIns.configure(settings),
        {
          taken: (path) => lines.configured([path]),
          refused: (problem, path) => lines.failed(problem, { saved: [path], durationMs: 0 }),
        },
      );
      const watch = watchFolder(
        folder,
        (paths) => {
          const others = withoutSettings(paths);
          if (others.length > 0) session.saved(others, events);
        },
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
    throw usageErrorIn(problem) ?? problem;
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
    return parseEnv(readText(resolve(folder, file)));
  } catch (problem) {
    throw problem instanceof UsageError ? new UsageError(`--env-file: ${problem.message}`) : problem;
  }
}

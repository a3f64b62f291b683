// A region on this machine with its API behind a port: what every command that brings one up begins with.

import { resolve } from "node:path";
import { isRegionName, localIdentity, type RegionIdentity } from "../aws/arn.ts";
import { Listeners } from "../aws/listeners.ts";
import type { ServiceError } from "../aws/service-error.ts";
import { pageRoutes } from "../console/page-routes.ts";
import { DataFolderError, explainOpening, repairHint, resetDataFolder } from "../region/data-folder.ts";
import { Region, type RegionOptions } from "../region/region.ts";
import { ApiServer } from "../server/server.ts";
import { DamagedFile, Repair } from "../storage/damage.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { fastClock } from "../time/fast-clock.ts";
import { RegionClient } from "./asking/region-client.ts";
import { numberOption, portOption } from "./command.ts";
import type { OptionValues } from "./command-option.ts";
import { printDamage } from "./print-damage.ts";
import type { Printer } from "./printer.ts";
import { readServiceSettings } from "./service-settings.ts";
import { catchStrays } from "./strays.ts";
import { exitCodes, UsageError } from "./usage-error.ts";

export interface LocalRegionOptions {
  /** The project's folder, which may say what stands in for services that the region does not have. */
  readonly folder: string;
  readonly port: number;
  /** Where the region keeps its data; undefined for memory only. */
  readonly directory: string | undefined;
  /** Of IoT's MQTT broker, which is opened when it is first needed. @default any free one */
  readonly mqttPort?: number;
  /** What it stands for. @default localIdentity */
  readonly identity?: RegionIdentity;
  /** How long closed executions are kept. @default 90 days */
  readonly retentionMs?: number;
  /** Whether AWS's limits of throughput and calls hold. @default false */
  readonly enforceLimits?: boolean;
  /** Whether the policies of roles hold. @default "enforce" */
  readonly permissions?: RegionPermissions;
  /** Given to keep what is whole of damaged files, instead of refusing to start. */
  readonly repair?: Repair | undefined;
  /** @default the system's */
  readonly clock?: Clock;
  readonly printer: Printer;
}

export interface LocalRegion {
  readonly region: Region;
  readonly url: string;
  readonly directory: string | undefined;
  readonly repair: Repair | undefined;
  /** Calls back whenever a service had no room for a request. */
  onThrottled(listener: (service: string, operation: string, error: ServiceError) => void): void;
  /** From now on requests are answered: until then clients wait. */
  serve(): void;
  close(): Promise<void>;
}

type RegionPermissions = NonNullable<RegionOptions["permissions"]>;

const dayMs = 86_400_000;
/** A region that is up says so much sooner. */
const answerMs = 2000;

/**
 * What commands that bring a region up are told alike; `madeFor` is what the project says of it. Deletes the data where that is asked
 * for. Throws UsageError.
 */
export function regionOptions(
  folder: string,
  options: OptionValues,
  printer: Printer,
  madeFor: Partial<RegionIdentity> = {},
): Omit<LocalRegionOptions, "port"> {
  const { data, directory } = dataFolder(folder, options, ".millrace");
  if (options.reset === true) resetData(data);
  return {
    folder,
    printer,
    directory,
    mqttPort: mqttPort(options),
    identity: identityOption(options, { ...localIdentity, ...madeFor }),
    retentionMs: numberOption(options, "retention", 1) * dayMs,
    enforceLimits: options["enforce-limits"] === true,
    clock: clockOption(options),
    permissions: permissionsOption(options),
    repair: options.repair === true ? new Repair(printDamage(printer)) : undefined,
  };
}

/** Throws UsageError. */
function clockOption(options: OptionValues): Clock {
  const speed = numberOption(options, "clock-speed", 1);
  return speed === 1 ? systemClock : fastClock(speed);
}

/** Throws UsageError. */
function permissionsOption({ iam = "enforce" }: OptionValues): RegionPermissions {
  if (iam === "enforce" || iam === "warn" || iam === "off") return iam;
  throw new UsageError(`--iam is ${iam}: expected enforce, warn or off`);
}

/** Throws UsageError. */
function identityOption(options: OptionValues, otherwise: RegionIdentity): RegionIdentity {
  const { region = otherwise.region, account: accountId = otherwise.accountId } = options as Readonly<
    Record<string, string | undefined>
  >;
  if (!isRegionName(region)) throw new UsageError(`--region is ${region}: expected a name such as eu-west-1`);
  if (!/^\d{12}$/.test(accountId))
    throw new UsageError(`--account is ${accountId}: expected the twelve digits of an account`);
  return { ...otherwise, region, accountId };
}

/** As the API's port is free, so is this one. */
function mqttPort(options: OptionValues): number {
  if (options["mqtt-port"] !== undefined) return portOption(options, "mqtt-port");
  return options.port === "0" ? 0 : 1883;
}

/** Nothing flows until `region.start()`. Throws UsageError. */
export async function openLocalRegion(options: LocalRegionOptions): Promise<LocalRegion> {
  const { port, printer, directory, repair } = options;
  const throttles = new Listeners<Parameters<Parameters<LocalRegion["onThrottled"]>[0]>>();
  const server = new ApiServer({
    onThrottled: (...throttle) => throttles.tell(() => throttle),
    onFault: (fault, operation) => printFault(printer, fault, operation || "a request"),
    onUnserved: (service, operation) =>
      printer.warning(
        `${service} was asked for ${operation}, which this region does not have; the client was told so`,
      ),
  });
  await bind(server, port);
  const letStraysGo = catchStrays((fault, where) => printFault(printer, fault, where));
  try {
    const region = await openRegion(options, server.url);
    return {
      region,
      url: server.url,
      directory,
      repair,
      onThrottled: (listener) => void throttles.add((throttle) => listener(...throttle)),
      serve: () => server.serve({ services: [...region.apis.values()], routes: pageRoutes(region) }),
      async close() {
        await server.close();
        await region.close();
        letStraysGo();
      },
    };
  } catch (error) {
    letStraysGo();
    await server.close();
    throw error;
  }
}

async function bind(server: ApiServer, port: number): Promise<void> {
  try {
    await server.listen(port);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const taker = code === "EADDRINUSE" ? await takerOf(port) : undefined;
    const problem = taker === undefined ? `cannot be used: ${message}` : `is taken by ${taker.what}`;
    throw new UsageError(`port ${port} of 127.0.0.1 ${problem}`, {
      hint: `${taker?.hint ?? ""}choose another port with --port N (0 takes any free one)`,
      exitCode: exitCodes.unreachable,
    });
  }
}

async function takerOf(port: number): Promise<{ readonly what: string; readonly hint: string }> {
  const client = new RegionClient({ "endpoint-url": `http://127.0.0.1:${port}` });
  return client.health(AbortSignal.timeout(answerMs)).then(
    ({ region }) => ({
      what: `a region of millrace, ${region}, which is up`,
      hint: "`millrace exec -- COMMAND` runs a command as its client; stop it with Ctrl-C in its terminal, or ",
    }),
    () => ({ what: "another program", hint: "stop that program, or " }),
  );
}

async function openRegion(options: LocalRegionOptions, endpoint: string): Promise<Region> {
  const { folder, directory, mqttPort, retentionMs, enforceLimits, permissions, repair, clock, printer } =
    options;
  const { tasks, tokenIssuers } = readServiceSettings(folder);
  const outside = { folder, settings: tasks };
  try {
    return await Region.open({
      directory,
      endpoint,
      identity: options.identity ?? localIdentity,
      outside,
      tokenIssuers,
      mqttPort,
      retentionMs,
      enforceLimits,
      permissions,
      ...(clock === undefined ? {} : { clock }),
      onDenied: (message) => printer.warning(message),
      onWarning: (message) => printer.warning(message),
      repair,
      onFault: (fault, where) => printFault(printer, fault, where),
    });
  } catch (error) {
    throw usageErrorOf(error);
  }
}

/** Takes away what an earlier region kept. Throws UsageError. */
export function resetData(directory: string): void {
  try {
    resetDataFolder(directory);
  } catch (error) {
    throw usageErrorOf(error);
  }
}

/** What is wrong with the data folder is told without a stack, and whatever else as it is. */
export function usageErrorOf(error: unknown): unknown {
  const problem = explainOpening(error);
  if (!(problem instanceof DataFolderError)) return error;
  return new UsageError(problem.message, {
    hint: problem.hint ?? "choose another folder with --data DIR, or use --in-memory",
  });
}

/** A damaged file that is met while the region is up is no bug, and stops nothing but what asked for it. */
function printFault(printer: Printer, fault: unknown, where: string): void {
  if (fault instanceof DamagedFile) printer.error(`${where}: ${fault.message}`, repairHint);
  else printer.error(`${where} met a bug of millrace: ${describeFault(fault)}`);
}

export function describeFault(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

/** The folder of a region's data, and the same for a region that keeps any. Throws UsageError. */
export function dataFolder(
  folder: string,
  options: OptionValues,
  usual: string,
): { readonly data: string; readonly directory: string | undefined } {
  const isInMemory = options["in-memory"] === true;
  if (isInMemory && options.data !== undefined)
    throw new UsageError("--data names a folder, and --in-memory keeps nothing on disk: give one of the two");
  const data = resolve(folder, String(options.data ?? usual));
  return { data, directory: isInMemory ? undefined : data };
}

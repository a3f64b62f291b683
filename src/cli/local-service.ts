// The service running on this machine: its port bound, its files packaged, its region up. `start` and `load` both use it.

import { resolve } from "node:path";
import { TemplateError } from "../aws/template/template-error.ts";
import { pageRoutes } from "../console/health.ts";
import { type ServiceNames, serviceNames } from "../load/ingest-watch.ts";
import { registerStations } from "../load/station-registry.ts";
import { DataFolderError, explainOpening, repairHint, resetDataFolder } from "../region/data-folder.ts";
import { Region } from "../region/region.ts";
import { ApiServer } from "../server/server.ts";
import type { Deployed } from "../services/cloudformation/stacks/deploy.ts";
import { readTemplate } from "../services/cloudformation/template/parse-template.ts";
import { DamagedFile, type Repair } from "../storage/damage.ts";
import { packageService } from "./package-service.ts";
import type { Printer } from "./printer.ts";
import { readServiceSettings } from "./service-settings.ts";
import { catchStrays } from "./strays.ts";
import { exitCodes, UsageError } from "./usage-error.ts";

export interface LocalServiceOptions {
  /** The service's folder. */
  readonly folder: string;
  readonly port: number;
  /** Where the region keeps its data; undefined for memory only. */
  readonly directory: string | undefined;
  /** How long closed executions are kept. @default 90 days */
  readonly retentionMs?: number;
  /** Given to keep what is whole of damaged files, instead of refusing to start. */
  readonly repair?: Repair | undefined;
  readonly printer: Printer;
}

export interface LocalService {
  readonly region: Region;
  readonly deployed: Deployed;
  readonly names: ServiceNames;
  readonly url: string;
  close(): Promise<void>;
}

const stackName = "millrace-dev";

/** Brings the service up; nothing flows until `region.start()`. Throws UsageError. */
export async function openLocalService(options: LocalServiceOptions): Promise<LocalService> {
  const { folder, port, printer } = options;
  const server = new ApiServer({
    onFault: (fault, operation) => printFault(printer, fault, operation || "a request"),
    onUnserved: (service, operation) =>
      printer.warning(
        `${service} was asked for ${operation}, which this region does not have; the client was told so`,
      ),
  });
  await bind(server, port);
  const letStraysGo = catchStrays((fault, where) => printFault(printer, fault, where));
  try {
    const template = readTemplate(await packageService(folder));
    const region = await openRegion(options, server.url);
    try {
      const deployed = await region.services.cloudformation.deploy({ template, stackName, codeRoot: folder });
      const names = serviceNames(deployed.outputs);
      await registerStations(region.services.dynamodb, names.stationsTable);
      server.serve({ services: [...region.apis.values()], routes: pageRoutes(region) });
      const close = async () => {
        await server.close();
        await region.close();
        letStraysGo();
      };
      return { region, deployed, names, url: server.url, close };
    } catch (error) {
      await region.close();
      throw error;
    }
  } catch (error) {
    letStraysGo();
    await server.close();
    throw error instanceof TemplateError ? new UsageError(error.message) : error;
  }
}

/** What the template asks for and the region does not do, a warning each. */
export function printWarnings(deployed: Deployed, printer: Printer): void {
  for (const warning of deployed.warnings) printer.warning(warning);
}

async function bind(server: ApiServer, port: number): Promise<void> {
  try {
    await server.listen(port);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isTaken = code === "EADDRINUSE";
    const problem = isTaken ? "is taken by another program" : `cannot be used: ${message}`;
    throw new UsageError(`port ${port} of 127.0.0.1 ${problem}`, {
      hint: `${isTaken ? "stop that program, or " : ""}choose another port with --port N (0 takes any free one)`,
      exitCode: exitCodes.unreachable,
    });
  }
}

async function openRegion(options: LocalServiceOptions, endpoint: string): Promise<Region> {
  const { folder, directory, retentionMs, repair, printer } = options;
  const outside = { folder, settings: readServiceSettings(folder) };
  try {
    return await Region.open({
      directory,
      endpoint,
      outside,
      retentionMs,
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
  else printer.error(`${where} met a bug of millrace: ${describe(fault)}`);
}

function describe(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

/** The region's folder for a service, unless another is named. */
export function dataFolder(folder: string, name: string | undefined): string {
  return resolve(folder, name ?? ".millrace");
}

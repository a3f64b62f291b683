// The service running on this machine: its port bound, its files packaged, its region up. `start` and `load` both use it.

import { resolve } from "node:path";
import { cloudWatchApi } from "../api/cloudwatch.ts";
import { dynamodbApi } from "../api/dynamodb.ts";
import { eventBridgeApi } from "../api/eventbridge.ts";
import { healthRoute } from "../api/health.ts";
import { kinesisApi } from "../api/kinesis.ts";
import { lambdaApi } from "../api/lambda.ts";
import { logsApi } from "../api/logs.ts";
import type { ServiceApi } from "../api/operation.ts";
import { ApiServer } from "../api/server.ts";
import { stepFunctionsApi } from "../api/sfn.ts";
import { snsApi } from "../api/sns.ts";
import { sqsApi } from "../api/sqs.ts";
import { stsApi } from "../api/sts.ts";
import { xrayApi } from "../api/xray.ts";
import { type ServiceNames, serviceNames } from "../load/ingest-watch.ts";
import { registerStations } from "../load/station-registry.ts";
import { DataFolderError } from "../region/data-folder.ts";
import type { Deployed } from "../region/deploy.ts";
import { Region } from "../region/region.ts";
import { readTemplate } from "../region/template/template.ts";
import { packageService } from "./package-service.ts";
import type { Printer } from "./printer.ts";
import { readServiceSettings } from "./service-settings.ts";
import { exitCodes, UsageError } from "./usage-error.ts";

export interface LocalServiceOptions {
  /** The service's folder. */
  readonly folder: string;
  readonly port: number;
  /** Where the region keeps its data; undefined for memory only. */
  readonly directory: string | undefined;
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

/** Brings the service up; nothing flows until `region.start()`. Throws UsageError and TemplateError. */
export async function openLocalService(options: LocalServiceOptions): Promise<LocalService> {
  const { folder, port, printer } = options;
  const server = new ApiServer({
    onFault: (fault, operation) =>
      printer.error(`${operation || "a request"} met a bug of millrace: ${describe(fault)}`),
  });
  await bind(server, port);
  try {
    const template = readTemplate(await packageService(folder));
    const region = await openRegion(options, server.url);
    try {
      const deployed = await region.deploy(template, { stackName, codeRoot: folder });
      const names = serviceNames(deployed.outputs);
      await registerStations(region.parts.tables, names.stationsTable);
      server.serve({ services: servicesOf(region), routes: [healthRoute(region)] });
      const close = async () => {
        await server.close();
        await region.close();
      };
      return { region, deployed, names, url: server.url, close };
    } catch (error) {
      await region.close();
      throw error;
    }
  } catch (error) {
    await server.close();
    throw error;
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
    const problem = code === "EADDRINUSE" ? "is taken by another program" : `cannot be used: ${message}`;
    throw new UsageError(`port ${port} of 127.0.0.1 ${problem}`, {
      hint: "stop that program, or choose another port with --port N (0 takes any free one)",
      exitCode: exitCodes.unreachable,
    });
  }
}

async function openRegion({ folder, directory }: LocalServiceOptions, endpoint: string): Promise<Region> {
  const outside = { folder, settings: readServiceSettings(folder) };
  try {
    let services: ReadonlyMap<string, ServiceApi> | undefined;
    const region: Region = await Region.open({
      directory,
      endpoint,
      outside,
      sdkService: (name) => {
        services ??= sdkServices(region);
        return services.get(name);
      },
    });
    return region;
  } catch (error) {
    if (!(error instanceof DataFolderError)) throw error;
    throw new UsageError(error.message, {
      hint: "choose another folder with --data DIR, or use --in-memory",
    });
  }
}

/** The services by the names that `aws-sdk:` resources give them. */
function sdkServices(region: Region): ReadonlyMap<string, ServiceApi> {
  const { streams, buses, connections, queues, topics, states, metrics, logs, alarms, dashboards } =
    region.parts;
  return new Map([
    ["kinesis", kinesisApi(streams)],
    ["sfn", stepFunctionsApi(states)],
    ["eventbridge", eventBridgeApi(buses, connections)],
    ["sqs", sqsApi(queues)],
    ["sns", snsApi(topics)],
    ["cloudwatch", cloudWatchApi({ metrics, alarms, dashboards })],
    ["cloudwatchlogs", logsApi(logs)],
    ["sts", stsApi(region.identity)],
  ]);
}

function servicesOf({ parts, identity }: Region): readonly ServiceApi[] {
  const {
    streams,
    buses,
    connections,
    queues,
    topics,
    tables,
    functions,
    states,
    metrics,
    logs,
    alarms,
    dashboards,
    traces,
  } = parts;
  return [
    kinesisApi(streams),
    stepFunctionsApi(states),
    eventBridgeApi(buses, connections),
    sqsApi(queues),
    snsApi(topics),
    dynamodbApi(tables),
    lambdaApi(functions),
    cloudWatchApi({ metrics, alarms, dashboards }),
    logsApi(logs),
    stsApi(identity),
    xrayApi(traces),
  ];
}

function describe(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

/** The region's folder for a service, unless another is named. */
export function dataFolder(folder: string, name: string | undefined): string {
  return resolve(folder, name ?? ".millrace");
}

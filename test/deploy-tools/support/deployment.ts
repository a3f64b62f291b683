// A region on a free port, a copy of a project, and a tool that is run in it as a user runs it.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { expect } from "@jest/globals";
import { pageRoutes } from "../../../src/console/page-routes.ts";
import { Region, type RegionOptions } from "../../../src/region/region.ts";
import { ApiServer } from "../../../src/server/server.ts";
import { isInstalled } from "../../support/installed.ts";
import { isThere, npmFolder, type Tool } from "./tool-paths.ts";

export interface ToolRun {
  readonly exitCode: number | null;
  /** What it printed, to both of its outputs. */
  readonly output: string;
}

interface StackEvent {
  readonly LogicalResourceId: string;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
}

type DeploymentOptions = Pick<RegionOptions, "clock" | "permissions" | "onDenied">;

/** As tools find them in their environment. */
export interface ToolKeys {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN?: string;
}

export class Deployment {
  /** Whose keys the tools have: anybody's, who may do all, unless others are set. */
  keys: ToolKeys = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  readonly region: Region;
  readonly url: string;
  readonly folder: string;
  readonly #server: ApiServer;
  readonly #faults: unknown[];
  readonly #unserved: string[];

  private constructor(
    region: Region,
    server: ApiServer,
    folder: string,
    told: { readonly faults: unknown[]; readonly unserved: string[] },
  ) {
    this.region = region;
    this.url = server.url;
    this.folder = folder;
    this.#server = server;
    this.#faults = told.faults;
    this.#unserved = told.unserved;
  }

  /** `project` is one of the folders beside this one's. */
  static async open(project: string, options: DeploymentOptions = {}): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), `tools-${project}-`));
    cpSync(resolve(import.meta.dirname, "../projects", project), folder, { recursive: true });
    return Deployment.openIn(folder, options);
  }

  /** The folder goes when this is closed. */
  static async openIn(folder: string, options: DeploymentOptions = {}): Promise<Deployment> {
    const told = { faults: [] as unknown[], unserved: [] as string[] };
    const server = new ApiServer({
      onFault: (fault) => told.faults.push(fault),
      onUnserved: (service, operation) => told.unserved.push(`${service} ${operation}`),
    });
    await server.listen(0);
    const region = await Region.open({
      // As in the commands.
      permissions: "enforce",
      ...options,
      directory: undefined,
      endpoint: server.url,
      onFault: (fault) => told.faults.push(fault),
    });
    server.serve({ services: [...region.apis.values()], routes: pageRoutes(region) });
    region.start();
    return new Deployment(region, server, folder, told);
  }

  async run(tool: Tool, ...args: readonly string[]): Promise<ToolRun> {
    // The AWS CLI names a change set by the second.
    await setTimeout(1000);
    const child = spawn(tool.command, [...tool.arguments, ...args], {
      ...{ cwd: this.folder, env: this.#environment(), stdio: ["ignore", "pipe", "pipe"] },
    });
    const exited = new Promise<number | null>((settle) => child.on("close", settle));
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { exitCode: await exited, output: `${output}${errors}` };
  }

  /** Shows what the tool printed if it fails. */
  async succeed(tool: Tool, ...args: readonly string[]): Promise<string> {
    const { exitCode, output } = await this.run(tool, ...args);
    expect([exitCode, exitCode === 0 ? "" : output]).toEqual([0, ""]);
    return output;
  }

  /** For a tool that goes on until it is stopped. */
  follow(tool: Tool, ...args: readonly string[]): { readonly printed: string; stop(): void } {
    const child = spawn(tool.command, [...tool.arguments, ...args], {
      ...{ cwd: this.folder, env: this.#environment(), stdio: ["ignore", "pipe", "inherit"] },
    });
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (more: string) => {
      printed += more;
    });
    return {
      get printed() {
        if (child.exitCode !== null) throw new Error(`${tool.name} ended by itself: ${printed}`);
        return printed;
      },
      stop: () => void child.kill(),
    };
  }

  /** Edits a file of the project. */
  edit(file: string, from: string, to: string): void {
    const path = join(this.folder, file);
    const content = readFileSync(path, "utf8");
    expect(content).toContain(from);
    writeFileSync(path, content.replaceAll(from, to));
  }

  async stackStatus(name: string): Promise<string | undefined> {
    const { StackSummaries } = (await this.ask("cloudformation", "ListStacks", {})) as {
      readonly StackSummaries: readonly { readonly StackName: string; readonly StackStatus: string }[];
    };
    return StackSummaries.find(({ StackName }) => StackName === name)?.StackStatus;
  }

  /** The value of a stack's output. */
  async output(stack: string, key: string): Promise<string> {
    const { Stacks } = (await this.ask("cloudformation", "DescribeStacks", { StackName: stack })) as {
      readonly Stacks: readonly {
        readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
      }[];
    };
    return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? "";
  }

  /** The events of a stack's last operation, oldest first, as `Id STATUS`, with the reason in brackets. */
  async events(stack: string): Promise<readonly string[]> {
    const { StackEvents } = (await this.ask("cloudformation", "DescribeStackEvents", {
      StackName: stack,
    })) as { readonly StackEvents: readonly StackEvent[] };
    const begun = StackEvents.findIndex(
      ({ LogicalResourceId: id, ResourceStatus: status }) =>
        id === stack && /^(?:CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status),
    );
    return StackEvents.slice(0, begun + 1)
      .toReversed()
      .map(({ LogicalResourceId: id, ResourceStatus: status, ResourceStatusReason: reason }) =>
        reason === undefined ? `${id} ${status}` : `${id} ${status} (${reason})`,
      );
  }

  async ask(sdkName: string, operation: string, request: object): Promise<unknown> {
    const run = this.region.apis.get(sdkName)?.operations[operation];
    return run?.(request as never, { requestId: "test", host: new URL(this.url).host });
  }

  /** What a machine makes of an input. */
  async execute(stateMachineArn: string, input: object): Promise<unknown> {
    const answer = (await this.ask("sfn", "StartSyncExecution", {
      ...{ stateMachineArn, input: JSON.stringify(input) },
    })) as { readonly status: string; readonly output?: string; readonly cause?: string };
    expect([answer.status, answer.cause]).toEqual(["SUCCEEDED", undefined]);
    return JSON.parse(answer.output ?? "null");
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...environment(this.url), ...this.keys };
  }

  /** `inVain` is what the tool may ask for that is not there. */
  async close(inVain: readonly string[] = []): Promise<void> {
    await this.#server.close();
    await this.region.close();
    rmSync(this.folder, { recursive: true, force: true });
    expect([this.#faults, this.#unserved.filter((asked) => !inVain.includes(asked))]).toEqual([[], []]);
  }
}

/** Whether the tests of a tool can be run. */
export function has(tool: Tool): boolean {
  return isInstalled(tool.name, isThere(tool));
}

/** As a user sets it who deploys into the region. No proxy: osls would ask it for the loopback, too. */
function environment(url: string): NodeJS.ProcessEnv {
  const { HTTP_PROXY: _, HTTPS_PROXY: __, http_proxy: ___, https_proxy: ____, ...inherited } = process.env;
  return {
    ...inherited,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_PAGER: "",
    CDK_DISABLE_VERSION_CHECK: "1",
    NODE_OPTIONS: "",
    // Where a CDK app finds the library.
    NODE_PATH: join(npmFolder, "node_modules"),
    PATH: `${resolve(process.execPath, "..")}:${process.env.PATH}`,
    SAM_CLI_TELEMETRY: "0",
    SLS_AWS_MONITORING_FREQUENCY: "200",
    SLS_NOTIFICATIONS_MODE: "off",
  };
}

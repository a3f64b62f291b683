// A region in a process of its own that is killed while its stacks are at work, begun again on the same folder, and what is asked of it.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { SQSClient } from "@aws-sdk/client-sqs";
import { until } from "../support/until.ts";

type ClientOf<Client> = new (settings: {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Keys;
  readonly disableHostPrefix: boolean;
}) => Client;

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Life {
  readonly child: ChildProcess;
  readonly url: string;
  readonly absences: readonly string[];
  readonly stacks: CloudFormationClient;
  readonly queues: SQSClient;
}

const anybody: Keys = { accessKeyId: "local", secretAccessKey: "local" };

function clientAt<Client>(endpoint: string, kind: ClientOf<Client>, credentials = anybody): Client {
  return new kind({ endpoint, region: "us-east-1", credentials, disableHostPrefix: true });
}

export class KilledStacks {
  readonly #folder = mkdtempSync(join(tmpdir(), "killed-stacks-"));
  readonly #more: readonly string[];
  #life: Life | undefined;

  /** With `enforce` its roles are held to their policies. */
  constructor(...more: readonly "enforce"[]) {
    this.#more = more;
  }

  async begin(): Promise<void> {
    const file = join(import.meta.dirname, "region-child.ts");
    const options = { execArgv: ["--disable-warning=ExperimentalWarning"] };
    const child = fork(file, [this.#folder, ...this.#more], options);
    const [{ url, absences }] = await once(child, "message");
    const [stacks, queues] = [clientAt(url, CloudFormationClient), clientAt(url, SQSClient)];
    this.#life = { child, url, absences, stacks, queues };
  }

  async kill(): Promise<void> {
    const { child } = this.life;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }

  get life(): Life {
    if (this.#life === undefined) throw new Error("the region has not begun");
    return this.#life;
  }

  client<Client>(kind: ClientOf<Client>, credentials?: Keys): Client {
    return clientAt(this.life.url, kind, credentials);
  }

  async settled(name: string): Promise<Stack | undefined> {
    return until(async () => {
      const { Stacks: [stack] = [] } = await this.life.stacks.send(
        new DescribeStacksCommand({ StackName: name }),
      );
      return stack?.StackStatus?.endsWith("_IN_PROGRESS") === true ? undefined : stack;
    });
  }

  async physicalIds(name: string): Promise<Readonly<Record<string, string>>> {
    const { StackResources: resources = [] } = await this.life.stacks.send(
      new DescribeStackResourcesCommand({ StackName: name }),
    );
    return Object.fromEntries(
      resources.flatMap(
        ({ LogicalResourceId: id, PhysicalResourceId: physicalId = "", ResourceStatus: status }) =>
          physicalId === "" || id === undefined ? [] : [[id, `${physicalId} ${status}`]],
      ),
    );
  }

  /** Resolves once the stack waits for signals, with the address for them. */
  async addressOf(name: string): Promise<string> {
    return until(async () => {
      const ids = await this.physicalIds(name).catch(() => ({}) as Readonly<Record<string, string>>);
      return ids.Handle?.endsWith(" CREATE_COMPLETE") ? ids.Handle.split(" ")[0] : undefined;
    });
  }

  /** The region comes up at another port, and the address stays. Rejects if it is refused. */
  async signal(address: string, status: "SUCCESS" | "FAILURE"): Promise<void> {
    const url = new URL(new URL(address).pathname, this.life.url);
    const body = JSON.stringify({ Status: status, UniqueId: "u", Reason: "told to" });
    const answer = await fetch(url, { method: "PUT", body });
    if (answer.status !== 200) throw new Error(`the signal was answered with ${answer.status}`);
  }
}

export const queue = (properties: object = {}, more: object = {}) => ({
  Type: "AWS::SQS::Queue",
  Properties: properties,
  ...more,
});

export const waiting = (after: string) => ({
  Handle: { Type: "AWS::CloudFormation::WaitConditionHandle", DependsOn: after },
  Wait: {
    Type: "AWS::CloudFormation::WaitCondition",
    Properties: { Handle: { Ref: "Handle" }, Timeout: 600 },
  },
});

export const body = (resources: object) => ({ TemplateBody: JSON.stringify({ Resources: resources }) });

// The stack of producers beside the service's: put up with the code of this project's producer in it, and taken away after the test.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { build } from "esbuild";
import type { JsonObject } from "../../aws/json.ts";
import { readTemplateText } from "../../services/cloudformation/template/template-source.ts";
import type { Clients } from "./clients.ts";

const [firstLookMs, mostLookMs] = [500, 5000];

export class ProducersStack {
  readonly name: string;
  readonly #clients: Clients;

  constructor(clients: Clients, serviceStackName: string) {
    this.#clients = clients;
    this.name = `${serviceStackName}-load`;
  }

  /** The ARN of the machine that starts the producers. Rejects with the SDK's error, and with what CloudFormation says of a failure. */
  async create(streamName: string): Promise<string> {
    // One is there if an earlier test was ended before it could take it away.
    await this.remove();
    const { cloudformation } = this.#clients;
    await cloudformation.send(
      new CreateStackCommand({
        StackName: this.name,
        TemplateBody: JSON.stringify(await producersTemplate()),
        Parameters: [{ ParameterKey: "StreamName", ParameterValue: streamName }],
        Capabilities: ["CAPABILITY_IAM"],
      }),
    );
    const { StackStatus: status, StackStatusReason: reason = "", Outputs = [] } = (await this.#rests()) ?? {};
    const arn = Outputs.find(({ OutputKey }) => OutputKey === "ProducersArn")?.OutputValue;
    if (status === "CREATE_COMPLETE" && arn !== undefined) return arn;
    throw new Error(`the stack ${this.name} of the producers is ${status ?? "gone"}: ${reason}`);
  }

  /** Resolves as well if it is not there. */
  async remove(): Promise<void> {
    if ((await this.#present()) === undefined) return;
    await this.#clients.cloudformation.send(new DeleteStackCommand({ StackName: this.name }));
    const left = await this.#rests();
    if (left !== undefined)
      throw new Error(
        `the stack ${this.name} of the producers could not be removed: ${left.StackStatusReason}`,
      );
  }

  /** Once nothing happens in it any more; undefined once it is gone. */
  async #rests(): Promise<Stack | undefined> {
    for (let waitMs = firstLookMs; ; waitMs = Math.min(mostLookMs, waitMs * 2)) {
      await sleep(waitMs);
      const stack = await this.#present();
      if (stack?.StackStatus?.endsWith("_IN_PROGRESS") !== true) return stack;
    }
  }

  async #present(): Promise<Stack | undefined> {
    const describe = new DescribeStacksCommand({ StackName: this.name });
    try {
      return (await this.#clients.cloudformation.send(describe)).Stacks?.[0];
    } catch (error) {
      const { name, message } = error as Error;
      if (name === "ValidationError" && /does not exist/.test(message)) return undefined;
      throw error;
    }
  }
}

const root = join(import.meta.dirname, "../../..");
const templateFile = join(root, "infrastructure/load/producers.yml");

/** With the producer's code, which the runtime's own SDK comes to. */
export async function producersTemplate(): Promise<JsonObject> {
  const { body } = readTemplateText(readFileSync(templateFile, "utf8"), templateFile);
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "produce.ts")],
    ...{ bundle: true, minify: true, write: false, platform: "node", target: "node24", format: "cjs" },
    external: ["@aws-sdk/*"],
  });
  const resources = body.Resources as Readonly<Record<string, JsonObject>>;
  const producer = resources.Producer as { readonly Properties: JsonObject };
  const Code = { ZipFile: outputFiles[0]?.text ?? "" };
  return {
    ...body,
    Resources: { ...resources, Producer: { ...producer, Properties: { ...producer.Properties, Code } } },
  };
}

// A region with its endpoint, and requests to the APIs in it as a client sends them.

import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Region, RegionOptions } from "../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { until } from "../../support/until.ts";

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface OpenedGateway {
  readonly region: Region;
  readonly url: string;
  readonly clientConfiguration: ServedRegion["clientConfiguration"];
  /** For REST APIs. */
  readonly client: APIGatewayClient;
  /** The outputs of the stack. */
  deploy(stackName: string, body: JsonObject): Promise<Readonly<Record<string, string>>>;
  /** By the host that an API has, without asking the system for its address. */
  ask(apiId: string, path: string, asked?: Asked): Promise<Answer>;
  close(): Promise<void>;
}

export async function openGateway(settings: Partial<RegionOptions> = {}): Promise<OpenedGateway> {
  const served = await serveRegion(settings);
  const { region, server, clientConfiguration } = served;
  region.start();
  const stacks = new CloudFormationClient(clientConfiguration);
  const client = new APIGatewayClient({ ...clientConfiguration, maxAttempts: 1 });
  return {
    ...{ region, url: server.url, clientConfiguration, client },
    async deploy(StackName, body) {
      const capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"] as const;
      const created = { StackName, TemplateBody: JSON.stringify(body), Capabilities: [...capabilities] };
      await stacks.send(new CreateStackCommand(created));
      const made = await until(async () => {
        const { Stacks: [stack] = [] } = await stacks.send(new DescribeStacksCommand({ StackName }));
        return stack?.StackStatus?.endsWith("_IN_PROGRESS") === false && stack;
      });
      if (made.StackStatus !== "CREATE_COMPLETE") {
        const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName }));
        throw new Error(StackEvents.map(({ ResourceStatusReason = "" }) => ResourceStatusReason).join("\n"));
      }
      return Object.fromEntries(
        (made.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue ?? ""]),
      );
    },
    ask: (apiId, path, asked) =>
      askAt(server.port, path, {
        ...asked,
        headers: { host: `${apiId}.execute-api.us-east-1.localhost:${server.port}`, ...asked?.headers },
      }),
    async close() {
      stacks.destroy();
      client.destroy();
      await served.close();
    },
  };
}

export function askAt(port: number, path: string, { method = "GET", headers, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method, headers: { ...headers } };
    const sent = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          ...{ status: response.statusCode, headers: response.headers },
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

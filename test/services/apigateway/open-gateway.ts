// A region with its endpoint, and requests to the APIs in it as a client sends them.

import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client } from "@aws-sdk/client-apigatewayv2";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import type { Region, RegionOptions } from "../../../src/region/region.ts";
import { clientConfigurationOf } from "../../server/sdk-server.ts";
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

/** The clients are there at once, and everything else from the file's first hook on. */
export interface OpenedGateway {
  readonly region: Region;
  readonly url: string;
  readonly clientConfiguration: ServedRegion["clientConfiguration"];
  /** For REST APIs. */
  readonly client: APIGatewayClient;
  /** For HTTP and WebSocket APIs. */
  readonly httpClient: ApiGatewayV2Client;
  /** The outputs of the stack. */
  deploy(stackName: string, body: JsonObject): Promise<Readonly<Record<string, string>>>;
  /** By the host that an API has, without asking the system for its address. */
  ask(apiId: string, path: string, asked?: Asked): Promise<Answer>;
}

type Settings = Partial<RegionOptions>;

/** A region that is up for all tests of the file that asks for it. */
export function gatewayOfFile(settings: () => Promise<Settings> | Settings = () => ({})): OpenedGateway {
  let served: ServedRegion | undefined;
  const opened = () => {
    if (served !== undefined) return served;
    throw new Error("The gateway is opened by the file's first hook, and not before it");
  };
  const configuration = {
    ...clientConfigurationOf(""),
    endpoint: async () => ({ url: new URL(opened().server.url) }),
    maxAttempts: 1,
  };
  const stacks = new CloudFormationClient(configuration);
  const client = new APIGatewayClient(configuration);
  const httpClient = new ApiGatewayV2Client(configuration);
  beforeAll(async () => {
    served = await serveRegion(await settings());
    served.region.start();
  });
  afterAll(async () => {
    for (const each of [stacks, client, httpClient]) each.destroy();
    await served?.close();
  });
  return {
    ...{ client, httpClient },
    get region() {
      return opened().region;
    },
    get url() {
      return opened().server.url;
    },
    get clientConfiguration() {
      return opened().clientConfiguration;
    },
    deploy: (stackName, body) => deployed(stacks, stackName, body),
    ask(apiId, path, asked) {
      const { port } = opened().server;
      const headers = { host: `${apiId}.execute-api.us-east-1.localhost:${port}`, ...asked?.headers };
      return askAt(port, path, { ...asked, headers });
    },
  };
}

async function deployed(
  stacks: CloudFormationClient,
  StackName: string,
  body: JsonObject,
): Promise<Readonly<Record<string, string>>> {
  const capabilities = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"] as const;
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

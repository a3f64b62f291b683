// Messages through queues and a topic, and requests through an HTTP API, beside a bare node:http server that takes requests of the same
// size, and writes as much to its disk. What the client itself takes is in both figures.

import { Agent, request } from "node:http";
import { ApiGatewayV2Client, CreateApiCommand } from "@aws-sdk/client-apigatewayv2";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type BenchRow, inTurns, type Pace, rowOf } from "./bench-row.ts";
import { withServer } from "./server-process.ts";

const connections = 16;
const body = "m".repeat(1024);
const agent = new Agent({ keepAlive: true });

/** One piece of work on a connection: some requests, one after the other. */
type Work = (connection: number) => Promise<unknown>;

interface Side {
  readonly title: string;
  readonly unit: string;
  readonly millrace: Work;
  readonly peer: Work;
}

export async function messageBenches(pace: Pace): Promise<BenchRow[]> {
  return withServer("messages-millrace.ts", (port) =>
    withServer("messages-bare.ts", async (barePort) => {
      const rows: BenchRow[] = [];
      for (const side of await sides(port, barePort)) rows.push(await measured(side, pace));
      agent.destroy();
      return rows;
    }),
  );
}

async function sides(port: number, barePort: number): Promise<readonly Side[]> {
  const region = await setUp(port, barePort);
  const sqs = (operation: string, members: object) =>
    ask(port, "/", JSON.stringify(members), {
      ...{ "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
      authorization: signature("sqs"),
    });
  const throughQueue = async (QueueUrl: string, fifo: object) => {
    await sqs("SendMessage", { QueueUrl, MessageBody: body, ...fifo });
    const { Messages = [] } = JSON.parse(await sqs("ReceiveMessage", { QueueUrl })) as {
      readonly Messages?: readonly { readonly ReceiptHandle: string }[];
    };
    for (const { ReceiptHandle } of Messages) await sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
  };
  const bare = (copies: number, size = body) => ask(barePort, `/${copies}`, size, {});
  // What is sent and what is deleted is written, and what is received is not.
  const peer = async () => {
    await bare(1);
    await bare(0, "received");
    await bare(1, "deleted");
  };
  let number = 0;
  return [
    {
      title: "SQS send, receive and delete, 1 KiB",
      unit: "messages/s",
      millrace: () => throughQueue(region.standard, {}),
      peer,
    },
    {
      title: "SQS FIFO send, receive and delete, 1 KiB",
      unit: "messages/s",
      millrace: (connection) =>
        throughQueue(region.fifo, {
          ...{ MessageGroupId: String(connection), MessageDeduplicationId: String(number++) },
        }),
      peer,
    },
    {
      title: "SNS publish to three queues, 1 KiB",
      unit: "messages/s",
      millrace: () => {
        const form = { Action: "Publish", Version: "2010-03-31", TopicArn: region.topicArn, Message: body };
        return ask(port, "/", new URLSearchParams(form).toString(), {
          "content-type": "application/x-www-form-urlencoded",
          authorization: signature("sns"),
        });
      },
      peer: () => bare(3),
    },
    {
      title: "HTTP API to a server behind it",
      unit: "requests/s",
      millrace: () => ask(port, "/0", body, { host: region.apiHost }),
      peer: () => bare(0),
    },
  ];
}

async function setUp(port: number, barePort: number) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const configuration = { endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", credentials };
  const [sqs, sns] = [new SQSClient(configuration), new SNSClient(configuration)];
  const gateway = new ApiGatewayV2Client(configuration);
  const queue = async (QueueName: string, Attributes = {}) =>
    String((await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl);
  const TopicArn = String((await sns.send(new CreateTopicCommand({ Name: "fanned" }))).TopicArn);
  for (const name of ["one", "two", "three"]) {
    const asked = { QueueUrl: await queue(name), AttributeNames: ["QueueArn" as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
    const Endpoint = Attributes?.QueueArn;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  }
  const Target = `http://127.0.0.1:${barePort}/0`;
  const api = { Name: "bench", ProtocolType: "HTTP", RouteKey: "POST /0", Target } as const;
  const { ApiId } = await gateway.send(new CreateApiCommand(api));
  const made = {
    ...{ standard: await queue("standard"), fifo: await queue("first.fifo", { FifoQueue: "true" }) },
    ...{ topicArn: TopicArn, apiHost: `${ApiId}.execute-api.us-east-1.localhost` },
  };
  for (const client of [sqs, sns, gateway]) client.destroy();
  return made;
}

async function measured({ title, unit, millrace, peer }: Side, pace: Pace): Promise<BenchRow> {
  const sides = [millrace, peer].map((work) => () => perSecond(work, pace.millisecondsPerRound * 2));
  const [ours = [], theirs = []] = await inTurns(sides, pace.rounds);
  const peerName = "bare node:http, as much written";
  return rowOf({ name: title, millrace: ours, peer: theirs, peerName, unit });
}

async function perSecond(work: Work, milliseconds: number): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const keepWorking = async (_: unknown, connection: number) => {
    do {
      await work(connection);
      done += 1;
    } while (performance.now() < startedAt + milliseconds);
  };
  await Promise.all(Array.from({ length: connections }).map(keepWorking));
  return (done * 1000) / (performance.now() - startedAt);
}

function signature(service: string): string {
  const scope = `local/20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=00`;
}

function ask(
  port: number,
  path: string,
  text: string,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const sent = { ...headers, "content-length": Buffer.byteLength(text), "x-amz-date": "20260101T000000Z" };
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method: "POST", agent, headers: sent };
    const sending = request(options, (response) => {
      let answer = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        answer += piece;
      });
      response.on("end", () =>
        response.statusCode === 200
          ? resolve(answer)
          : reject(new Error(`${path} answered ${response.statusCode}: ${answer}`)),
      );
      response.on("error", reject);
    });
    sending.on("error", reject);
    sending.end(text);
  });
}

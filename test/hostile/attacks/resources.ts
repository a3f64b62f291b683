// Much of everything: connections that say nothing, clients that go away, and more than anybody has.

import { connect, type Socket } from "node:net";
import { carriedInput, carryingMachine } from "../../support/carrying-machine.ts";
import { parquetFile } from "../../support/parquet-file.ts";
import { type AttackClass, faultIn, firstProblem } from "../attack.ts";
import type { Answer, Target } from "../target.ts";
import { endlessLoopAttacks } from "./endless-loops.ts";

async function openConnections(target: Target, count: number, greeting: string): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  for (let at = 0; at < count; at++) {
    const socket = connect(target.port, "127.0.0.1");
    socket.on("error", () => {});
    if (greeting !== "") socket.write(greeting);
    sockets.push(socket);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  return sockets;
}

async function isAnswering(target: Target): Promise<string | undefined> {
  return faultIn(await target.call("AmazonSQS", "ListQueues", {}));
}

async function manyConnections(target: Target, greeting: string): Promise<string | undefined> {
  const sockets = await openConnections(target, 500, greeting);
  const problem = await isAnswering(target);
  for (const socket of sockets) socket.destroy();
  return problem;
}

/** Calls one after the other in eight lanes, of which the first that fails is told. */
async function many(
  count: number,
  call: (at: number) => Promise<{ status: number; body: string }>,
): Promise<string | undefined> {
  let next = 0;
  let problem: string | undefined;
  const lane = async () => {
    while (next < count && problem === undefined) {
      const answer = await call(next++);
      if (answer.status >= 500 && answer.status !== 503)
        problem = `answered ${answer.status}: ${answer.body.slice(0, 200)}`;
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return problem;
}

/** A megabyte of a template in YAML, of nothing but this. */
const templates: readonly string[] = [",", "!a ", "}\n", "- a\n", "[],", "- &a [*a]\n", "[", "? a\n"];

const record = (bytes: number) => ({ PartitionKey: "k", Data: Buffer.alloc(bytes).toString("base64") });

const turns = (inner: string) => `#foreach($a in [1..900])${inner}#end`;
const lists = Array.from({ length: 40 }, (_, at) => `#set($l${at + 1} = [$l${at}, $l${at}])`).join("");
const endlessTemplates: readonly string[] = [
  turns(turns(turns(turns("")))),
  turns(turns(`#if(${"1 == 2 || ".repeat(300)} 1 == 2)x#end`)),
  turns(turns('#set($t = "$a $a $a")')),
  `#set($t = "xx")${turns("#set($t = $t + $t)")}`,
  `#set($l0 = [1])${lists}$l40`,
  `#set($l0 = [1])${lists}#if($l40 == 1)x#end`,
  "#macro(m)#m()#m()#end#m()",
];

function api(target: Target, method: string, path: string, body: object): Promise<Answer> {
  const scope = "a/20260101/us-east-1/apigateway/aws4_request";
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const headers = { authorization, "content-type": "application/json" };
  return target.request(method, path, { headers, body: JSON.stringify(body) });
}

/** With a method that answers by itself. */
async function restApi(target: Target): Promise<{ readonly id: string; readonly root: string }> {
  const made = await api(target, "POST", "/restapis", { name: "turns" });
  const { id, rootResourceId: root } = JSON.parse(made.body) as Record<string, string>;
  const at = `/restapis/${id}/resources/${root}/methods/POST`;
  await api(target, "PUT", at, { authorizationType: "NONE" });
  await api(target, "PUT", `${at}/integration`, {
    ...{ type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
  });
  await api(target, "PUT", `${at}/responses/200`, {});
  return { id: String(id), root: String(root) };
}

/** A distributed Map over an object of Parquet, and how it ended. */
async function runMap(target: Target, Key: string): Promise<Answer> {
  const reader = {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig: { InputType: "PARQUET" },
    Parameters: { Bucket: "parquet", Key },
  };
  const processor = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
    StartAt: "P",
    States: { P: { Type: "Pass", End: true } },
  };
  const map = { Type: "Map", ItemReader: reader, ItemProcessor: processor, End: true };
  const ask = (operation: string, body: object) => target.call("AWSStepFunctions", operation, body);
  const created = await ask("CreateStateMachine", {
    name: `parquet-${Key}`,
    definition: JSON.stringify({ StartAt: "M", States: { M: map } }),
    roleArn: "arn:aws:iam::000000000000:role/r",
  });
  const { stateMachineArn } = JSON.parse(created.body) as Record<string, string>;
  const started = await ask("StartExecution", { stateMachineArn });
  const { executionArn } = JSON.parse(started.body) as Record<string, string>;
  for (let looks = 0; ; looks++) {
    const described = await ask("DescribeExecution", { executionArn });
    if (looks === 600 || !described.body.includes('"RUNNING"')) return described;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const resourceAttacks: AttackClass = {
  name: "resources",
  attacks: [
    ...endlessLoopAttacks,
    { name: "500 connections that say nothing", run: (target) => manyConnections(target, "") },
    {
      name: "500 connections that begin a request",
      run: (target) => manyConnections(target, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"),
    },
    {
      name: "500 connections that begin a body",
      run: (target) =>
        manyConnections(target, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n{"),
    },
    {
      name: "500 connections that begin HTTP/2",
      run: (target) => manyConnections(target, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    },
    {
      name: "200 clients that go away while they wait",
      run: async (target) => {
        const body = '{"QueueUrl":"http://127.0.0.1/000000000000/waited","WaitTimeSeconds":20}';
        await target.call("AmazonSQS", "CreateQueue", { QueueName: "waited" });
        const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Length: ${body.length}\r\n\r\n`;
        const sockets = await openConnections(target, 200, head + body);
        for (const socket of sockets) socket.destroy();
        return isAnswering(target);
      },
    },
    {
      name: "1,000 queues",
      run: (target) =>
        many(1000, (at) => target.call("AmazonSQS", "CreateQueue", { QueueName: `many-${at}` })),
    },
    {
      name: "500 messages of 200 KB that nobody takes",
      run: async (target) => {
        await target.call("AmazonSQS", "CreateQueue", { QueueName: "full" });
        const message = { QueueUrl: "http://127.0.0.1/000000000000/full", MessageBody: "x".repeat(200_000) };
        const problem = await many(500, () => target.call("AmazonSQS", "SendMessage", message));
        await target.call("AmazonSQS", "DeleteQueue", { QueueUrl: message.QueueUrl });
        return problem;
      },
    },
    {
      name: "records as large as they may be",
      run: async (target) => {
        await target.call("Kinesis_20131202", "CreateStream", { StreamName: "large", ShardCount: 2 });
        const Records = Array.from({ length: 5 }, () => record(1_000_000));
        return many(20, () =>
          target.call("Kinesis_20131202", "PutRecords", { StreamName: "large", Records }),
        );
      },
    },
    {
      name: "2,000 dimensions of a metric",
      run: (target) =>
        many(2000, (at) =>
          target.call("GraniteServiceVersion20100801", "PutMetricData", {
            Namespace: "n",
            MetricData: [{ MetricName: "m", Dimensions: [{ Name: "d", Value: String(at) }], Value: 1 }],
          }),
        ),
    },
    {
      name: "300 rules that an event meets",
      run: async (target) => {
        const problem = await many(300, (at) =>
          target.call("AWSEvents", "PutRule", { Name: `many-${at}`, EventPattern: '{"source":["many"]}' }),
        );
        if (problem !== undefined) return problem;
        const Entries = Array.from({ length: 10 }, () => ({ Source: "many", DetailType: "d", Detail: "{}" }));
        return many(50, () => target.call("AWSEvents", "PutEvents", { Entries }));
      },
    },
    {
      name: "2,000 executions at once",
      run: async (target) => {
        const definition = '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"End":true}}}';
        const roleArn = "arn:aws:iam::000000000000:role/r";
        await target.call("AWSStepFunctions", "CreateStateMachine", { name: "many", definition, roleArn });
        const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:many";
        return many(2000, () => target.call("AWSStepFunctions", "StartExecution", { stateMachineArn }));
      },
    },
    {
      name: "the history of an execution through which six gigabytes went",
      run: async (target) => {
        const states = (operation: string, body: object) => target.call("AWSStepFunctions", operation, body);
        const roleArn = "arn:aws:iam::000000000000:role/r";
        await states("CreateStateMachine", { name: "carried", definition: carryingMachine, roleArn });
        const input = JSON.stringify(carriedInput);
        const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:carried";
        const { executionArn } = JSON.parse(
          (await states("StartExecution", { stateMachineArn, input })).body,
        );
        for (;;) {
          const { status } = JSON.parse((await states("DescribeExecution", { executionArn })).body);
          if (status !== "RUNNING") break;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        for (const reverseOrder of [false, true]) {
          const asked = { executionArn, reverseOrder, maxResults: 1000 };
          const { status, body } = await states("GetExecutionHistory", asked);
          if (status !== 200 || JSON.parse(body).nextToken === undefined)
            return `${status}: ${body.slice(0, 200)}`;
        }
        return undefined;
      },
    },
    {
      name: "templates in YAML, of a megabyte of one thing",
      run: async (target) => {
        await target.request("PUT", "/templates");
        return firstProblem(templates, async (each) => {
          const body = `a: [${each.repeat(Math.floor(999_000 / each.length))}`;
          await target.request("PUT", "/templates/large", { body });
          const answer = await target.request("POST", "/", {
            headers: { "content-type": "application/x-www-form-urlencoded" },
            body: new URLSearchParams({
              ...{ Version: "2010-05-15", Action: "ValidateTemplate" },
              TemplateURL: "https://templates.s3.amazonaws.com/large",
            }).toString(),
          });
          return answer.status === 400
            ? undefined
            : `answered ${answer.status}: ${answer.body.slice(0, 200)}`;
        });
      },
    },
    {
      name: "Parquet of pages that claim to have more values than there is memory for",
      run: async (target) => {
        await target.request("PUT", "/parquet");
        const claims = [10_000_000, 2 ** 27];
        return firstProblem(claims, async (values) => {
          const body = parquetFile({ rows: 10, values });
          await target.request("PUT", `/parquet/${values}`, { body });
          const { status, body: output } = await runMap(target, `${values}`);
          return status === 200 && /FAILED|SUCCEEDED/.test(output) ? undefined : `${status}: ${output}`;
        });
      },
    },
    {
      name: "mapping templates that go round and round",
      run: async (target) => {
        const { id, root } = await restApi(target);
        return firstProblem(endlessTemplates, async (template) => {
          const at = `/restapis/${id}/resources/${root}/methods/POST`;
          await api(target, "PUT", `${at}/integration/responses/200`, {
            responseTemplates: { "application/json": template },
          });
          return faultIn(await api(target, "POST", at, { body: "{}" }));
        });
      },
    },
    {
      name: "an object of 10 MB, a hundred times",
      run: async (target) => {
        await target.request("PUT", "/large");
        const body = Buffer.alloc(10_000_000);
        return many(30, () => target.request("PUT", "/large/object", { body }));
      },
    },
    {
      name: "a bucket of 3,000 objects, listed",
      run: async (target) => {
        await target.request("PUT", "/listed");
        const problem = await many(3000, (at) => target.request("PUT", `/listed/o${at}`, { body: "x" }));
        return problem ?? faultIn(await target.request("GET", "/listed?list-type=2"));
      },
    },
  ],
};

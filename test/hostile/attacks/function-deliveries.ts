// Events and mappings of functions over kills and changes: nothing that was accepted is lost.

import type { Attack } from "../attack.ts";
import type { Target } from "../target.ts";
import { create, freshName, functions, must, send } from "./function-calls.ts";

const events = 20;
const messages = 100;
const patienceMs = 20_000;
const account = "us-east-1:000000000000";

async function queue(target: Target): Promise<{ readonly arn: string; readonly url: string }> {
  const QueueName = freshName("queue");
  must(await target.call("AmazonSQS", "CreateQueue", { QueueName }), "CreateQueue");
  const url = `http://127.0.0.1:${target.port}/000000000000/${QueueName}`;
  return { arn: `arn:aws:sqs:${account}:${QueueName}`, url };
}

/** The bodies that come until all that are wanted have come. */
async function received(target: Target, QueueUrl: string, isAll: (bodies: ReadonlySet<string>) => boolean) {
  const bodies = new Set<string>();
  for (const until = Date.now() + patienceMs; Date.now() < until && !isAll(bodies); ) {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
    const { body } = await target.call("AmazonSQS", "ReceiveMessage", asked);
    const { Messages = [] } = JSON.parse(body) as { Messages?: { Body: string; ReceiptHandle: string }[] };
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.add(Body);
      await target.call("AmazonSQS", "DeleteMessage", { QueueUrl, ReceiptHandle });
    }
  }
  return bodies;
}

async function eventsOverAKill(target: Target): Promise<string | undefined> {
  const name = freshName("events");
  const told = await queue(target);
  const slow = "export const handler = (event) => new Promise((r) => setTimeout(r, 100, event.at));";
  must(await create(target, name, slow), "CreateFunction");
  const DestinationConfig = { OnSuccess: { Destination: told.arn } };
  const config = `/2019-09-25/functions/${name}/event-invoke-config`;
  must(await send(target, "PUT", config, { DestinationConfig }), "PutFunctionEventInvokeConfig");
  for (let at = 0; at < events; at++) {
    const asked = { headers: { "x-amz-invocation-type": "Event" }, body: JSON.stringify({ at }) };
    must(await target.request("POST", `${functions}/${name}/invocations`, asked), "Invoke");
  }
  for (let kill = 0; kill < 2; kill++) {
    await target.kill();
    const refusal = await target.start();
    if (refusal !== undefined) return `it did not start again: ${refusal.message}`;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const answerOf = (body: string) =>
    (JSON.parse(body) as { readonly responsePayload: number }).responsePayload;
  const bodies = await received(target, told.url, (seen) => new Set([...seen].map(answerOf)).size === events);
  const answers = new Set([...bodies].map(answerOf));
  return answers.size === events ? undefined : `of ${events} events ${answers.size} were told of`;
}

/** The handler hands on what it gets, by the queue's own API. */
const handingOn = (url: string) => `export const handler = async ({ Records }) => {
  for (const { body } of Records) {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSQS.SendMessage", "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify({ QueueUrl: ${JSON.stringify(url)}, MessageBody: body }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
};`;

const filters = [
  { Pattern: '{"body":{"n":[{"numeric":[">=",0]}]}}' },
  { Pattern: '{"body":{"n":[{"exists":true}]}}' },
];

async function filtersThatChange(target: Target): Promise<string | undefined> {
  const name = freshName("mapped");
  const [source, told] = [await queue(target), await queue(target)];
  must(await create(target, name, handingOn(told.url)), "CreateFunction");
  const mapping = { FunctionName: name, EventSourceArn: source.arn, BatchSize: 5 };
  const path = "/2015-03-31/event-source-mappings";
  const made = await send(target, "POST", path, mapping);
  must(made, "CreateEventSourceMapping");
  const { UUID } = JSON.parse(made.body) as { readonly UUID: string };
  const changing = (async () => {
    for (let at = 0; at < 15; at++) {
      const Filters = at % 3 === 2 ? [] : [filters[at % 2]];
      const changed = await send(target, "PUT", `${path}/${UUID}`, { FilterCriteria: { Filters } });
      // Another change is under way.
      if (changed.status !== 409 && changed.status !== 400) must(changed, "UpdateEventSourceMapping");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  for (let n = 0; n < messages; n++) {
    const body = { QueueUrl: source.url, MessageBody: JSON.stringify({ n }) };
    must(await target.call("AmazonSQS", "SendMessage", body), "SendMessage");
  }
  await changing;
  const bodies = await received(target, told.url, (seen) => seen.size === messages);
  await send(target, "DELETE", `${path}/${UUID}`);
  return bodies.size === messages ? undefined : `of ${messages} messages ${bodies.size} were handed on`;
}

export const deliveryAttacks: readonly Attack[] = [
  { name: "function: events over two kills", restarts: true, run: eventsOverAKill },
  { name: "function: a mapping whose filters change while it reads", run: filtersThatChange },
];

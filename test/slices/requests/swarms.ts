// What is listed, replayed or deleted by the ten thousands, and what goes round and round.

import type { Target } from "../../hostile/target.ts";
import {
  crowd,
  events,
  type LargeRequest,
  metrics,
  pause,
  query,
  rest,
  states,
  times,
  told,
} from "./large-request.ts";
import { arnOf, one, roleArn } from "./machines.ts";

const scheduler = rest("scheduler");
const apigateway = rest("apigateway");
const iot = rest("iot");
const iotData = rest("iotdata");
const iam = query("2010-05-08");
const cloudformation = query("2010-05-15");
const documentOf = (Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";

/** A method with a mapping template, and what comes of asking it. */
async function rendered(target: Target, template: string): Promise<string> {
  const api = JSON.parse((await apigateway(target, "POST /restapis", { name: "vtl" })).body);
  const at = `/restapis/${api.id}/resources`;
  const root = JSON.parse((await apigateway(target, `GET ${at}`, "")).body).item[0].id;
  await apigateway(target, `PUT ${at}/${root}/methods/POST`, { authorizationType: "NONE" });
  await apigateway(target, `PUT ${at}/${root}/methods/POST/integration`, {
    type: "MOCK",
    requestTemplates: { "application/json": '{"statusCode": 200}' },
  });
  await apigateway(target, `PUT ${at}/${root}/methods/POST/responses/200`, {});
  const put = await apigateway(target, `PUT ${at}/${root}/methods/POST/integration/responses/200`, {
    responseTemplates: { "application/json": template },
  });
  if (put.status >= 400) return told(put);
  const answer = await apigateway(target, `POST ${at}/${root}/methods/POST`, {
    body: JSON.stringify({ l: times(1000, (n) => n) }),
  });
  return `${answer.status} ${answer.body.slice(0, 60)}, ${answer.body.length} bytes`;
}

const loop = (depth: number, inner: string): string =>
  depth === 0 ? inner : `#foreach($a${depth} in [1..900])${loop(depth - 1, inner)}#end`;

const templates: Readonly<Record<string, string>> = {
  "nested loops": loop(3, "x"),
  "nested loops of nothing": loop(4, ""),
  "a text that doubles": `#set($s = 'xxxxxxxxxx')${loop(1, '#set($s = "$s$s")')}$s`,
  "a macro of itself": "#macro(m)#m()#m()#end#m()",
  "a list of lists": `#set($l = [])${loop(2, "$l.add($l.size())")}$l`,
  "long conditions": loop(2, `#if(${times(200, () => "1 == 2").join(" || ")})x#end`),
  "input over and over": loop(2, "$input.json('$')"),
  "paths over and over": loop(2, "$input.path('$..*')"),
  "paths that find much": `#foreach($x in $input.path('$..*..*'))x#end`,
  "a text with references": loop(2, '#set($t = "$a1 $a2 $a1")'),
  "a text that is added to itself": `#set($s = 'x')${loop(1, "#set($s = $s + $s)")}$s`,
  "a text that is replaced": `#set($s = 'xx')${loop(1, "#set($s = $s.replace('x', $s))")}$s`,
  "lists in lists that are written": `#set($l0 = [1, 1])${times(40, (n) => `#set($l${n + 1} = [$l${n}, $l${n}])`).join("")}$l40`,
  "lists in lists that are compared": `#set($l0 = [1, 1])${times(40, (n) => `#set($l${n + 1} = [$l${n}, $l${n}])`).join("")}#if($l40 == 'x')x#end`,
  "a long list over and over": `#set($l = $input.path('$.l'))${loop(2, "#set($x = $l.contains(-1))")}`,
  "escapes over and over": `#set($s = $input.json('$'))${loop(2, "#set($t = $util.escapeJavaScript($s))")}`,
  "parsing over and over": `#set($s = $input.json('$'))${loop(2, "#set($t = $util.parseJson($s))")}`,
};

/** Statements that are each asked of the same message. */
const deepSql: Readonly<Record<string, string>> = {
  "nested cases": `${"CASE a WHEN 1 THEN 2 ELSE ".repeat(95)}0${" END".repeat(95)}`,
  "a case of many": `CASE a ${times(1_500, (n) => `WHEN ${n} THEN ${n}`).join(" ")} ELSE 0 END`,
  "a long list": `a IN [${times(5_000, (n) => n).join(",")}]`,
  "a long sum": times(900, () => "a").join(" + "),
  "long alternatives": times(490, (n) => `a = ${n}`).join(" OR "),
  "nested brackets": `${"(".repeat(90)}a${")".repeat(90)}`,
  "texts that grow": times(4, () => 0).reduce(
    (text) => `replace(${text}, 'x', '${"x".repeat(5000)}')`,
    "'x'",
  ),
};

export const swarms: readonly LargeRequest[] = [
  ...Object.entries(templates).map(([what, template]) => ({
    name: `API Gateway a mapping template of ${what}`,
    ask: (target: Target) => rendered(target, template),
  })),
  ...Object.entries(deepSql).map(([what, sql], at) => ({
    name: `IoT SQL of ${what}`,
    ask: async (target: Target) => {
      const made = await iot(target, `POST /rules/deep${at}`, {
        sql: `SELECT ${sql} AS x FROM 'deep${at}' WHERE ${sql} <> 7`,
        actions: [],
      });
      const asked = await iotData(target, `POST /topics/deep${at}?qos=1`, '{"a":9999999}');
      return `${await told(made)}; ${await told(asked)}`;
    },
  })),
  {
    name: "IAM SimulateCustomPolicy of many statements and wildcards",
    ask: (target) => {
      const documents = [
        documentOf(
          times(1500, (at) => ({
            Effect: at % 2 === 0 ? "Allow" : "Deny",
            Action: `s3:*G*t*O*${at}`,
            Resource: "*",
          })),
        ),
        documentOf([
          {
            Effect: "Allow",
            Action: "s3:*",
            Resource: times(250, () => `arn:aws:s3:::*${"?a".repeat(240)}c*`),
          },
        ]),
      ];
      return told(
        iam(target, "SimulateCustomPolicy", {
          ...Object.fromEntries(documents.map((each, at) => [`PolicyInputList.member.${at + 1}`, each])),
          ...Object.fromEntries(times(10, (at) => [`ActionNames.member.${at + 1}`, `s3:GetObject${at}`])),
          ...Object.fromEntries(
            times(10, (at) => [`ResourceArns.member.${at + 1}`, `arn:aws:s3:::${"a".repeat(1000)}${at}`]),
          ),
        }),
      );
    },
  },
  {
    name: "CloudWatch PutMetricData of 20,000 metrics",
    ask: (target) =>
      crowd(20, (batch) =>
        metrics(target, "PutMetricData", {
          Namespace: "swarm",
          MetricData: times(1000, (at) => ({
            MetricName: `m${at % 10}`,
            Dimensions: [
              { Name: "d", Value: `${batch} ${at}` },
              { Name: "e", Value: `v${at % 7}` },
            ],
            Value: at,
          })),
        }),
      ),
  },
  {
    name: "CloudWatch ListMetrics of 20,000 with dimensions",
    ask: (target) =>
      told(metrics(target, "ListMetrics", { Namespace: "swarm", Dimensions: [{ Name: "e", Value: "v3" }] })),
  },
  {
    name: "EventBridge a replay of 20,000 events from an archive",
    prepare: async (target) => {
      await events(target, "CreateArchive", { ArchiveName: "swarm", EventSourceArn: bus });
      await events(target, "PutRule", { Name: "swarm", EventPattern: '{"source":["swarm"]}' });
      await crowd(2000, (batch) =>
        events(target, "PutEvents", {
          Entries: times(10, (at) => ({
            Source: "swarm",
            DetailType: "d",
            Detail: JSON.stringify({ batch, at, text: "x".repeat(300) }),
          })),
        }),
      );
    },
    ask: async (target) => {
      await events(target, "StartReplay", {
        ReplayName: "swarm",
        EventSourceArn: "arn:aws:events:us-east-1:000000000000:archive/swarm",
        EventStartTime: Date.now() / 1000 - 3600,
        EventEndTime: Date.now() / 1000 + 3600,
        Destination: { Arn: bus },
      });
      for (let looks = 0; looks < 300; looks++) {
        const { body } = await events(target, "DescribeReplay", { ReplayName: "swarm" });
        const { State } = JSON.parse(body);
        if (State !== "STARTING" && State !== "RUNNING") return body;
        await pause(100);
      }
      return "it did not end";
    },
  },
  {
    name: "EventBridge DeleteArchive of 20,000 events",
    ask: (target) => told(events(target, "DeleteArchive", { ArchiveName: "swarm" })),
  },
  {
    name: "Scheduler DeleteScheduleGroup of 10,000 schedules",
    prepare: async (target) => {
      await scheduler(target, "POST /schedule-groups/swarm", {});
      await crowd(10_000, (at) =>
        scheduler(target, `POST /schedules/s${at}`, {
          GroupName: "swarm",
          ScheduleExpression: "rate(1 days)",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: "arn:aws:sqs:us-east-1:000000000000:large", RoleArn: roleArn },
        }),
      );
    },
    ask: async (target) => {
      const answer = await told(scheduler(target, "DELETE /schedule-groups/swarm", ""));
      await pause(3000);
      return answer;
    },
  },
  {
    name: "S3 CompleteMultipartUpload of 10,000 parts",
    ask: async (target) => {
      await target.request("PUT", "/swarm");
      const begun = await target.request("POST", "/swarm/parts?uploads");
      const id = /<UploadId>([^<]*)</.exec(begun.body)?.[1] ?? "";
      const tags: string[] = [];
      const put = await crowd(10_000, async (at) => {
        const answer = await target.request("PUT", `/swarm/parts?partNumber=${at + 1}&uploadId=${id}`, {
          body: "x",
        });
        tags[at] = String(answer.headers.etag);
        return answer;
      });
      const listed = await told(target.request("GET", `/swarm/parts?uploadId=${id}`));
      const parts = tags.map(
        (tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
      );
      const body = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
      const done = await told(target.request("POST", `/swarm/parts?uploadId=${id}`, { body }));
      await target.request("DELETE", `/swarm/parts?uploadId=${id}`);
      return `${put}; ${listed}; ${done}`;
    },
  },
  {
    name: "Step Functions ListExecutions of 20,000, by status and by Map Run",
    prepare: async (target) => {
      await states(target, "CreateStateMachine", {
        name: "swarm",
        roleArn,
        definition: one({
          Type: "Map",
          MaxConcurrency: 1000,
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "I",
            States: { I: { Type: "Pass", Result: 1, End: true } },
          },
          ResultPath: null,
        }),
      });
      const input = JSON.stringify(times(20_000, (n) => n));
      await states(target, "StartExecution", { stateMachineArn: arnOf("swarm"), name: "all", input });
    },
    ask: async (target) => {
      const executionArn = arnOf("swarm").replace("stateMachine", "execution").concat(":all");
      for (let looks = 0; looks < 1200; looks++) {
        const { body } = await states(target, "DescribeExecution", { executionArn });
        if (!body.includes('"RUNNING"')) break;
        await pause(100);
      }
      const { mapRuns } = JSON.parse((await states(target, "ListMapRuns", { executionArn })).body);
      const [{ mapRunArn }] = mapRuns;
      let pages = 0;
      for (let nextToken: string | undefined, isMore = true; isMore; pages++) {
        const { body } = await states(target, "ListExecutions", { mapRunArn, maxResults: 1000, nextToken });
        ({ nextToken } = JSON.parse(body));
        isMore = nextToken !== undefined;
      }
      const failed = await told(
        states(target, "ListExecutions", { mapRunArn, statusFilter: "FAILED", maxResults: 1000 }),
      );
      const described = await told(states(target, "DescribeMapRun", { mapRunArn }));
      return `${pages} pages; ${failed}; ${described}`;
    },
  },
  {
    name: "CloudFormation DescribeStackEvents of 100,000",
    prepare: async (target) => {
      for (let at = 0; at < 70; at++) {
        const Resources = Object.fromEntries(
          times(480, (n) => [
            `T${n}`,
            {
              Type: "AWS::SSM::Parameter",
              Properties: { Name: `/swarm/${n}`, Type: "String", Value: `${at}` },
            },
          ]),
        );
        await cloudformation(target, at === 0 ? "CreateStack" : "UpdateStack", {
          StackName: "swarm",
          TemplateBody: JSON.stringify({ Resources }),
        });
        for (let looks = 0; looks < 600; looks++) {
          const { body } = await cloudformation(target, "DescribeStacks", { StackName: "swarm" });
          if (!body.includes("_IN_PROGRESS</StackStatus>")) break;
          await pause(50);
        }
      }
    },
    ask: async (target) => {
      let pages = 0;
      for (let token = ""; pages === 0 || token !== ""; pages++) {
        const { body } = await cloudformation(target, "DescribeStackEvents", {
          StackName: "swarm",
          ...(token === "" ? {} : { NextToken: token }),
        });
        token = /<NextToken>([^<]*)</.exec(body)?.[1] ?? "";
      }
      return `${pages} pages`;
    },
  },
];

// Every error that AWS documents for an operation of EventBridge Scheduler, through the SDK's client.

import * as sdk from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";
import { documentedErrorsOf, holdToDocumentation, senderOf } from "../support/documented-errors.ts";

const Target = { Arn: arnOf("sqs", "q"), RoleArn: "arn:aws:iam::000000000000:role/any" };
const schedule = { FlexibleTimeWindow: { Mode: "OFF" }, ScheduleExpression: "rate(1 day)", Target } as const;
let served: ServedRegion;
let client: sdk.SchedulerClient;
let send: ReturnType<typeof senderOf>;

beforeAll(async () => {
  served = await serveRegion({ enforceLimits: true });
  client = new sdk.SchedulerClient({ ...served.clientConfiguration, maxAttempts: 1 });
  send = senderOf(sdk, client);
  await send("CreateSchedule", { Name: "there", ...schedule });
  await send("CreateScheduleGroup", { Name: "group" });
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

const none = { Name: "none" };
const malformed = { Name: "not a name" };
const noGroup = { ResourceArn: arnOf("scheduler", "schedule-group/none") };
const tags = (count: number) => ({
  Tags: Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value: "v" })),
});
const keys = { TagKeys: ["a"] };

holdToDocumentation<object | (() => object)>(
  {
    documented: documentedErrorsOf("@aws-sdk/client-scheduler"),
    provoked: {
      CreateSchedule: {
        ConflictException: { Name: "there", ...schedule },
        ResourceNotFoundException: { Name: "new", ...schedule, GroupName: "none" },
        ValidationException: { Name: "new", ...schedule, ScheduleExpression: "rate(1 fortnight)" },
      },
      CreateScheduleGroup: {
        ConflictException: { Name: "group" },
        ServiceQuotaExceededException: () => {
          const { schedules } = served.region.services.scheduler;
          for (let number = schedules.groups.length; number < 500; number++)
            schedules.createGroup(`filling-${number}`, {});
          return { Name: "one-too-many" };
        },
        ValidationException: malformed,
      },
      DeleteSchedule: { ResourceNotFoundException: none, ValidationException: malformed },
      DeleteScheduleGroup: {
        ResourceNotFoundException: none,
        ValidationException: { Name: "default" },
      },
      GetSchedule: { ResourceNotFoundException: none, ValidationException: malformed },
      GetScheduleGroup: { ResourceNotFoundException: none, ValidationException: malformed },
      ListScheduleGroups: { ValidationException: { MaxResults: 1000 } },
      ListSchedules: {
        ResourceNotFoundException: { GroupName: "none" },
        ValidationException: { MaxResults: 1000 },
      },
      ListTagsForResource: {
        ResourceNotFoundException: noGroup,
        ValidationException: { ResourceArn: "no ARN" },
      },
      TagResource: {
        ResourceNotFoundException: { ...noGroup, ...tags(1) },
        ValidationException: { ResourceArn: arnOf("scheduler", "schedule-group/group"), ...tags(201) },
      },
      UntagResource: {
        ResourceNotFoundException: { ...noGroup, ...keys },
        ValidationException: { ResourceArn: "no ARN", ...keys },
      },
      UpdateSchedule: {
        ResourceNotFoundException: { ...none, ...schedule },
        ValidationException: { Name: "there", ...schedule, ScheduleExpression: "cron(0 25 * * ? *)" },
      },
    },
    impossible: {
      InternalServerException: "A fault of the region.",
      "CreateSchedule ServiceQuotaExceededException": "Ten millions; quotas.test.ts has fewer.",
      ThrottlingException: "Nothing holds a user to AWS's rates.",
      ...Object.fromEntries(
        ["DeleteSchedule", "DeleteScheduleGroup", "TagResource", "UntagResource", "UpdateSchedule"].map(
          (operation) => [`${operation} ConflictException`, "Calls are done one after the other."],
        ),
      ),
      ...Object.fromEntries(
        ["DeleteSchedule", "GetSchedule", "UpdateSchedule"].map((operation) => [
          `${operation} ServiceQuotaExceededException`,
          "Nothing more is made.",
        ]),
      ),
    },
    statuses: { ConflictException: 409, ResourceNotFoundException: 404, ServiceQuotaExceededException: 402 },
  },
  (operation, input) => send(operation, typeof input === "function" ? input() : input),
);

// Activities and the answers of those who do tasks by their tokens.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html

import type { Operation } from "../../../aws/wire/operation.ts";
import { operation, optional, required, structure } from "../../../aws/wire/shape.ts";
import { parseOutput } from "../executions/execution-input.ts";
import type { States } from "../states.ts";
import { toEncryption, toTags } from "./configuration.ts";
import {
  arn,
  encryptionConfiguration,
  errorCause,
  errorName,
  name,
  page,
  payload,
  tags,
  taskToken,
} from "./members.ts";

const requests = {
  create: structure({
    name: required(name),
    tags: optional(tags),
    encryptionConfiguration: optional(encryptionConfiguration),
  }),
  activity: structure({ activityArn: required(arn) }),
  list: structure(page),
  task: structure({ activityArn: required(arn), workerName: optional(name) }),
  success: structure({ taskToken: required(taskToken), output: required(payload) }),
  failure: structure({
    taskToken: required(taskToken),
    error: optional(errorName),
    cause: optional(errorCause),
  }),
  heartbeat: structure({ taskToken: required(taskToken) }),
};

export function activityOperations(states: States): Readonly<Record<string, Operation>> {
  const { activities } = states;
  return {
    CreateActivity: operation(requests.create, async (request) => {
      const activity = activities.create({
        name: request.name,
        tags: toTags(request.tags),
        encryption: toEncryption(request),
      });
      await states.committed();
      return { activityArn: activity.arn, creationDate: new Date(activity.createdAt) };
    }),
    DescribeActivity: operation(requests.activity, ({ activityArn }) => {
      const activity = activities.describe(activityArn);
      return {
        activityArn,
        name: activity.name,
        creationDate: new Date(activity.createdAt),
        encryptionConfiguration: activity.encryption,
      };
    }),
    DeleteActivity: operation(requests.activity, async ({ activityArn }) => {
      activities.delete(activityArn);
      await states.committed();
      return {};
    }),
    ListActivities: operation(requests.list, (request) => {
      const { items, nextToken } = activities.list(request);
      const listed = items.map((activity) => ({
        activityArn: activity.arn,
        name: activity.name,
        creationDate: new Date(activity.createdAt),
      }));
      return { activities: listed, nextToken };
    }),
    GetActivityTask: operation(requests.task, async (request, { signal }) => {
      const task = await activities.getActivityTask({ ...request, signal });
      if (task === undefined) return { taskToken: null };
      await states.settled();
      return { ...task };
    }),
  };
}

/** What is acknowledged is on disk. */
export function callbackOperations(states: States): Readonly<Record<string, Operation>> {
  const { tokens } = states;
  return {
    SendTaskSuccess: operation(requests.success, async ({ taskToken: token, output }) => {
      tokens.succeed(token, parseOutput(output));
      await states.settled();
      return {};
    }),
    SendTaskFailure: operation(requests.failure, async ({ taskToken: token, error, cause }) => {
      tokens.fail(token, error, cause);
      await states.settled();
      return {};
    }),
    SendTaskHeartbeat: operation(requests.heartbeat, async ({ taskToken: token }) => {
      tokens.heartbeat(token);
      await states.settled();
      return {};
    }),
  };
}

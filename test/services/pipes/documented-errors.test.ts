// Every error that AWS documents for an operation of Pipes, through the SDK's client.

import * as sdk from "@aws-sdk/client-pipes";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";
import { until } from "../../support/until.ts";
import { documentedErrorsOf, holdToDocumentation, senderOf } from "../support/documented-errors.ts";

const RoleArn = "arn:aws:iam::000000000000:role/any";
const queues = { Source: arnOf("sqs", "from"), Target: arnOf("sqs", "to"), RoleArn };
const clock = new VirtualClock();
let served: ServedRegion;
let client: sdk.PipesClient;
let send: ReturnType<typeof senderOf>;

beforeAll(async () => {
  served = await serveRegion({ clock });
  const { pipes, sqs } = served.region.services;
  for (const queueName of ["from", "to"]) await sqs.createQueue({ queueName });
  pipes.create("there", { ...queues, DesiredState: "STOPPED" });
  await pipes.settled("there");
  client = new sdk.PipesClient({ ...served.clientConfiguration, maxAttempts: 1 });
  send = senderOf(sdk, client);
  await beginToStop(busy.Name);
});
afterAll(async () => {
  clock.advanceBy(waitMs);
  client.destroy();
  await served.close();
});

const waitMs = 60_000;

/** A pipe whose batch is in flight for as long as the clock stands, and which stops once that has ended. */
async function beginToStop(name: string): Promise<void> {
  const { pipes, sqs, states } = served.region.services;
  const { arn: Target } = states.machines.create({
    ...{ name: "slow", type: "EXPRESS", roleArn: RoleArn },
    definition: JSON.stringify({
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: waitMs / 1000, End: true } },
    }),
  });
  await sqs.createQueue({ queueName: "slow" });
  pipes.create(name, { Source: arnOf("sqs", "slow"), Target, RoleArn });
  await pipes.settled(name);
  served.region.start();
  await sqs.send("slow", "a");
  await until(() => (pipes.pipe(name)?.statistics().batches === 1 ? true : undefined));
  pipes.stop(name);
  expect(pipes.describe(name).currentState).toBe("STOPPING");
}

/** A request, and another one before it. */
interface Means {
  readonly input: object;
  readonly first?: () => void | Promise<void>;
}
const by = (input: object): Means => ({ input });
const none = { Name: "none" };
const there = { Name: "there" };
const noPipe = { resourceArn: arnOf("pipes", "pipe/none") };
const aPipe = { resourceArn: arnOf("pipes", "pipe/there") };
const busy = { Name: "busy" };
const malformed = { Name: "not a name" };
const tags = { tags: { a: "b" } };
const keys = { tagKeys: ["a"] };
const provoked: Readonly<Record<string, Readonly<Record<string, Means>>>> = {
  CreatePipe: {
    ConflictException: by({ ...there, ...queues }),
    ServiceQuotaExceededException: {
      input: { Name: "one-too-many", ...queues },
      async first() {
        const { pipes } = served.region.services;
        const names = Array.from({ length: 998 }, (_, at) => `full-${at}`);
        for (const name of names) pipes.create(name, { ...queues, DesiredState: "STOPPED" });
      },
    },
    ValidationException: by({
      Name: "new",
      ...queues,
      SourceParameters: { SqsQueueParameters: { BatchSize: 0 } },
    }),
  },
  DeletePipe: {
    ConflictException: by(busy),
    NotFoundException: by(none),
    ValidationException: by(malformed),
  },
  DescribePipe: { NotFoundException: by(none), ValidationException: by(malformed) },
  ListPipes: { ValidationException: by({ Limit: 1000 }) },
  ListTagsForResource: {
    NotFoundException: by(noPipe),
    ValidationException: by({ resourceArn: "no ARN" }),
  },
  StartPipe: {
    ConflictException: by(busy),
    NotFoundException: by(none),
    ValidationException: by(malformed),
  },
  StopPipe: {
    ConflictException: by(busy),
    NotFoundException: by(none),
    ValidationException: by(malformed),
  },
  TagResource: {
    NotFoundException: by({ ...noPipe, ...tags }),
    ValidationException: by({
      ...{ ...aPipe, tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, "v"])) },
    }),
  },
  UntagResource: {
    NotFoundException: by({ ...noPipe, ...keys }),
    ValidationException: by({ resourceArn: "no ARN", ...keys }),
  },
  UpdatePipe: {
    ConflictException: by({ ...busy, RoleArn }),
    NotFoundException: by({ ...none, RoleArn }),
    ValidationException: by({ ...there, RoleArn, Target: "nobody" }),
  },
};

holdToDocumentation(
  {
    documented: documentedErrorsOf("@aws-sdk/client-pipes"),
    provoked,
    impossible: {
      InternalException: "A fault of the region.",
      ThrottlingException: "Nothing holds a user to AWS's rates.",
      "CreatePipe NotFoundException": "What a pipe misses is told by its state, as AWS has it.",
    },
    statuses: { ConflictException: 409, NotFoundException: 404, ServiceQuotaExceededException: 402 },
  },
  async (operation, { input, first }) => {
    await first?.();
    return send(operation, input);
  },
);

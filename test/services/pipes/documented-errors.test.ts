// Every error that AWS documents for an operation of Pipes, through the SDK's client.

import * as sdk from "@aws-sdk/client-pipes";
import { afterAll, beforeAll } from "@jest/globals";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { arnOf } from "../../support/local-arn.ts";
import { documentedErrorsOf, holdToDocumentation, senderOf } from "../support/documented-errors.ts";

const RoleArn = "arn:aws:iam::000000000000:role/any";
const queues = { Source: arnOf("sqs", "from"), Target: arnOf("sqs", "to"), RoleArn };
let served: ServedRegion;
let client: sdk.PipesClient;
let send: ReturnType<typeof senderOf>;

beforeAll(async () => {
  served = await serveRegion();
  const { pipes, sqs } = served.region.services;
  for (const queueName of ["from", "to"]) await sqs.createQueue({ queueName });
  pipes.create("there", { ...queues, DesiredState: "STOPPED" });
  await pipes.settled("there");
  client = new sdk.PipesClient({ ...served.clientConfiguration, maxAttempts: 1 });
  send = senderOf(sdk, client);
});
afterAll(async () => {
  client.destroy();
  await served.close();
});

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
        const names = Array.from({ length: 999 }, (_, at) => `full-${at}`);
        for (const name of names) pipes.create(name, { ...queues, DesiredState: "STOPPED" });
      },
    },
    ValidationException: by({
      Name: "new",
      ...queues,
      SourceParameters: { SqsQueueParameters: { BatchSize: 0 } },
    }),
  },
  DeletePipe: { NotFoundException: by(none), ValidationException: by(malformed) },
  DescribePipe: { NotFoundException: by(none), ValidationException: by(malformed) },
  ListPipes: { ValidationException: by({ Limit: 1000 }) },
  ListTagsForResource: { NotFoundException: by(noPipe) },
  StartPipe: {
    NotFoundException: by(none),
    ValidationException: by(malformed),
  },
  StopPipe: {
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
  },
  UpdatePipe: {
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
      "ListTagsForResource ValidationException": "What is no ARN of a pipe is the path of no operation.",
      "UntagResource ValidationException": "What is no ARN of a pipe is the path of no operation.",
      ...Object.fromEntries(
        ["StartPipe", "StopPipe", "UpdatePipe"].map((operation) => [
          `${operation} ConflictException`,
          "Of a pipe that is being changed, which takes a moment, api.test.ts tells.",
        ]),
      ),
      "CreatePipe NotFoundException": "What a pipe misses is told by its state, as AWS has it.",
      "DeletePipe ConflictException": "A deletion waits for a change that is under way.",
    },
    statuses: { ConflictException: 409, NotFoundException: 404, ServiceQuotaExceededException: 402 },
  },
  async (operation, { input, first }) => {
    await first?.();
    return send(operation, input);
  },
);

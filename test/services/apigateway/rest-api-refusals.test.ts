// What REST APIs and what they consist of refuse, in AWS's words, and what is told although it was not said.

import {
  CreateAuthorizerCommand,
  CreateRequestValidatorCommand,
  DeleteRequestValidatorCommand,
  GetModelsCommand,
  GetRestApiCommand,
  UpdateRequestValidatorCommand,
  UpdateResourceCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { beforeAll, expect, test } from "@jest/globals";
import { type MadeApi, makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client } = gateway;
let made: MadeApi;
beforeAll(async () => {
  made = await makeApi(client);
});

const patch = (path: string, value: string, op: "add" | "remove" | "replace" = "replace") => ({
  patchOperations: [{ op, path, value }],
});
const resource = (given: ReturnType<typeof patch>) =>
  client.send(new UpdateResourceCommand({ ...made, ...given }));
const validator = async (given: ReturnType<typeof patch>) => {
  const { id: requestValidatorId } = await client.send(
    new CreateRequestValidatorCommand({ restApiId: made.restApiId, name: "w" }),
  );
  try {
    return await client.send(
      new UpdateRequestValidatorCommand({ restApiId: made.restApiId, requestValidatorId, ...given }),
    );
  } finally {
    await client.send(new DeleteRequestValidatorCommand({ restApiId: made.restApiId, requestValidatorId }));
  }
};
const none = "none";

test.each<[what: string, refused: () => Promise<unknown>, name: string, message: string]>([
  [
    "a member of a resource that is none",
    () => resource(patch("/invalid", "x")),
    "BadRequestException",
    "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]",
  ],
  [
    "a resource's name that is taken away",
    () => resource(patch("/pathPart", "x", "remove")),
    "BadRequestException",
    "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
  ],
  [
    "a resource below itself",
    () => resource(patch("/parentId", made.resourceId)),
    "BadRequestException",
    "Resources cannot be cyclical.",
  ],
  [
    "a member of a validator that is none",
    () => validator(patch("/colour", "x")),
    "BadRequestException",
    "Invalid patch path  '/colour' specified for op 'replace'. Must be one of: [/name, /validateRequestParameters, /validateRequestBody]",
  ],
  [
    "a member that is added to a validator",
    () => validator(patch("/validateRequestBody", "true", "add")),
    "BadRequestException",
    "Invalid patch path  '/validateRequestBody' specified for op 'add'. Please choose supported operations",
  ],
  [
    "a validator without a name",
    () => validator(patch("/name", "")),
    "BadRequestException",
    "Request Validator name cannot be blank",
  ],
  [
    "a validator of no API",
    () => client.send(new CreateRequestValidatorCommand({ restApiId: none, name: "v" })),
    "BadRequestException",
    "Invalid REST API identifier specified",
  ],
  [
    "the end of a validator of no API",
    () => client.send(new DeleteRequestValidatorCommand({ restApiId: none, requestValidatorId: none })),
    "NotFoundException",
    "Invalid Request Validator identifier specified",
  ],
  [
    "an authorizer of no API",
    () =>
      client.send(
        new CreateAuthorizerCommand({ restApiId: none, name: "a", type: "TOKEN", authorizerUri: "x" }),
      ),
    "ConflictException",
    "Unable to complete operation due to concurrent modification. Please try again later.",
  ],
  [
    "models of no API",
    () => client.send(new GetModelsCommand({ restApiId: none })),
    "NotFoundException",
    "Invalid API identifier specified 000000000000:none",
  ],
])("%s is refused", async (_, refused, name, message) => {
  await expect(refused()).rejects.toMatchObject({ name, message });
});

test("tags are told where there are none, of an API that is asked for and one that is changed", async () => {
  expect(await client.send(new GetRestApiCommand({ restApiId: made.restApiId }))).toMatchObject({
    tags: {},
  });
  const changed = { restApiId: made.restApiId, ...patch("/description", "d") };
  expect(await client.send(new UpdateRestApiCommand(changed))).toMatchObject({ tags: {} });
});

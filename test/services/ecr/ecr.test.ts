// ECR by the real SDK client: repositories are described, and no image is in them.

import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  ListTagsForResourceCommand,
  PutLifecyclePolicyCommand,
} from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { ecrApi } from "../../../src/services/ecr/api.ts";
import { Repositories } from "../../../src/services/ecr/repositories.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

let server: SdkServer;
let client: ECRClient;

beforeAll(async () => {
  const book = await RecordBook.open({ directory: undefined, name: "repositories.journal" });
  server = await serve(ecrApi(new Repositories(systemClock, localIdentity, book)));
  client = new ECRClient(server.clientConfiguration);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  expect(server.faults).toEqual([]);
});

test("a repository is described, with its tags and its lifecycle policy", async () => {
  const repositoryName = "weather/ingest";
  const { repository } = await client.send(
    new CreateRepositoryCommand({ repositoryName, tags: [{ Key: "team", Value: "rain" }] }),
  );
  expect(repository).toMatchObject({
    repositoryArn: "arn:aws:ecr:us-east-1:000000000000:repository/weather/ingest",
    repositoryUri: "000000000000.dkr.ecr.us-east-1.amazonaws.com/weather/ingest",
    imageTagMutability: "MUTABLE",
  });
  const { tags } = await client.send(
    new ListTagsForResourceCommand({ resourceArn: repository?.repositoryArn }),
  );
  expect(tags).toEqual([{ Key: "team", Value: "rain" }]);
  const lifecyclePolicyText = '{"rules":[]}';
  await client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  expect(await client.send(new GetLifecyclePolicyCommand({ repositoryName }))).toMatchObject({
    lifecyclePolicyText,
  });
  await expect(client.send(new CreateRepositoryCommand({ repositoryName }))).rejects.toMatchObject({
    name: "RepositoryAlreadyExistsException",
  });
  const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName }));
  expect(imageDetails).toEqual([]);
  await client.send(new DeleteRepositoryCommand({ repositoryName }));
  const { repositories } = await client.send(new DescribeRepositoriesCommand({}));
  expect(repositories).toEqual([]);
});

test("a repository that is not there is told as AWS tells it", async () => {
  await expect(
    client.send(new DescribeRepositoriesCommand({ repositoryNames: ["none"] })),
  ).rejects.toMatchObject({
    name: "RepositoryNotFoundException",
    message: "The repository with name 'none' does not exist in the registry with id '000000000000'",
  });
});

test("a client can log in", async () => {
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  expect(Buffer.from(authorizationData?.[0]?.authorizationToken ?? "", "base64").toString()).toMatch(/^AWS:/);
});

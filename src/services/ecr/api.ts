// ECR on the wire, as far as repositories are described: deploy tools look for them and log in, and nothing is pushed.
// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html

import { otherOperations } from "../../asl/service-model/operation-names.ts";
import { isJsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { tagList, withoutTags } from "../../aws/tags.ts";
import type { Operation, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { keyPage } from "../../aws/wire/pages.ts";
import {
  flag,
  integer,
  listOf,
  oneOf,
  operation,
  optional,
  required,
  structure,
  text,
} from "../../aws/wire/shape.ts";
import type { Repositories, Repository } from "./repositories.ts";

const name = required(
  text({ min: 2, max: 256, pattern: /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/ }),
);
const one = { registryId: optional(text({ pattern: /[0-9]{12}/ })), repositoryName: name };
const mutability = oneOf("MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION");
const scanning = structure({ scanOnPush: optional(flag()) });
const tags = listOf(structure({ Key: required(text({ min: 1 })), Value: required(text()) }));
const page = { maxResults: optional(integer({ min: 1, max: 1000 })), nextToken: optional(text()) };
const document = required(text({ max: 30_720 }));
const tokenLifeMs = 12 * 3_600_000;

export function ecrApi(repositories: Repositories): ServiceApi {
  const operations = {
    ...registryOperations(repositories),
    ...imageOperations(repositories),
    ...repositories.book.acknowledging({
      ...repositoryOperations(repositories),
      ...policyOperations(repositories),
      ...tagOperations(repositories),
    }),
  };
  return {
    name: "ECR",
    targetPrefix: "AmazonEC2ContainerRegistry_V20150921",
    errorNamespace: "",
    jsonVersion: "1.1",
    refused: {
      "repositories are described here, and nothing is pushed": otherOperations("ecr", operations),
    },
    operations,
  };
}

function repositoryOperations(repositories: Repositories): Record<string, Operation> {
  return {
    CreateRepository: operation(
      structure({
        ...{ ...one, tags: optional(tags), imageTagMutability: optional(mutability) },
        imageScanningConfiguration: optional(scanning),
        encryptionConfiguration: optional(
          structure({
            encryptionType: required(oneOf("AES256", "KMS", "KMS_DSSE")),
            kmsKey: optional(text()),
          }),
        ),
      }),
      (request) => {
        const { encryptionConfiguration: encryption } = request;
        const settings = {
          tagMutability: request.imageTagMutability,
          scanOnPush: request.imageScanningConfiguration?.scanOnPush,
          encryption: encryption && {
            encryptionType: encryption.encryptionType,
            ...(encryption.kmsKey === undefined ? {} : { kmsKey: encryption.kmsKey }),
          },
        };
        const created = repositories.create(request.repositoryName, settings, tagRecord(request.tags));
        return { repository: shown(created, repositories) };
      },
    ),
    DeleteRepository: operation(structure({ ...one, force: optional(flag()) }), ({ repositoryName }) => ({
      repository: shown(repositories.delete(repositoryName), repositories),
    })),
    PutImageTagMutability: operation(
      structure({ ...one, imageTagMutability: required(mutability) }),
      ({ repositoryName, imageTagMutability }) => {
        repositories.set(repositoryName, { tagMutability: imageTagMutability });
        return { ...ofRegistry(repositories), repositoryName, imageTagMutability };
      },
    ),
    PutImageScanningConfiguration: operation(
      structure({ ...one, imageScanningConfiguration: required(scanning) }),
      ({ repositoryName, imageScanningConfiguration: { scanOnPush = false } }) => {
        repositories.set(repositoryName, { scanOnPush });
        return { ...ofRegistry(repositories), repositoryName, imageScanningConfiguration: { scanOnPush } };
      },
    ),
  };
}

function registryOperations(repositories: Repositories): Record<string, Operation> {
  return {
    DescribeRepositories: operation(
      structure({
        registryId: one.registryId,
        repositoryNames: optional(listOf(text(), { min: 1, max: 100 })),
        ...page,
      }),
      ({ repositoryNames, maxResults = 100, nextToken }) => {
        const named = repositoryNames?.map((each) => repositories.get(each));
        const { items, next } = keyPage(named ?? repositories.all(), {
          ...{ keyOf: (each) => each.name, token: nextToken, limit: named?.length ?? maxResults },
          refuse: () => {
            throw new ServiceError(
              "InvalidParameterException",
              "Invalid parameter at 'nextToken' failed to satisfy constraint: 'Invalid token'",
            );
          },
        });
        return { repositories: items.map((each) => shown(each, repositories)), nextToken: next };
      },
    ),
    GetAuthorizationToken: () => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from("AWS:local").toString("base64"),
          expiresAt: new Date(repositories.now() + tokenLifeMs),
          proxyEndpoint: `https://${repositories.registry}`,
        },
      ],
    }),
    DescribeRegistry: () => ({ ...ofRegistry(repositories), replicationConfiguration: { rules: [] } }),
  };
}

/** Of images, which are in no repository. */
function imageOperations(repositories: Repositories): Record<string, Operation> {
  const imageIds = listOf(structure({ imageDigest: optional(text()), imageTag: optional(text()) }), {
    min: 1,
    max: 100,
  });
  const missing = ({ imageIds }: { readonly imageIds: readonly WireObject[] }) =>
    imageIds.map((imageId) => ({
      imageId,
      failureCode: "ImageNotFound",
      failureReason: "Requested image not found",
    }));
  return {
    ListImages: operation(structure(one), ({ repositoryName }) => {
      repositories.get(repositoryName);
      return { imageIds: [] };
    }),
    DescribeImages: operation(
      structure({ ...one, imageIds: optional(imageIds) }),
      ({ repositoryName, imageIds }) => {
        repositories.get(repositoryName);
        const [first] = imageIds ?? [];
        if (first === undefined) return { imageDetails: [] };
        throw new ServiceError(
          "ImageNotFoundException",
          `The image with imageId {imageDigest:'${first.imageDigest ?? "null"}', imageTag:'${first.imageTag ?? "null"}'} does not exist within the repository with name '${repositoryName}' in the registry with id '${repositories.identity.accountId}'`,
        );
      },
    ),
    BatchGetImage: operation(structure({ ...one, imageIds: required(imageIds) }), (request) => {
      repositories.get(request.repositoryName);
      return { images: [], failures: missing(request) };
    }),
    BatchDeleteImage: operation(structure({ ...one, imageIds: required(imageIds) }), (request) => {
      repositories.get(request.repositoryName);
      return { imageIds: [], failures: missing(request) };
    }),
  };
}

function policyOperations(repositories: Repositories): Record<string, Operation> {
  const answer = (repositoryName: string) => ({ ...ofRegistry(repositories), repositoryName });
  const policy = (repositoryName: string) => {
    const { policy: policyText } = repositories.get(repositoryName);
    if (policyText !== undefined) return { ...answer(repositoryName), policyText };
    const message = `Repository policy does not exist for the repository with name '${repositoryName}' in the registry with id '${repositories.identity.accountId}'`;
    throw new ServiceError("RepositoryPolicyNotFoundException", message);
  };
  const lifecycle = (repositoryName: string) => {
    const { lifecyclePolicy: lifecyclePolicyText } = repositories.get(repositoryName);
    if (lifecyclePolicyText !== undefined) return { ...answer(repositoryName), lifecyclePolicyText };
    const message = `Lifecycle policy does not exist for the repository with name '${repositoryName}' in the registry with id '${repositories.identity.accountId}'`;
    throw new ServiceError("LifecyclePolicyNotFoundException", message);
  };
  return {
    GetRepositoryPolicy: operation(structure(one), ({ repositoryName }) => policy(repositoryName)),
    SetRepositoryPolicy: operation(
      structure({ ...one, policyText: document, force: optional(flag()) }),
      ({ repositoryName, policyText }) => {
        repositories.setPolicy(repositoryName, checkedJson(policyText, "PolicyText"));
        return policy(repositoryName);
      },
    ),
    DeleteRepositoryPolicy: operation(structure(one), ({ repositoryName }) => {
      const deleted = policy(repositoryName);
      repositories.setPolicy(repositoryName, undefined);
      return deleted;
    }),
    GetLifecyclePolicy: operation(structure(one), ({ repositoryName }) => lifecycle(repositoryName)),
    PutLifecyclePolicy: operation(
      structure({ ...one, lifecyclePolicyText: document }),
      ({ repositoryName, lifecyclePolicyText }) => {
        repositories.setLifecyclePolicy(
          repositoryName,
          checkedJson(lifecyclePolicyText, "LifecyclePolicyText"),
        );
        return lifecycle(repositoryName);
      },
    ),
    DeleteLifecyclePolicy: operation(structure(one), ({ repositoryName }) => {
      const deleted = lifecycle(repositoryName);
      repositories.setLifecyclePolicy(repositoryName, undefined);
      return deleted;
    }),
  };
}

function tagOperations(repositories: Repositories): Record<string, Operation> {
  const nameOf = (arn: string) => arn.slice(arn.indexOf(":repository/") + ":repository/".length);
  const resourceArn = { resourceArn: required(text()) };
  return {
    TagResource: operation(structure({ ...resourceArn, tags: required(tags) }), (request) => {
      const of = repositories.get(nameOf(request.resourceArn));
      repositories.set(of.name, { tags: { ...of.tags, ...tagRecord(request.tags) } });
      return {};
    }),
    UntagResource: operation(structure({ ...resourceArn, tagKeys: required(listOf(text())) }), (request) => {
      const of = repositories.get(nameOf(request.resourceArn));
      repositories.set(of.name, { tags: withoutTags(of.tags, request.tagKeys) });
      return {};
    }),
    ListTagsForResource: operation(structure(resourceArn), (request) => ({
      tags: tagList(repositories.get(nameOf(request.resourceArn)).tags),
    })),
  };
}

function shown(repository: Repository, repositories: Repositories): WireObject {
  return {
    ...ofRegistry(repositories),
    repositoryArn: repository.arn,
    repositoryName: repository.name,
    repositoryUri: repository.uri,
    createdAt: new Date(repository.createdAt),
    imageTagMutability: repository.tagMutability,
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: repository.encryption,
  };
}

function ofRegistry({ identity }: Repositories): { readonly registryId: string } {
  return { registryId: identity.accountId };
}

function tagRecord(tags: readonly { readonly Key: string; readonly Value: string }[] = []) {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** Throws InvalidParameterException. */
function checkedJson(document: string, member: string): string {
  try {
    if (isJsonObject(JSON.parse(document))) return document;
  } catch {}
  throw new ServiceError(
    "InvalidParameterException",
    `Invalid parameter at '${member}' failed to satisfy constraint: 'Invalid repository policy provided'`,
  );
}

// How Step Functions names each service of its optimized integrations in errors. Their clients are of the AWS SDK for Java 1,
// so a cause says `Service: AWSGlue`, and what the client's model does not know is an `AWSGlueException`.

import type { OptimizedService } from "../service-failure.ts";

function service(prefix: string, name: string, modelled?: readonly string[]): OptimizedService {
  return {
    prefix,
    service: name,
    unmodelled: `${name.replace(/v2$/, "")}Exception`,
    modelled: modelled === undefined ? undefined : new Set(modelled),
  };
}

export const optimizedServices = {
  apigateway: service("ApiGateway", "AmazonApiGateway"),
  athena: service("Athena", "AmazonAthena", [
    "InternalServerException",
    "InvalidRequestException",
    "MetadataException",
    "ResourceNotFoundException",
    "TooManyRequestsException",
  ]),
  batch: service("Batch", "AWSBatch", ["ClientException", "ServerException"]),
  bedrock: service("Bedrock", "AmazonBedrock"),
  bedrockagentcore: service("BedrockAgentCore", "AmazonBedrockAgentCore"),
  codebuild: service("CodeBuild", "AWSCodeBuild", [
    "AccountLimitExceededException",
    "AccountSuspendedException",
    "InvalidInputException",
    "OAuthProviderException",
    "ResourceAlreadyExistsException",
    "ResourceNotFoundException",
  ]),
  databrew: service("DataBrew", "AWSGlueDataBrew"),
  dynamodb: service("DynamoDB", "AmazonDynamoDBv2", [
    "ConditionalCheckFailedException",
    "InternalServerError",
    "ItemCollectionSizeLimitExceededException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ThrottlingException",
    "TransactionConflictException",
  ]),
  ecs: service("ECS", "AmazonECS", [
    "AccessDeniedException",
    "BlockedException",
    "ClientException",
    "ClusterNotFoundException",
    "InvalidParameterException",
    "PlatformTaskDefinitionIncompatibilityException",
    "PlatformUnknownException",
    "ServerException",
    "UnsupportedFeatureException",
  ]),
  eks: service("EKS", "AmazonEKS"),
  elasticmapreduce: service("ElasticMapReduce", "AmazonElasticMapReduce", [
    "InternalServerException",
    "InvalidRequestException",
  ]),
  "emr-containers": service("EmrContainers", "AmazonEMRContainers"),
  "emr-serverless": service("EmrServerless", "AWSEMRServerless"),
  events: service("EventBridge", "AmazonEventBridge"),
  glue: service("Glue", "AWSGlue", [
    "AccessDeniedException",
    "AlreadyExistsException",
    "ConcurrentModificationException",
    "ConcurrentRunsExceededException",
    "EntityNotFoundException",
    "GlueEncryptionException",
    "IdempotentParameterMismatchException",
    "InternalServiceException",
    "InvalidInputException",
    "OperationTimeoutException",
    "ResourceNotReadyException",
    "ResourceNumberLimitExceededException",
  ]),
  http: service("States.Http", "HTTP"),
  lambda: service("Lambda", "AWSLambda", [
    "EC2AccessDeniedException",
    "EC2ThrottledException",
    "EC2UnexpectedException",
    "EFSIOException",
    "EFSMountConnectivityException",
    "EFSMountFailureException",
    "EFSMountTimeoutException",
    "ENILimitReachedException",
    "InvalidParameterValueException",
    "InvalidRequestContentException",
    "InvalidRuntimeException",
    "InvalidSecurityGroupIDException",
    "InvalidSubnetIDException",
    "InvalidZipFileException",
    "KMSAccessDeniedException",
    "KMSDisabledException",
    "KMSInvalidStateException",
    "KMSNotFoundException",
    "RecursiveInvocationException",
    "RequestTooLargeException",
    "ResourceConflictException",
    "ResourceNotFoundException",
    "ResourceNotReadyException",
    "ServiceException",
    "SnapStartException",
    "SnapStartNotReadyException",
    "SnapStartTimeoutException",
    "SubnetIPAddressLimitReachedException",
    "TooManyRequestsException",
    "UnsupportedMediaTypeException",
  ]),
  mediaconvert: service("MediaConvert", "AWSMediaConvert"),
  sagemaker: service("SageMaker", "AmazonSageMaker", [
    "ConflictException",
    "ResourceInUseException",
    "ResourceLimitExceededException",
    "ResourceNotFoundException",
  ]),
  sns: service("SNS", "AmazonSNS", [
    "AuthorizationError",
    "EndpointDisabled",
    "InternalError",
    "InvalidParameter",
    "NotFound",
  ]),
  sqs: {
    ...service("SQS", "AmazonSQS", ["InvalidMessageContents", "QueueDoesNotExist"]),
    // The Query protocol's code, which SQS has kept for its older clients.
    codes: { QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue" },
  },
  states: service("StepFunctions", "AWSStepFunctions"),
} as const satisfies Readonly<Record<string, OptimizedService>>;

export type OptimizedName = keyof typeof optimizedServices;

export function isOptimized(name: string): name is OptimizedName {
  return Object.hasOwn(optimizedServices, name);
}

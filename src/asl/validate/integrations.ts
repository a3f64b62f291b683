// The optimized service integrations: which actions of a service a Task may call, and in which patterns (developer guide,
// "Integrating optimized services").

const sync = [".sync"];
const token = [".waitForTaskToken"];
const plain: readonly string[] = [];

/** Service to action to the suffixes it is offered with, beside none. */
export const integrations: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map(
  Object.entries<Readonly<Record<string, readonly string[]>>>({
    lambda: { invoke: token },
    apigateway: { invoke: token },
    athena: {
      startQueryExecution: sync,
      stopQueryExecution: plain,
      getQueryExecution: plain,
      getQueryResults: plain,
    },
    batch: { submitJob: sync },
    bedrock: { invokeModel: token, createModelCustomizationJob: sync },
    bedrockagentcore: { invokeHarness: plain },
    codebuild: {
      startBuild: sync,
      stopBuild: plain,
      batchDeleteBuilds: plain,
      batchGetReports: plain,
      startBuildBatch: sync,
      stopBuildBatch: plain,
      retryBuildBatch: sync,
      deleteBuildBatch: sync,
    },
    databrew: { startJobRun: sync },
    dynamodb: { getItem: plain, putItem: plain, updateItem: plain, deleteItem: plain },
    ecs: { runTask: [...sync, ...token] },
    eks: {
      createCluster: sync,
      deleteCluster: sync,
      createFargateProfile: sync,
      deleteFargateProfile: sync,
      createNodegroup: sync,
      deleteNodegroup: sync,
      runJob: sync,
      call: plain,
    },
    elasticmapreduce: {
      createCluster: sync,
      setClusterTerminationProtection: plain,
      terminateCluster: sync,
      addStep: sync,
      cancelStep: plain,
      modifyInstanceFleetByName: plain,
      modifyInstanceGroupByName: plain,
    },
    "emr-containers": { createVirtualCluster: plain, deleteVirtualCluster: sync, startJobRun: sync },
    "emr-serverless": {
      createApplication: sync,
      startApplication: sync,
      stopApplication: sync,
      deleteApplication: sync,
      startJobRun: sync,
      cancelJobRun: sync,
    },
    events: { putEvents: token },
    glue: { startJobRun: sync },
    http: { invoke: plain },
    mediaconvert: { createJob: sync },
    sagemaker: {
      createTrainingJob: sync,
      createTransformJob: sync,
      createHyperParameterTuningJob: sync,
      createLabelingJob: sync,
      createProcessingJob: sync,
      createModel: plain,
      createEndpointConfig: plain,
      createEndpoint: plain,
      updateEndpoint: plain,
    },
    sns: { publish: token },
    sqs: { sendMessage: token },
    states: { startExecution: [...sync, ".sync:2", ...token] },
  }).map(([service, actions]) => [service, new Map(Object.entries(actions))]),
);

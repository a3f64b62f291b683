// SAM's policy templates for the remaining services: what each one allows, and the parameters it takes.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html

import { allow, each, inRegion, type PolicyTemplates, template } from "./policy-template.ts";

export const otherPolicyTemplates: PolicyTemplates = {
  CloudFormationDescribeStacksPolicy: template(
    [],
    allow(each("cloudformation", "DescribeStacks"), inRegion("cloudformation", "stack/*")),
  ),
  CloudWatchDashboardPolicy: template(
    [],
    allow(each("cloudwatch", "GetDashboard ListDashboards PutDashboard ListMetrics"), "*"),
  ),
  CloudWatchDescribeAlarmHistoryPolicy: template([], allow(each("cloudwatch", "DescribeAlarmHistory"), "*")),
  CloudWatchPutMetricPolicy: template([], allow(each("cloudwatch", "PutMetricData"), "*")),
  CodeCommitCrudPolicy: template(
    ["RepositoryName"],
    allow(
      each(
        "codecommit",
        `
      GitPull GitPush CreateBranch DeleteBranch GetBranch ListBranches MergeBranchesByFastForward
      MergeBranchesBySquash MergeBranchesByThreeWay UpdateDefaultBranch BatchDescribeMergeConflicts
      CreateUnreferencedMergeCommit DescribeMergeConflicts GetMergeCommit GetMergeOptions
      BatchGetPullRequests CreatePullRequest DescribePullRequestEvents GetCommentsForPullRequest
      GetCommitsFromMergeBase GetMergeConflicts GetPullRequest ListPullRequests
      MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay
      PostCommentForPullRequest UpdatePullRequestDescription UpdatePullRequestStatus
      UpdatePullRequestTitle DeleteFile GetBlob GetFile GetFolder PutFile DeleteCommentContent
      GetComment GetCommentsForComparedCommit PostCommentForComparedCommit PostCommentReply
      UpdateComment BatchGetCommits CreateCommit GetCommit GetCommitHistory GetDifferences
      GetObjectIdentifier GetReferences GetTree GetRepository UpdateRepositoryDescription
      ListTagsForResource TagResource UntagResource GetRepositoryTriggers PutRepositoryTriggers
      TestRepositoryTriggers GetBranch GetCommit UploadArchive GetUploadArchiveStatus
      CancelUploadArchive`,
      ),
      inRegion("codecommit", "${repositoryName}"),
    ),
  ),
  CodeCommitReadPolicy: template(
    ["RepositoryName"],
    allow(
      each(
        "codecommit",
        `
      GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts GetMergeCommit
      GetMergeOptions BatchGetPullRequests DescribePullRequestEvents GetCommentsForPullRequest
      GetCommitsFromMergeBase GetMergeConflicts GetPullRequest ListPullRequests GetBlob GetFile
      GetFolder GetComment GetCommentsForComparedCommit BatchGetCommits GetCommit GetCommitHistory
      GetDifferences GetObjectIdentifier GetReferences GetTree GetRepository ListTagsForResource
      GetRepositoryTriggers TestRepositoryTriggers GetBranch GetCommit GetUploadArchiveStatus`,
      ),
      inRegion("codecommit", "${repositoryName}"),
    ),
  ),
  CodePipelineLambdaExecutionPolicy: template(
    [],
    allow(each("codepipeline", "PutJobSuccessResult PutJobFailureResult"), "*"),
  ),
  CodePipelineReadOnlyPolicy: template(
    ["PipelineName"],
    allow(each("codepipeline", "ListPipelineExecutions"), inRegion("codepipeline", "${pipelinename}")),
  ),
  ComprehendBasicAccessPolicy: template(
    [],
    allow(
      each(
        "comprehend",
        `
      BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases
      DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment`,
      ),
      "*",
    ),
  ),
  CostExplorerReadOnlyPolicy: template(
    [],
    allow(
      each(
        "ce",
        `
      GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation
      GetReservationUtilization GetTags`,
      ),
      "*",
    ),
  ),
  ElasticMapReduceAddJobFlowStepsPolicy: template(
    ["ClusterId"],
    allow("elasticmapreduce:AddJobFlowSteps", inRegion("elasticmapreduce", "cluster/${clusterId}")),
  ),
  ElasticMapReduceCancelStepsPolicy: template(
    ["ClusterId"],
    allow("elasticmapreduce:CancelSteps", inRegion("elasticmapreduce", "cluster/${clusterId}")),
  ),
  ElasticMapReduceModifyInstanceFleetPolicy: template(
    ["ClusterId"],
    allow(
      each("elasticmapreduce", "ModifyInstanceFleet ListInstanceFleets"),
      inRegion("elasticmapreduce", "cluster/${clusterId}"),
    ),
  ),
  ElasticMapReduceModifyInstanceGroupsPolicy: template(
    ["ClusterId"],
    allow(
      each("elasticmapreduce", "ModifyInstanceGroups ListInstanceGroups"),
      inRegion("elasticmapreduce", "cluster/${clusterId}"),
    ),
  ),
  ElasticMapReduceSetTerminationProtectionPolicy: template(
    ["ClusterId"],
    allow("elasticmapreduce:SetTerminationProtection", inRegion("elasticmapreduce", "cluster/${clusterId}")),
  ),
  ElasticMapReduceTerminateJobFlowsPolicy: template(
    ["ClusterId"],
    allow("elasticmapreduce:TerminateJobFlows", inRegion("elasticmapreduce", "cluster/${clusterId}")),
  ),
  FilterLogEventsPolicy: template(
    ["LogGroupName"],
    allow(each("logs", "FilterLogEvents"), inRegion("logs", "log-group:${logGroupName}:log-stream:*")),
  ),
  OrganizationsListAccountsPolicy: template([], allow(each("organizations", "ListAccounts"), "*")),
  PollyFullAccessPolicy: template(
    ["LexiconName"],
    allow(each("polly", "GetLexicon DeleteLexicon"), [inRegion("polly", "lexicon/${lexiconName}")]),
    allow(each("polly", "DescribeVoices ListLexicons PutLexicon SynthesizeSpeech"), [
      inRegion("polly", "lexicon/*"),
    ]),
  ),
  RekognitionDetectOnlyPolicy: template(
    [],
    allow(each("rekognition", "DetectFaces DetectLabels DetectModerationLabels DetectText"), "*"),
  ),
  RekognitionFacesManagementPolicy: template(
    ["CollectionId"],
    allow(
      each("rekognition", "IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces"),
      inRegion("rekognition", "collection/${collectionId}"),
    ),
  ),
  RekognitionFacesPolicy: template([], allow(each("rekognition", "CompareFaces DetectFaces"), "*")),
  RekognitionLabelsPolicy: template(
    [],
    allow(each("rekognition", "DetectLabels DetectModerationLabels"), "*"),
  ),
  RekognitionNoDataAccessPolicy: template(
    ["CollectionId"],
    allow(
      each("rekognition", "CompareFaces DetectFaces DetectLabels DetectModerationLabels"),
      inRegion("rekognition", "collection/${collectionId}"),
    ),
  ),
  RekognitionReadPolicy: template(
    ["CollectionId"],
    allow(
      each("rekognition", "ListCollections ListFaces SearchFaces SearchFacesByImage"),
      inRegion("rekognition", "collection/${collectionId}"),
    ),
  ),
  RekognitionWriteOnlyAccessPolicy: template(
    ["CollectionId"],
    allow(
      each("rekognition", "CreateCollection IndexFaces"),
      inRegion("rekognition", "collection/${collectionId}"),
    ),
  ),
  SageMakerCreateEndpointConfigPolicy: template(
    ["EndpointConfigName"],
    allow(
      each("sagemaker", "CreateEndpointConfig"),
      inRegion("sagemaker", "endpoint-config/${endpointConfigName}"),
    ),
  ),
  SageMakerCreateEndpointPolicy: template(
    ["EndpointName"],
    allow(each("sagemaker", "CreateEndpoint"), inRegion("sagemaker", "endpoint/${endpointName}")),
  ),
  ServerlessRepoReadWriteAccessPolicy: template(
    [],
    allow(
      each(
        "serverlessrepo",
        `
      CreateApplication CreateApplicationVersion UpdateApplication GetApplication ListApplications
      ListApplicationVersions ListApplicationDependencies`,
      ),
      [inRegion("serverlessrepo", "applications/*")],
    ),
  ),
  TextractDetectAnalyzePolicy: template(
    [],
    allow(
      each(
        "textract",
        `
      DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument`,
      ),
      "*",
    ),
  ),
  TextractGetResultPolicy: template(
    [],
    allow(each("textract", "GetDocumentTextDetection GetDocumentAnalysis"), "*"),
  ),
  TextractPolicy: template([], allow(each("textract", "*"), "*")),
};

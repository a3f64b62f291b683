// The properties of SAM's resources and event sources, with the types that SAM's own translator looks at. `!`: required.
// `~`: AWS looks at the type at another time, and says it in other words.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html

export type PropertyTypes = Readonly<Record<string, string>>;

/** `Name:type`; a name alone takes anything. */
function properties(text: string): PropertyTypes {
  const pairs = text.trim().split(/\s+/);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = "", type = "any", required = ""] = /^(\w+)(?::([\w|~]+))?(!?)$/.exec(pair) ?? [];
      return [name, `${type}${required}`];
    }),
  );
}

export const resourceProperties: Readonly<Record<string, PropertyTypes>> = {
  "AWS::Serverless::Function": properties(`
    FunctionName:text|map Handler Runtime CodeUri ImageUri:text PackageType
    InlineCode DeadLetterQueue:~map Description MemorySize Timeout VpcConfig Role:~text
    AssumeRolePolicyDocument:~map Policies:text|entries|map RolePath PermissionsBoundary Environment:map
    Events:map Tags:~map PropagateTags:boolean Tracing:text KmsKeyArn DeploymentPreference:~map
    ReservedConcurrentExecutions Layers:entries EventInvokeConfig:~map EphemeralStorage AutoPublishAlias:text
    AutoPublishAliasAllProperties AutoPublishCodeSha256:text VersionDescription ProvisionedConcurrencyConfig
    FileSystemConfigs ImageConfig CodeSigningConfigArn Architectures SnapStart:~map FunctionUrlConfig:map
    RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig DurableConfig:~map
    CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy`),
  "AWS::Serverless::StateMachine": properties(`
    Definition:~map DefinitionUri:text|map Logging Role:~text RolePath DefinitionSubstitutions:~map Events:map
    Name:~text Type:text Tags:map PropagateTags:boolean Policies:text|entries|map Tracing PermissionsBoundary
    AutoPublishAlias DeploymentPreference:map UseAliasAsEventTarget:boolean`),
  "AWS::Serverless::SimpleTable": properties(`
    PointInTimeRecoverySpecification PrimaryKey:map ProvisionedThroughput TableName Tags:map
    SSESpecification`),
  "AWS::Serverless::LayerVersion": properties(`
    LayerName:text Description:text ContentUri:text|map! CompatibleArchitectures:list CompatibleRuntimes:list
    LicenseInfo:text RetentionPolicy:~text PublishLambdaVersion:boolean`),
  "AWS::Serverless::Application": properties(`
    Location TemplateUrl Parameters NotificationARNs Tags:map TimeoutInMinutes`),
  "AWS::Serverless::GraphQLApi": properties(`
    Name Tags:map XrayEnabled Auth:map! SchemaInline:text SchemaUri:text Logging:map|boolean DataSources:map
    Functions:map Resolvers:map ApiKeys:map DomainName:map Cache:map Visibility OwnerContact IntrospectionConfig
    QueryDepthLimit ResolverCountLimit`),
  "AWS::Serverless::CapacityProvider": properties(`
    CapacityProviderName:text|map VpcConfig:map! OperatorRole Tags:map PropagateTags:boolean
    InstanceRequirements:map ScalingConfig:map KmsKeyArn LoggingConfig ManagedResourceTags:map`),
  "AWS::Serverless::Connector": properties(`
    Source:map! SourceReference:map Destination:map|list! Permissions:texts!`),
  "AWS::Serverless::WebSocketApi": properties(`
    ApiKeySelectionExpression:text AccessLogSettings:map Auth:map DefaultRouteSettings:map Description:text
    DisableExecuteApiEndpoint:boolean Domain:map DisableSchemaValidation:boolean FailOnWarnings:boolean
    IpAddressType:text Name:text PropagateTags:boolean Routes:map! RouteSettings:map
    RouteSelectionExpression:text! StageName:text|map StageVariables:map Tags:map`),
  "AWS::Serverless::Api": properties(`
    __MANAGE_SWAGGER Name:text DefinitionBody:map DefinitionUri:text|map MergeDefinitions:boolean
    CacheClusterEnabled:boolean CacheClusterSize StageName:text! Variables:~map EndpointConfiguration:map|text
    MethodSettings:list BinaryMediaTypes:list MinimumCompressionSize Cors Auth:map GatewayResponses:map
    AccessLogSetting CanarySetting TracingEnabled OpenApiVersion:text|number Models:map Domain:map
    FailOnWarnings Description DisableExecuteApiEndpoint ApiKeySourceType Mode AlwaysDeploy:boolean
    Tags:map PropagateTags:boolean Policy SecurityPolicy:~text EndpointAccessMode:~text`),
  "AWS::Serverless::HttpApi": properties(`
    __MANAGE_SWAGGER DefinitionBody:map DefinitionUri:text|map StageName Name Description Tags:map
    PropagateTags:boolean CorsConfiguration Auth:map AccessLogSettings DefaultRouteSettings Domain:map
    FailOnWarnings DisableExecuteApiEndpoint RouteSettings StageVariables:map`),
};

const mapping = `BatchSize:number Enabled:boolean FilterCriteria KmsKeyArn MaximumBatchingWindowInSeconds MetricsConfig Tags
  LoggingConfig`;
const stream = `${mapping} Stream! StartingPosition! StartingPositionTimestamp BisectBatchOnFunctionError
  DestinationConfig:map FunctionResponseTypes MaximumRecordAgeInSeconds MaximumRetryAttempts:number
  ParallelizationFactor:number TumblingWindowInSeconds ProvisionedPollerConfig`;
const kafka = `ConsumerGroupId Topics SourceAccessConfigurations ProvisionedPollerConfig StartingPosition
  StartingPositionTimestamp DestinationConfig:map SchemaRegistryConfig BisectBatchOnFunctionError
  FunctionResponseTypes MaximumRecordAgeInSeconds MaximumRetryAttempts:number`;
const target = `Enabled:boolean State:~text Input InputPath DeadLetterConfig:map RetryPolicy Target:~map RoleArn
  InputTransformer`;
const rule = `${target} EventBusName Pattern:~map RuleName:text`;

export const eventProperties: Readonly<Record<string, PropertyTypes>> = {
  Kinesis: properties(stream),
  DynamoDB: properties(stream),
  SQS: properties(`${mapping} Queue! FunctionResponseTypes ScalingConfig ProvisionedPollerConfig`),
  MSK: properties(`${mapping} ${kafka} Stream!`),
  SelfManagedKafka: properties(`${mapping} ${kafka} KafkaBootstrapServers`),
  MQ: properties(`${mapping} Broker! Queues! SourceAccessConfigurations! SecretsManagerKmsKeyId:text
    DynamicPolicyName:boolean`),
  DocumentDB: properties(`${mapping} Cluster! CollectionName DatabaseName! FullDocument
    SourceAccessConfigurations! SecretsManagerKmsKeyId:text StartingPosition StartingPositionTimestamp`),
  Schedule: properties(`${target} Schedule! Name:~text Description:~text`),
  ScheduleV2: properties(`
    PermissionsBoundary ScheduleExpression:~text FlexibleTimeWindow Name:~text OmitName:boolean State Description
    StartDate:~text EndDate:~text ScheduleExpressionTimezone:~text GroupName:~text KmsKeyArn Input RoleArn DeadLetterConfig:map
    RetryPolicy`),
  CloudWatchEvent: properties(rule),
  EventBridgeRule: properties(rule),
  S3: properties("Bucket:~text! Events:text|texts! Filter:map"),
  SNS: properties(`
    Topic:~text! Region:~text FilterPolicy FilterPolicyScope SqsSubscription:boolean|map RedrivePolicy`),
  CloudWatchLogs: properties("LogGroupName:text! FilterPattern:text!"),
  IoTRule: properties("Sql:text! AwsIotSqlVersion:text"),
  AlexaSkill: properties("SkillId:text"),
  Cognito: properties("UserPool! Trigger:text|list!"),
  Api: properties(`
    Path:text! Method:text! RestApiId Stage Auth:map RequestModel:map RequestParameters:list
    UnescapeMappingTemplate:boolean TimeoutInMillis ResponseTransferMode`),
  HttpApi: properties(`
    Path:text Method:text ApiId Stage Auth:map TimeoutInMillis RouteSettings PayloadFormatVersion`),
};

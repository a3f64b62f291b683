// SAM's policy templates for tables, buckets, files, queries, secrets and keys: what each one allows, and the parameters it takes.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html

import { allow, each, inRegion, type PolicyTemplates, sub, template } from "./policy-template.ts";

export const dataPolicyTemplates: PolicyTemplates = {
  AWSSecretsManagerGetSecretValuePolicy: template(
    ["SecretArn"],
    allow(each("secretsmanager", "GetSecretValue"), sub("${secretArn}")),
  ),
  AWSSecretsManagerRotationPolicy: template(
    ["FunctionName"],
    allow(
      each("secretsmanager", "DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage"),
      inRegion("secretsmanager", "secret:*"),
      {
        StringEquals: {
          "secretsmanager:resource/AllowRotationLambdaArn": inRegion("lambda", "function:${functionName}"),
        },
      },
    ),
    allow(each("secretsmanager", "GetRandomPassword"), "*"),
  ),
  AthenaQueryPolicy: template(
    ["WorkGroupName"],
    allow(
      each(
        "athena",
        `
      ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces
      GetTables GetTable`,
      ),
      "*",
    ),
    allow(
      each(
        "athena",
        `
      StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions
      StopQueryExecution GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution
      BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup`,
      ),
      inRegion("athena", "workgroup/${workgroupName}"),
    ),
  ),
  DynamoDBBackupFullAccessPolicy: template(
    ["TableName"],
    allow(
      each("dynamodb", "CreateBackup DescribeContinuousBackups"),
      inRegion("dynamodb", "table/${tableName}"),
    ),
    allow(
      each("dynamodb", "DeleteBackup DescribeBackup ListBackups"),
      inRegion("dynamodb", "table/${tableName}/backup/*"),
    ),
  ),
  DynamoDBCrudPolicy: template(
    ["TableName"],
    allow(
      each(
        "dynamodb",
        `
      GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable
      ConditionCheckItem`,
      ),
      [inRegion("dynamodb", "table/${tableName}"), inRegion("dynamodb", "table/${tableName}/index/*")],
    ),
  ),
  DynamoDBReadPolicy: template(
    ["TableName"],
    allow(each("dynamodb", "GetItem Scan Query BatchGetItem DescribeTable"), [
      inRegion("dynamodb", "table/${tableName}"),
      inRegion("dynamodb", "table/${tableName}/index/*"),
    ]),
  ),
  DynamoDBReconfigurePolicy: template(
    ["TableName"],
    allow(each("dynamodb", "UpdateTable"), inRegion("dynamodb", "table/${tableName}")),
  ),
  DynamoDBRestoreFromBackupPolicy: template(
    ["TableName"],
    allow(each("dynamodb", "RestoreTableFromBackup"), inRegion("dynamodb", "table/${tableName}/backup/*")),
    allow(
      each("dynamodb", "PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem"),
      inRegion("dynamodb", "table/${tableName}"),
    ),
  ),
  DynamoDBStreamReadPolicy: template(
    ["TableName", "StreamName"],
    allow(
      each("dynamodb", "DescribeStream GetRecords GetShardIterator"),
      inRegion("dynamodb", "table/${tableName}/stream/${streamName}"),
    ),
    allow(each("dynamodb", "ListStreams"), inRegion("dynamodb", "table/${tableName}/stream/*")),
  ),
  DynamoDBWritePolicy: template(
    ["TableName"],
    allow(each("dynamodb", "PutItem UpdateItem BatchWriteItem"), [
      inRegion("dynamodb", "table/${tableName}"),
      inRegion("dynamodb", "table/${tableName}/index/*"),
    ]),
  ),
  EFSWriteAccessPolicy: template(
    ["FileSystem", "AccessPoint"],
    allow(
      each("elasticfilesystem", "ClientMount ClientWrite"),
      inRegion("elasticfilesystem", "file-system/${FileSystem}"),
      {
        StringEquals: {
          "elasticfilesystem:AccessPointArn": inRegion("elasticfilesystem", "access-point/${AccessPoint}"),
        },
      },
    ),
  ),
  ElasticsearchHttpPostPolicy: template(
    ["DomainName"],
    allow(each("es", "ESHttpPost ESHttpPut"), inRegion("es", "domain/${domainName}/*")),
  ),
  KMSDecryptPolicy: template(["KeyId"], allow("kms:Decrypt", inRegion("kms", "key/${keyId}"))),
  KMSEncryptPolicy: template(["KeyId"], allow("kms:Encrypt", inRegion("kms", "key/${keyId}"))),
  KMSEncryptPolicy_v2: template(
    ["KeyId"],
    allow(
      each(
        "kms",
        `
      Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair
      GenerateDataKeyPairWithoutPlaintext`,
      ),
      inRegion("kms", "key/${keyId}"),
    ),
  ),
  S3CrudPolicy: template(
    ["BucketName"],
    allow(
      each(
        "s3",
        `
      GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl
      GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject`,
      ),
      [sub("arn:${AWS::Partition}:s3:::${bucketName}"), sub("arn:${AWS::Partition}:s3:::${bucketName}/*")],
    ),
  ),
  S3FullAccessPolicy: template(
    ["BucketName"],
    allow(
      each(
        "s3",
        `
      GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging
      DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging
      PutObjectVersionTagging`,
      ),
      [sub("arn:${AWS::Partition}:s3:::${bucketName}/*")],
    ),
    allow(
      each(
        "s3",
        `
      ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration`,
      ),
      [sub("arn:${AWS::Partition}:s3:::${bucketName}")],
    ),
  ),
  S3ReadPolicy: template(
    ["BucketName"],
    allow(
      each(
        "s3",
        `
      GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration`,
      ),
      [sub("arn:${AWS::Partition}:s3:::${bucketName}"), sub("arn:${AWS::Partition}:s3:::${bucketName}/*")],
    ),
  ),
  S3WritePolicy: template(
    ["BucketName"],
    allow(each("s3", "PutObject PutObjectAcl PutLifecycleConfiguration"), [
      sub("arn:${AWS::Partition}:s3:::${bucketName}"),
      sub("arn:${AWS::Partition}:s3:::${bucketName}/*"),
    ]),
  ),
  SSMParameterReadPolicy: template(
    ["ParameterName"],
    allow(each("ssm", "DescribeParameters"), "*"),
    allow(
      each("ssm", "GetParameters GetParameter GetParametersByPath"),
      inRegion("ssm", "parameter/${parameterName}"),
    ),
  ),
  SSMParameterWithSlashPrefixReadPolicy: template(
    ["ParameterName"],
    allow(each("ssm", "DescribeParameters"), "*"),
    allow(
      each("ssm", "GetParameters GetParameter GetParametersByPath"),
      inRegion("ssm", "parameter${parameterName}"),
    ),
  ),
};

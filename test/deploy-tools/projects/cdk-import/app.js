const { App, RemovalPolicy, Stack } = require("aws-cdk-lib");
const dynamodb = require("aws-cdk-lib/aws-dynamodb");
const s3 = require("aws-cdk-lib/aws-s3");
const sns = require("aws-cdk-lib/aws-sns");
const sqs = require("aws-cdk-lib/aws-sqs");

const app = new App();
const stack = new Stack(app, "Adopted", { env: { account: "000000000000", region: "us-east-1" } });
const removalPolicy = RemovalPolicy.RETAIN;
new sns.Topic(stack, "Own");
if (app.node.tryGetContext("adopts") === "true") {
  new s3.Bucket(stack, "Bucket", { bucketName: "made-by-hand", removalPolicy });
  new dynamodb.Table(stack, "Table", {
    ...{ tableName: "made-by-hand", partitionKey: { name: "id", type: dynamodb.AttributeType.STRING } },
    ...{ billingMode: dynamodb.BillingMode.PAY_PER_REQUEST, removalPolicy },
  });
  new sqs.Queue(stack, "Queue", { queueName: "made-by-hand", removalPolicy });
}

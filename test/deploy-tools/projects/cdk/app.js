const { join } = require("node:path");
const { App, CfnOutput, Stack } = require("aws-cdk-lib");
const lambda = require("aws-cdk-lib/aws-lambda");
const sfn = require("aws-cdk-lib/aws-stepfunctions");
const { LambdaInvoke } = require("aws-cdk-lib/aws-stepfunctions-tasks");

const stack = new Stack(new App(), "CdkApp", { env: { account: "000000000000", region: "us-east-1" } });
const greet = new lambda.Function(stack, "Greet", {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: "index.handler",
  code: lambda.Code.fromAsset(join(__dirname, "functions")),
});
const flow = new sfn.StateMachine(stack, "Flow", {
  stateMachineType: sfn.StateMachineType.EXPRESS,
  definitionBody: sfn.DefinitionBody.fromChainable(
    new LambdaInvoke(stack, "Invoke", { lambdaFunction: greet, outputPath: "$.Payload" }),
  ),
});
new CfnOutput(stack, "FlowArn", { value: flow.stateMachineArn });

import { join } from "node:path";
import * as cdk from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kinesis from "aws-cdk-lib/aws-kinesis";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { CfnPipe } from "aws-cdk-lib/aws-pipes";
import * as sfn from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke } from "aws-cdk-lib/aws-stepfunctions-tasks";
import type { Construct } from "constructs";

class IngestionStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const readings = new kinesis.Stream(this, "Readings", { shardCount: 1 });
    const count = new lambda.Function(this, "Count", {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: "index.handler",
      code: lambda.Code.fromAsset(join(import.meta.dirname, "functions")),
    });
    const machine = new sfn.StateMachine(this, "Machine", {
      stateMachineType: sfn.StateMachineType.EXPRESS,
      definitionBody: sfn.DefinitionBody.fromChainable(
        new LambdaInvoke(this, "Invoke", { lambdaFunction: count, outputPath: "$.Payload" }),
      ),
    });
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("pipes.amazonaws.com") });
    readings.grantRead(role);
    machine.grantStartSyncExecution(role);
    new CfnPipe(this, "Pipe", {
      roleArn: role.roleArn,
      source: readings.streamArn,
      sourceParameters: { kinesisStreamParameters: { startingPosition: "TRIM_HORIZON" } },
      target: machine.stateMachineArn,
      targetParameters: { stepFunctionStateMachineParameters: { invocationType: "REQUEST_RESPONSE" } },
    });
  }
}

new IngestionStack(new cdk.App(), "Ingestion");

// Gives each function the alias `live`, which all that calls it calls. Where releases are gradual, each deployment publishes a
// version, and CodeDeploy leads the alias to it, watched by the function's alarm; otherwise the alias stands for what is there now,
// so that what is saved while one develops has its effect at once. The framework knows aliases only of its own making.

const alias = "live";
const application = "Releases";
const role = "ReleasesRole";

const logicalIdOf = (name) => name[0].toUpperCase() + name.slice(1);

/** A plugin is a class the framework constructs, by its default export. */
export default class Release {
  #serverless;

  constructor(serverless) {
    this.#serverless = serverless;
    this.hooks = {
      "before:package:compileFunctions": () => this.#aim(),
      "after:package:compileFunctions": () => this.#addAliases(),
    };
  }

  /** What the framework makes of a function's events then goes to the alias. */
  #aim() {
    for (const [name, definition] of Object.entries(this.#serverless.service.functions)) {
      definition.targetAlias = { name: alias, logicalId: `${logicalIdOf(name)}Live` };
      definition.versionFunction = this.#configuration !== undefined;
    }
  }

  #addAliases() {
    const { Resources } = this.#serverless.service.provider.compiledCloudFormationTemplate;
    const functions = Object.entries(this.#serverless.service.functions);
    for (const [name, { targetAlias, versionLogicalId }] of functions) {
      const group = `${logicalIdOf(name)}Release`;
      const isGradual = this.#configuration !== undefined;
      const live = {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: alias,
          FunctionName: { Ref: `${logicalIdOf(name)}LambdaFunction` },
          FunctionVersion: isGradual ? { "Fn::GetAtt": [versionLogicalId, "Version"] } : "$LATEST",
        },
      };
      Resources[targetAlias.logicalId] = isGradual ? { ...live, UpdatePolicy: policyOf(group) } : live;
      if (isGradual) Resources[group] = this.#groupOf(name);
    }
    if (this.#configuration !== undefined) Object.assign(Resources, sharedResources(functions));
  }

  #groupOf(name) {
    return {
      Type: "AWS::CodeDeploy::DeploymentGroup",
      Properties: {
        DeploymentGroupName: `${this.#serverless.service.custom.prefix}-${name}`,
        ApplicationName: { Ref: application },
        ServiceRoleArn: { "Fn::GetAtt": [role, "Arn"] },
        DeploymentConfigName: this.#configuration,
        DeploymentStyle: { DeploymentType: "BLUE_GREEN", DeploymentOption: "WITH_TRAFFIC_CONTROL" },
        AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: `${logicalIdOf(name)}ErrorsAlarm` } }] },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
        },
      },
    };
  }

  /** CodeDeploy's name of how aliases move; undefined where they do not. */
  get #configuration() {
    return this.#serverless.service.custom.functionReleases || undefined;
  }
}

function policyOf(group) {
  return {
    CodeDeployLambdaAliasUpdate: {
      ApplicationName: { Ref: application },
      DeploymentGroupName: { Ref: group },
    },
  };
}

function arnOf(name) {
  return { "Fn::Sub": `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}` };
}

function sharedResources(functions) {
  // By their names: a function may need the address of another's alias, which waits for this role.
  const arns = functions.map(([, { name }]) => arnOf(name));
  const aliasArns = functions.map(([, { name }]) => arnOf(`${name}:${alias}`));
  return {
    [application]: {
      Type: "AWS::CodeDeploy::Application",
      Properties: { ComputePlatform: "Lambda" },
    },
    [role]: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "codedeploy.amazonaws.com" },
              Action: "sts:AssumeRole",
              Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
            },
          ],
        },
        Policies: [
          {
            PolicyName: "releases",
            PolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                {
                  Effect: "Allow",
                  Action: ["lambda:GetAlias", "lambda:UpdateAlias"],
                  Resource: arns,
                },
                {
                  Effect: "Allow",
                  Action: "lambda:GetProvisionedConcurrencyConfig",
                  Resource: aliasArns,
                },
                // Alarms are described by their names; AWS asks for "*" here.
                { Effect: "Allow", Action: "cloudwatch:DescribeAlarms", Resource: "*" },
              ],
            },
          },
        ],
      },
    },
  };
}

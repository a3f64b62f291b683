// A template with a stack within it, and that of the stack within.

export const child = (delay: unknown) => ({
  Parameters: { Delay: { Type: "String" }, Names: { Type: "CommaDelimitedList" } },
  Resources: { Q: { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: delay } } },
  Outputs: {
    Name: { Value: { "Fn::GetAtt": ["Q", "QueueName"] } },
    Last: { Value: { "Fn::Select": [1, { Ref: "Names" }] } },
  },
});

export const parent = (key: string, delay: number | string) => ({
  Resources: {
    Child: {
      Type: "AWS::CloudFormation::Stack",
      Properties: {
        TemplateURL: `https://s3.us-east-1.amazonaws.com/nested/${key}`,
        Parameters: { Delay: delay, Names: ["a", "b"] },
      },
    },
  },
  Outputs: {
    Name: { Value: { "Fn::GetAtt": ["Child", "Outputs.Name"] } },
    Last: { Value: { "Fn::GetAtt": ["Child", "Outputs.Last"] } },
  },
});

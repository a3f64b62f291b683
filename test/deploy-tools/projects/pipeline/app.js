const { App, Stack } = require("aws-cdk-lib");
const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");

const stack = new Stack(new App(), "pipeline", { env: { account: "000000000000", region: "us-east-1" } });
new CfnInclude(stack, "Pipeline", { templateFile: `${__dirname}/template.yaml` });

// `millrace executions` of a machine whose expression fails: the state that is blamed is the one whose expression it is.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pageRoutes } from "../../../src/console/page-routes.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { run } from "../run.ts";

let served: ServedRegion;

beforeAll(async () => {
  served = await serveRegion({ pages: pageRoutes });
  const { region } = served;
  region.start();
  const definition = {
    ...{ QueryLanguage: "JSONata", StartAt: "Init" },
    States: {
      Init: { Type: "Pass", Next: "Sum" },
      Sum: { Type: "Pass", Output: "{% $error('no') %}", End: true },
    },
  };
  for (const type of ["STANDARD", "EXPRESS"])
    await region.apis.get("sfn")?.operations.CreateStateMachine?.(
      {
        ...{ name: `sum-${type.toLowerCase()}`, type },
        roleArn: "arn:aws:iam::000000000000:role/r",
        definition: JSON.stringify(definition),
      },
      { requestId: "r", host: "localhost" },
    );
});

afterAll(() => served.close());

test.each(["sum-standard", "sum-express"])(
  "an expression that fails is told of its state: %s",
  async (name) => {
    const { exitCode, out } = await run(
      ...["executions", "start", name, "--follow"],
      ...["--endpoint-url", served.server.url],
    );
    expect(exitCode).toBe(1);
    expect(out).toMatch(/✔ Init {2}\d+ ms\n.* ✖ Sum {2}\d+ ms {2}States\.QueryEvaluationError: .*'Sum'/);
  },
);

// The example of a pipeline runs what there is, in an order that lets nothing through, and keeps no keys.

import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { compilePolicy } from "../../src/policies/policy.ts";

interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}

const read = (file: string) => readFileSync(file, "utf8");
const { jobs } = parse(read("infrastructure/pipeline/deploy.yml")) as {
  readonly jobs: Readonly<Record<"check" | "deploy", Job>>;
};
const commandsOf = ({ steps }: Job) => steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

test("lints, types, tests, packages and holds against cfn-lint, by scripts that there are, before anything is deployed", () => {
  const { scripts } = JSON.parse(read("package.json")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const commands = commandsOf(jobs.check);
  const named = commands.flatMap(
    (command) => /^npm (?:run )?(lint|typecheck|test|lint:template)$/.exec(command)?.[1] ?? [],
  );
  expect(named).toEqual(["lint", "typecheck", "test", "lint:template"]);
  for (const name of named) expect(scripts).toHaveProperty([name]);
  expect(scripts["lint:template"]).toMatch(/serverless package.*cfn-lint/);
  expect(commands.some((command) => command.startsWith("pip install cfn-lint=="))).toBe(true);
  expect(jobs.deploy).toMatchObject({ needs: "check", permissions: { "id-token": "write" } });
  expect(commandsOf(jobs.deploy).at(-1)).toBe("npx serverless deploy --stage ${{ matrix.stage }}");
  expect(read("infrastructure/pipeline/deploy.yml")).not.toMatch(/secrets\.|AWS_SECRET/);
});

test("lends its role to runs of one environment of one repository", () => {
  const customTags = [
    ...["!Ref", "!Sub", "!GetAtt"].map((tag) => ({ tag, resolve: (text: string) => text })),
    ...["!If", "!Equals"].map((tag) => ({ tag, collection: "seq" as const })),
  ];
  const template = parse(read("infrastructure/pipeline/roles.yml"), { customTags }) as {
    readonly Resources: { readonly DeployRole: { readonly Properties: Readonly<Record<string, unknown>> } };
  };
  const { AssumeRolePolicyDocument: trust, Policies } = template.Resources.DeployRole.Properties;
  expect(trust).toMatchObject({
    Statement: [
      {
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:sub": "repo:${Repository}:environment:${Stage}",
          },
        },
      },
    ],
  });
  const [{ PolicyDocument } = {}] = Policies as readonly { readonly PolicyDocument?: object }[];
  expect(compilePolicy(JSON.stringify(PolicyDocument))).toHaveLength(5);
});

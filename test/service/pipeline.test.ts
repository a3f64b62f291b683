// The example of a pipeline runs what there is, in an order that lets nothing through, keeps no keys, and may do what its deployments need.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { evaluate } from "../../src/policies/evaluate.ts";
import { compilePolicy } from "../../src/policies/policy.ts";
import type { RequestContext } from "../../src/policies/request.ts";
import type { Need } from "../../src/services/permissions.ts";
import { resourceNeeds } from "./resource-needs.ts";

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
    (command) => /^npm (?:run )?(lint|typecheck|test|test:service|lint:template)$/.exec(command)?.[1] ?? [],
  );
  expect(named).toEqual(["lint", "typecheck", "test", "test:service", "lint:template"]);
  for (const name of named) expect(scripts).toHaveProperty([name]);
  expect(scripts["lint:template"]).toMatch(/serverless package.*cfn-lint/);
  expect(commands.some((command) => command.startsWith("pip install cfn-lint=="))).toBe(true);
  expect(jobs.deploy).toMatchObject({ needs: "check", permissions: { "id-token": "write" } });
  expect(commandsOf(jobs.deploy).at(-1)).toBe("npx serverless deploy --stage ${{ matrix.stage }}");
  expect(read("infrastructure/pipeline/deploy.yml")).not.toMatch(/secrets\.|AWS_SECRET/);
});

test("runs no action but by its commit, with the version beside it", () => {
  const used = read("infrastructure/pipeline/deploy.yml").match(/^.*\buses:.*$/gm) ?? [];
  expect(used).toHaveLength(
    Object.values(jobs).flatMap(({ steps }) => steps.filter(({ uses }) => uses)).length,
  );
  for (const line of used) expect(line).toMatch(/- uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const customTags = [
  ...["!Ref", "!Sub", "!GetAtt"].map((tag) => ({ tag, resolve: (text: string) => text })),
  ...["!If", "!Equals"].map((tag) => ({ tag, collection: "seq" as const })),
];
const inDev = read("infrastructure/pipeline/roles.yml")
  .replaceAll("${AWS::Partition}", "aws")
  .replaceAll("${AWS::Region}", "us-east-1")
  .replaceAll("${AWS::AccountId}", "000000000000")
  .replaceAll("${Stage}", "dev");
const { Resources } = parse(inDev, { customTags }) as {
  readonly Resources: {
    readonly DeployRole: {
      readonly Properties: {
        readonly AssumeRolePolicyDocument: object;
        readonly Policies: readonly [
          { readonly PolicyDocument: { readonly Statement: readonly Statement[] } },
        ];
      };
    };
  };
};
const { AssumeRolePolicyDocument: trust, Policies } = Resources.DeployRole.Properties;
const statements = Policies[0].PolicyDocument.Statement;

test("lends its role to runs of one environment of one repository", () => {
  expect(trust).toMatchObject({
    Statement: [
      {
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:${Repository}:environment:dev",
          },
        },
      },
    ],
  });
});

const roleArn = "arn:aws:iam::000000000000:role/millrace-dev-deploy";
const principal = {
  type: "role",
  ...{ roleArn, accountId: "000000000000" },
  arn: "arn:aws:sts::000000000000:assumed-role/millrace-dev-deploy/run",
} as const;
const throughCloudFormation = new Map([["aws:calledvia", ["cloudformation.amazonaws.com"]]]);

/** What of the needs is denied by these statements. */
function deniedBy(held: readonly Statement[], needs: readonly Need[], context: RequestContext) {
  const Statement = held.map((each) => ({ Effect: "Allow", ...each }));
  const identity = [compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement }))];
  return needs
    .filter((need) => evaluate({ ...need, principal, context }, { identity }) !== undefined)
    .map(({ action, resource }) => `${action} on ${resource}`);
}

describe("what its role may have CloudFormation do", () => {
  const needs = resourceNeeds();
  const through = statements.filter(({ Condition }) => Condition !== undefined);

  test("is all that the handlers of the template's types need", () => {
    expect(deniedBy(statements, needs, throughCloudFormation)).toEqual([]);
  });

  test("names each action by which roles and keys are given away", () => {
    const named = through
      .flatMap(({ Action }) => [Action].flat())
      .filter((action) => /^(?:iam|kms):/.test(action));
    expect(named.filter((action) => action.includes("*"))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  test("is nothing that it may do by itself, but for looking after the package", () => {
    const alone = statements.filter(({ Condition }) => Condition === undefined);
    expect(alone.map(({ Sid }) => Sid)).toEqual(["Stack", "Template", "Package", "Present"]);
    const inVain = needs.filter(({ action }) => !/^(?:s3:|lambda:GetFunction$)/.test(action));
    expect(deniedBy(statements, inVain, new Map())).toHaveLength(inVain.length);
  });

  test("is nothing to what another stage has, or the account beside it", () => {
    const named = needs.filter(({ resource }) => resource.includes("millrace"));
    for (const other of ["millrace-prod", "payroll"]) {
      const of = named.map((need) => ({
        ...need,
        resource: need.resource.replaceAll("millrace-dev", other),
      }));
      // What has no name of ours is told apart by nothing.
      const unnamed = through.find(({ Sid }) => Sid === "Unnamed") as Statement;
      const kept = of.filter((need) => deniedBy([unnamed], [need], throughCloudFormation).length > 0);
      expect(deniedBy(statements, kept, throughCloudFormation)).toHaveLength(kept.length);
    }
  });

  test.each(through.flatMap((statement) => lesser(statement)))("is missed without %s", (_, taken, less) => {
    const left = statements.map((statement) => (statement === taken ? less : statement));
    expect(deniedBy(left, needs, throughCloudFormation)).not.toEqual([]);
  });
});

/** A statement without one of its actions or resources. */
function lesser(statement: Statement): readonly (readonly [string, Statement, Statement])[] {
  const Actions = [statement.Action].flat();
  const Resources = [statement.Resource].flat();
  const without = (all: readonly string[], one: string) => all.filter((each) => each !== one);
  return [
    ...Actions.map((one) => [one, statement, { ...statement, Action: without(Actions, one) }] as const),
    ...(Resources.length < 2
      ? []
      : Resources.map(
          (one) => [one, statement, { ...statement, Resource: without(Resources, one) }] as const,
        )),
  ];
}

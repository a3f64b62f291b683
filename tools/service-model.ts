// Writes operations-*.ts and request-shapes.ts of src/asl/service-model, and answer-shapes.ts of
// src/services/step-functions/test-state, from AWS's service models, as botocore's package has them:
//   node tools/service-model.ts <botocore's folder `data`>

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

interface ModelShape {
  readonly type: string;
  readonly members?: Readonly<
    Record<string, { readonly shape: string; readonly idempotencyToken?: boolean }>
  >;
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly required?: readonly string[];
  /** The member that is the body. */
  readonly payload?: string;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly document?: boolean;
  readonly eventstream?: boolean;
}

interface Model {
  readonly metadata: { readonly serviceId: string };
  readonly operations: Readonly<
    Record<
      string,
      { readonly input?: { readonly shape: string }; readonly output?: { readonly shape: string } }
    >
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

/** Services of which every operation's request is kept: those that the region serves. */
const whole = [
  "cloudwatch",
  "cloudwatchlogs",
  "dynamodb",
  "eventbridge",
  "kinesis",
  "lambda",
  "s3",
  "sfn",
  "sns",
  "sqs",
];

/** Of the others those operations that Step Functions has optimized integrations of. */
const optimized: Readonly<Record<string, readonly string[]>> = {
  athena: ["StartQueryExecution", "StopQueryExecution", "GetQueryExecution", "GetQueryResults"],
  batch: ["SubmitJob"],
  bedrock: ["CreateModelCustomizationJob"],
  bedrockruntime: ["InvokeModel"],
  codebuild: [
    "StartBuild",
    "StopBuild",
    "BatchDeleteBuilds",
    "BatchGetReports",
    "StartBuildBatch",
    "StopBuildBatch",
    "RetryBuildBatch",
    "DeleteBuildBatch",
  ],
  databrew: ["StartJobRun"],
  ecs: ["RunTask"],
  eks: [
    "CreateCluster",
    "DeleteCluster",
    "CreateFargateProfile",
    "DeleteFargateProfile",
    "CreateNodegroup",
    "DeleteNodegroup",
  ],
  emr: ["RunJobFlow"],
  emrcontainers: ["CreateVirtualCluster", "DeleteVirtualCluster", "StartJobRun"],
  emrserverless: [
    "CreateApplication",
    "StartApplication",
    "StopApplication",
    "DeleteApplication",
    "StartJobRun",
    "CancelJobRun",
  ],
  glue: ["StartJobRun"],
  mediaconvert: ["CreateJob"],
  sagemaker: [
    "CreateTrainingJob",
    "CreateTransformJob",
    "CreateHyperParameterTuningJob",
    "CreateLabelingJob",
    "CreateProcessingJob",
    "CreateModel",
    "CreateEndpointConfig",
    "CreateEndpoint",
    "UpdateEndpoint",
  ],
};

/** Beside those the services of which every answer is kept, as mocks of TestState are held to it. */
const answering = [
  "kms",
  "secretsmanager",
  "ssm",
  "sts",
  "polly",
  "translate",
  "comprehend",
  "textract",
  "rekognition",
];

/** Where TestState is known to hold a mock to other bounds than the models of today have. */
const checkedBounds: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  "Lambda MemorySize": { min: 128, max: 10_240 },
};

/** What `.sync` asks until the job has ended. */
const polled: Readonly<Record<string, readonly string[]>> = {
  athena: ["GetQueryExecution"],
  batch: ["DescribeJobs"],
  codebuild: ["BatchGetBuilds", "BatchGetBuildBatches"],
  ecs: ["DescribeTasks"],
  glue: ["GetJobRun"],
};

const simpleKinds: Readonly<Record<string, string>> = {
  string: "s",
  integer: "i",
  long: "i",
  boolean: "b",
  double: "n",
  float: "n",
  timestamp: "t",
  blob: "j",
};

/** As `aws-sdk:` resources name a service: the client of the SDK for Java, in lower case. */
function nameOf({ metadata }: Model): string {
  return metadata.serviceId
    .replace(/ Service$/, "")
    .replaceAll(/[ -]/g, "")
    .toLowerCase();
}

function readModels(folder: string): ReadonlyMap<string, readonly Model[]> {
  const models = new Map<string, Model[]>();
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory())) {
    const latest = readdirSync(join(folder, name)).sort().at(-1) ?? "";
    const file = readdirSync(join(folder, name, latest)).find((each) =>
      /^service-2\.json(\.gz)?$/.test(each),
    );
    if (file === undefined) continue;
    const bytes = readFileSync(join(folder, name, latest, file));
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    const model = JSON.parse(text) as Model;
    models.set(nameOf(model), [...(models.get(nameOf(model)) ?? []), model]);
  }
  return new Map([...models].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Sorted; each name without what it begins with like the one before, and in front how many letters that are. */
function frontCoded(names: readonly string[]): string {
  let last = "";
  return [...new Set(names)]
    .sort()
    .map((name) => {
      let same = 0;
      while (same < 35 && same < last.length && last[same] === name[same]) same += 1;
      last = name;
      return same.toString(36) + name.slice(same);
    })
    .join(" ");
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

class ShapeTable {
  readonly #model: Model;
  readonly #numbers = new Map<string, number>();
  readonly shapes: Record<string, unknown>[] = [];

  constructor(model: Model) {
    this.#model = model;
  }

  of(name: string): unknown {
    const shape = this.#model.shapes[name];
    if (shape === undefined || shape.document === true || shape.eventstream === true) return "*";
    if (shape.type === "list") return ["l", this.of(shape.member?.shape ?? "")];
    if (shape.type === "map") return ["m", this.of(shape.value?.shape ?? "")];
    return shape.type === "structure" ? this.#structure(name, shape) : simpleKinds[shape.type];
  }

  #structure(name: string, { members = {}, required = [] }: ModelShape): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.shapes.length;
    this.#numbers.set(name, number);
    const shown: Record<string, unknown> = {};
    this.shapes.push(shown);
    for (const [member, { shape, idempotencyToken }] of Object.entries(members)) {
      const isRequired = required.includes(member) && idempotencyToken !== true;
      shown[pascal(member) + (isRequired ? "!" : "")] = this.of(shape);
    }
    return number;
  }
}

class AnswerTable {
  readonly #model: Model;
  readonly #numbers = new Map<string, number>();
  readonly entries: unknown[] = [];

  constructor(model: Model) {
    this.#model = model;
  }

  of(name: string): unknown {
    const shape = this.#model.shapes[name];
    if (shape === undefined || shape.document === true || shape.eventstream === true) return "*";
    const { type } = shape;
    const { min, max } = checkedBounds[`${this.#model.metadata.serviceId} ${name}`] ?? shape;
    switch (type) {
      case "structure":
        return this.#entry(name, () => this.#structure(shape));
      case "list":
        return ["l", this.of(shape.member?.shape ?? "")];
      case "map":
        return ["m", this.of(shape.value?.shape ?? "")];
      case "boolean":
        return "b";
      case "integer":
      case "long":
      case "double":
      case "float":
        return min === undefined && max === undefined ? "n" : ["n", min ?? null, max ?? null];
      default:
        if (shape.enum !== undefined) return this.#entry(name, () => shape.enum);
        return min === undefined || min === 0 ? "s" : ["s", min];
    }
  }

  #entry(name: string, make: () => unknown): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.entries.push(undefined) - 1;
    this.#numbers.set(name, number);
    this.entries[number] = make();
    return number;
  }

  #structure({ members = {}, required = [], payload }: ModelShape): unknown {
    return Object.fromEntries(
      Object.entries(members).map(([member, { shape }]) => {
        const isBody = member === payload && this.#model.shapes[shape]?.type === "blob";
        return [pascal(member) + (required.includes(member) ? "!" : ""), isBody ? "*" : this.of(shape)];
      }),
    );
  }
}

function answerTable(model: Model, operations: readonly string[]): string {
  const table = new AnswerTable(model);
  const answers = operations.flatMap((operation) => {
    const output = model.operations[operation]?.output?.shape;
    return output === undefined ? [] : [[operation, table.of(output)] as const];
  });
  return JSON.stringify([Object.fromEntries(answers), table.entries]);
}

function requestTable(model: Model, operations: readonly string[]): string {
  const table = new ShapeTable(model);
  const requests = operations.flatMap((operation) => {
    const input = model.operations[operation]?.input?.shape;
    return input === undefined ? [] : [[operation, table.of(input)] as const];
  });
  return JSON.stringify([Object.fromEntries(requests), table.shapes]);
}

function literal(lines: readonly (readonly [string, string])[]): string {
  return lines.map(([name, text]) => `  ${name}: \`${text}\`,\n`).join("");
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("expected the folder of the service models");
const models = readModels(resolve(folder));
const target = join(import.meta.dirname, "..", "src", "asl", "service-model");

const operations = [...models].map(
  ([service, ofName]) =>
    [service, frontCoded(ofName.flatMap((model) => Object.keys(model.operations)))] as const,
);
writeOperations("operations-a-to-l.ts", "operationsAToL", (service) => service < "m");
writeOperations("operations-m-to-z.ts", "operationsMToZ", (service) => service >= "m");

function writeOperations(file: string, name: string, isOf: (service: string) => boolean): void {
  const part = operations.filter(([service]) => isOf(service));
  const letters = file.slice("operations-".length, -".ts".length).replaceAll("-", " ");
  writeFileSync(
    join(target, file),
    `// Written by tools/service-model.ts: the operations of AWS's services from ${letters}, by the names that \`aws-sdk:\` resources give them. Each
// name is a digit in base 36, which tells how many letters it has in common with the one before, and the rest.

export const ${name}: Readonly<Record<string, string>> = {
${literal(part)}};
`,
  );
}

const requests = [...models].flatMap(([service, [model]]) => {
  if (model === undefined) return [];
  const kept = whole.includes(service) ? Object.keys(model.operations).sort() : optimized[service];
  return kept === undefined ? [] : [[service, requestTable(model, kept)] as const];
});
writeFileSync(
  join(target, "request-shapes.ts"),
  `// Written by tools/service-model.ts: what the requests of some services are made of. Each text is the JSON of a pair: the operations'
// shapes by their names, and the structures that are named by their number. Beside those a shape is a letter (s: text, i: whole number,
// n: number, b: boolean, t: time, j: bytes, *: anything), or a list or a map of another: ["l", shape], ["m", shape]. A member that is
// required has an exclamation mark.

export const requestShapes: Readonly<Record<string, string>> = {
${literal(requests)}};
`,
);

const answers = [...models].flatMap(([service, [model]]) => {
  if (model === undefined) return [];
  const isWhole = whole.includes(service) || answering.includes(service);
  const some = [...(optimized[service] ?? []), ...(polled[service] ?? [])];
  const kept = isWhole ? Object.keys(model.operations) : some;
  return kept.length === 0 ? [] : [[service, answerTable(model, [...new Set(kept)].sort())] as const];
});
writeFileSync(
  join(import.meta.dirname, "..", "src", "services", "step-functions", "test-state", "answer-shapes.ts"),
  `// Written by tools/service-model.ts: what the answers of some services are made of. Each text is the JSON of a pair: the operations'
// shapes by their names, and the structures and lists of allowed texts that are named by their number. Beside those a shape is a
// letter (s: text, n: number, b: boolean, *: anything), a letter with its bounds (["s", least length], ["n", least, most]), or a list
// or a map of another: ["l", shape], ["m", shape]. A member that is required has an exclamation mark.

export const answerShapes: Readonly<Record<string, string>> = {
${literal(answers)}};
`,
);

// A service that the region has never heard of, put in as one more door: its API is asked, its kind deployed, and rules and pipes
// deliver to it.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { RegionIdentity } from "../../src/aws/arn.ts";
import { formatArn } from "../../src/aws/arn.ts";
import { type DeliveryTarget, delivered } from "../../src/aws/delivery.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import type { ResourceKind } from "../../src/aws/template/resource-kind.ts";
import { requiredString } from "../../src/aws/wire/members.ts";
import type { ServiceApi } from "../../src/aws/wire/operation.ts";
import { Region } from "../../src/region/region.ts";
import { services } from "../../src/region/services.ts";
import { ApiServer } from "../../src/server/server.ts";
import type { ServiceDoor } from "../../src/services/door.ts";
import type { House } from "../../src/services/house.ts";
import { send } from "../server/raw-request.ts";
import { until } from "../support/until.ts";

/** Boxes, by their ARNs, with what lies in each. */
class Boxes {
  readonly #identity: RegionIdentity;
  readonly #boxes = new Map<string, string[]>();

  constructor(identity: RegionIdentity) {
    this.#identity = identity;
  }

  create(name: string): string {
    const arn = formatArn(this.#identity, "toy", `box/${name}`);
    this.#boxes.set(arn, []);
    return arn;
  }

  box(arn: string): string[] {
    const box = this.#boxes.get(arn);
    if (box === undefined) throw new ServiceError("ResourceNotFoundException", `There is no box ${arn}`);
    return box;
  }
}

const toyApi = (boxes: Boxes): ServiceApi => ({
  name: "Toy",
  targetPrefix: "Toy_20260101",
  errorNamespace: "",
  jsonVersion: "1.1",
  operations: { OpenBox: (request) => ({ Contents: boxes.box(requiredString(request, "BoxArn")) }) },
});

const toyBox: ResourceKind<Boxes> = {
  type: "AWS::Toy::Box",
  create(properties, { service: boxes, generatedName }) {
    const arn = boxes.create(properties.optionalText("Name") ?? generatedName);
    return { ref: arn, attributes: { Arn: arn } };
  },
};

const boxTarget = (boxes: Boxes): DeliveryTarget => ({
  service: "toy",
  resource: /^box\//,
  deliver({ arn, payload }) {
    boxes.box(arn).push(payload.text);
    return delivered;
  },
});

const toy: ServiceDoor<"toy", Pick<House, "identity">, Boxes> = {
  name: "toy",
  open: ({ identity }) => new Boxes(identity),
  apis: { toy: toyApi },
  kinds: [toyBox],
  targets: [boxTarget],
};

const body = {
  Resources: {
    Box: { Type: "AWS::Toy::Box", Properties: { Name: "blue" } },
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        EventPattern: { source: ["toys"] },
        Targets: [{ Id: "box", Arn: { "Fn::GetAtt": ["Box", "Arn"] }, InputPath: "$.detail" }],
      },
    },
    Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "toys", ShardCount: 1 } },
    Pipe: {
      Type: "AWS::Pipes::Pipe",
      Properties: {
        RoleArn: "arn:aws:iam::000000000000:role/any",
        Source: { "Fn::GetAtt": ["Stream", "Arn"] },
        SourceParameters: { KinesisStreamParameters: { StartingPosition: "TRIM_HORIZON", BatchSize: 1 } },
        Target: { Ref: "Box" },
      },
    },
  },
  Outputs: { Box: { Value: { Ref: "Box" } } },
};

async function openRegion() {
  const endpoint = "http://127.0.0.1:4566";
  const region = await Region.openWith(services.with(toy), { directory: undefined, endpoint });
  const { outputs } = await region.services.cloudformation.deploy({
    template: { file: "toy.json", body },
    stackName: "stack",
  });
  region.start();
  const server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  server.serve({ services: [...region.apis.values()] });
  await server.listen(0);
  return { region, server, boxArn: String(outputs.Box) };
}

let open: Awaited<ReturnType<typeof openRegion>>;
beforeAll(async () => {
  open = await openRegion();
});
afterAll(async () => {
  await open.server.close();
  await open.region.close();
});

async function ask(boxArn: string): Promise<{ readonly status: number; readonly answer: unknown }> {
  const { status, body } = await send(open.server.port, {
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Toy_20260101.OpenBox" },
    body: JSON.stringify({ BoxArn: boxArn }),
  });
  return { status, answer: JSON.parse(body.toString()) };
}

test("its API is asked over HTTP, and refuses in its protocol", async () => {
  expect(await ask(open.boxArn)).toEqual({ status: 200, answer: { Contents: [] } });
  expect(await ask("none")).toEqual({
    status: 400,
    answer: { __type: "ResourceNotFoundException", message: "There is no box none" },
  });
});

test("a rule and a pipe deliver to it", async () => {
  const { events, kinesis, toy: boxes } = open.region.services;
  await events.buses.putEvents([{ source: "toys", detailType: "Made", detail: '{"colour":"red"}' }]);
  await kinesis.putRecord({ streamName: "toys" }, { partitionKey: "k", data: Buffer.from("a ball") });
  const contents = await until(() => {
    const texts = boxes.box(open.boxArn);
    return texts.length < 2 ? undefined : texts.toSorted();
  });
  expect(contents).toEqual(['{"colour":"red"}', expect.stringContaining(`"data":"${btoa("a ball")}"`)]);
  expect(await ask(open.boxArn)).toMatchObject({ answer: { Contents: expect.arrayContaining(contents) } });
});

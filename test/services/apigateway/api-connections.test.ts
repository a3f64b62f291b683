// What API Gateway reaches backends by, by the SDK's clients: VPC links of both kinds of APIs, client certificates; and a stage's cache.

import { X509Certificate } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as rest from "@aws-sdk/client-api-gateway";
import * as http from "@aws-sdk/client-apigatewayv2";
import { beforeAll, expect, test } from "@jest/globals";
import { type MadeApi, makeApi } from "./made-api.ts";
import { gatewayOfFile } from "./open-gateway.ts";

const gateway = gatewayOfFile();
const { client, httpClient } = gateway;
let made: MadeApi;

beforeAll(async () => {
  made = await makeApi(client);
});

const targetArns = ["arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/n/1"];

test("a VPC link of REST APIs is made, changed and listed; an integration by it asks a server of this machine", async () => {
  const link = await client.send(new rest.CreateVpcLinkCommand({ name: "l", targetArns, tags: { a: "b" } }));
  expect(link).toMatchObject({ name: "l", targetArns, status: "AVAILABLE", tags: { a: "b" } });
  const vpcLinkId = link.id ?? "";
  const patchOperations = [{ op: "replace" as const, path: "/name", value: "m" }];
  await client.send(new rest.UpdateVpcLinkCommand({ vpcLinkId, patchOperations }));
  expect(await client.send(new rest.GetVpcLinkCommand({ vpcLinkId }))).toMatchObject({ name: "m" });
  const other = await client.send(new rest.CreateVpcLinkCommand({ name: "o", targetArns }));
  const first = await client.send(new rest.GetVpcLinksCommand({ limit: 1 }));
  expect(first.items?.map(({ id }) => id)).toEqual([vpcLinkId]);
  const next = await client.send(new rest.GetVpcLinksCommand({ position: first.position }));
  expect(next.items?.map(({ id }) => id)).toEqual([other.id]);
  const backend = createServer((_, response) => response.end("behind"));
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const { restApiId, resourceId } = made;
  const integration = {
    ...({ httpMethod: "GET", type: "HTTP_PROXY", integrationHttpMethod: "GET" } as const),
    ...({ restApiId, resourceId, connectionType: "VPC_LINK" } as const),
    uri: `http://127.0.0.1:${(backend.address() as AddressInfo).port}/`,
  };
  const put = (connectionId?: string) =>
    client.send(new rest.PutIntegrationCommand({ ...integration, connectionId }));
  await expect(put()).rejects.toMatchObject({ name: "BadRequestException" });
  await expect(put("no")).rejects.toThrow("Invalid Vpc Link identifier specified");
  expect(await put(vpcLinkId)).toMatchObject({ connectionType: "VPC_LINK", connectionId: vpcLinkId });
  await client.send(new rest.CreateDeploymentCommand({ restApiId, stageName: "s" }));
  expect((await gateway.ask(restApiId, "/s/a")).text).toBe("behind");
  backend.close();
  await client.send(new rest.DeleteVpcLinkCommand({ vpcLinkId }));
  await expect(client.send(new rest.GetVpcLinkCommand({ vpcLinkId }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("a VPC link of HTTP APIs is made, renamed, listed and deleted", async () => {
  const make = (Name: string) =>
    httpClient.send(new http.CreateVpcLinkCommand({ Name, SubnetIds: ["subnet-1"], Tags: { a: "b" } }));
  const { VpcLinkId } = await make("l");
  await make("m");
  const renamed = await httpClient.send(new http.UpdateVpcLinkCommand({ VpcLinkId, Name: "n" }));
  expect(renamed).toMatchObject({
    ...{ Name: "n", SubnetIds: ["subnet-1"], VpcLinkStatus: "AVAILABLE", VpcLinkVersion: "V2" },
    Tags: { a: "b" },
  });
  const first = await httpClient.send(new http.GetVpcLinksCommand({ MaxResults: "1" }));
  expect(first.Items?.map(({ Name }) => Name)).toEqual(["n"]);
  const next = await httpClient.send(new http.GetVpcLinksCommand({ NextToken: first.NextToken }));
  expect(next.Items?.map(({ Name }) => Name)).toEqual(["m"]);
  const ResourceArn = `arn:aws:apigateway:us-east-1::/vpclinks/${VpcLinkId}`;
  await httpClient.send(new http.TagResourceCommand({ ResourceArn, Tags: { c: "d" } }));
  await httpClient.send(new http.UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
  const { Tags } = await httpClient.send(new http.GetVpcLinkCommand({ VpcLinkId }));
  expect(Tags).toEqual({ c: "d" });
  await httpClient.send(new http.DeleteVpcLinkCommand({ VpcLinkId }));
  await expect(httpClient.send(new http.GetVpcLinkCommand({ VpcLinkId }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test.each<[kind: string, make: () => Promise<string | undefined>]>([
  ["vpclinks", async () => (await client.send(new rest.CreateVpcLinkCommand({ name: "t", targetArns }))).id],
  [
    "clientcertificates",
    async () => (await client.send(new rest.GenerateClientCertificateCommand({}))).clientCertificateId,
  ],
  [
    "domainnames",
    async () =>
      (await client.send(new rest.CreateDomainNameCommand({ domainName: "t.example.com" }))).domainName,
  ],
])("what is of the kind %s bears tags", async (kind, make) => {
  const resourceArn = `arn:aws:apigateway:us-east-1::/${kind}/${await make()}`;
  await client.send(new rest.TagResourceCommand({ resourceArn, tags: { a: "b", c: "d" } }));
  await client.send(new rest.UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect((await client.send(new rest.GetTagsCommand({ resourceArn }))).tags).toEqual({ c: "d" });
});

test("a client certificate is one, and stays while a stage has it", async () => {
  const generated = await client.send(new rest.GenerateClientCertificateCommand({ description: "d" }));
  const { clientCertificateId = "", pemEncodedCertificate = "", expirationDate } = generated;
  const certificate = new X509Certificate(pemEncodedCertificate);
  expect(new Date(certificate.validTo)).toEqual(expirationDate);
  const patch = (value: string) => [{ op: "replace" as const, path: "/description", value }];
  const changed = await client.send(
    new rest.UpdateClientCertificateCommand({ clientCertificateId, patchOperations: patch("e") }),
  );
  expect(changed).toMatchObject({ clientCertificateId, description: "e", pemEncodedCertificate });
  const listed = await client.send(new rest.GetClientCertificatesCommand({}));
  expect(listed.items?.map((each) => each.clientCertificateId)).toContain(clientCertificateId);
  const { restApiId } = await makeApi(client);
  await client.send(new rest.CreateDeploymentCommand({ restApiId, stageName: "s" }));
  const use = (value: string) =>
    client.send(
      new rest.UpdateStageCommand({
        ...{ restApiId, stageName: "s" },
        patchOperations: [{ op: "replace", path: "/clientCertificateId", value }],
      }),
    );
  await expect(use("no")).rejects.toThrow("Invalid Client Certificate identifier specified");
  expect(await use(clientCertificateId)).toMatchObject({ clientCertificateId });
  const remove = () => client.send(new rest.DeleteClientCertificateCommand({ clientCertificateId }));
  await expect(remove()).rejects.toMatchObject({ name: "BadRequestException" });
  await client.send(new rest.FlushStageCacheCommand({ restApiId, stageName: "s" }));
  await expect(
    client.send(new rest.FlushStageCacheCommand({ restApiId, stageName: "no" })),
  ).rejects.toMatchObject({ name: "NotFoundException" });
  await client.send(new rest.DeleteStageCommand({ restApiId, stageName: "s" }));
  await remove();
  await expect(
    client.send(new rest.GetClientCertificateCommand({ clientCertificateId })),
  ).rejects.toMatchObject({ name: "NotFoundException" });
});

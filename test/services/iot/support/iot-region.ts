// A region in memory with its endpoint, the SDK's clients for it, and MQTT clients.

import { IoTClient } from "@aws-sdk/client-iot";
import { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { WireObject } from "../../../../src/aws/wire/operation.ts";
import type { Region } from "../../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../../server/served-region.ts";

export interface IotRegion {
  readonly region: Region;
  readonly server: ServedRegion["server"];
  readonly iot: IoTClient;
  readonly data: IoTDataPlaneClient;
  /** An operation of any service of the region. */
  ask(api: string, operation: string, request: object): Promise<WireObject>;
  connect(options?: IClientOptions): Promise<MqttClient>;
  close(): Promise<void>;
}

export async function openIot(directory?: string): Promise<IotRegion> {
  const served = await serveRegion({ directory });
  const { region, server, clientConfiguration } = served;
  region.start();
  const iot = new IoTClient(clientConfiguration);
  const data = new IoTDataPlaneClient(clientConfiguration);
  const clients: MqttClient[] = [];
  return {
    ...{ region, server, iot, data },
    async ask(api, operation, request) {
      const run = region.apis.get(api)?.operations[operation];
      if (run === undefined) throw new Error(`${api} has no ${operation}`);
      return run({ ...request }, { requestId: "one", host: "127.0.0.1" });
    },
    async connect(options = {}) {
      const { port } = await region.services.iot.brokerHost.open();
      const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...options });
      client.on("error", () => {});
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.end(true);
      for (const client of [iot, data]) client.destroy();
      await served.close();
    },
  };
}

/** The messages that come to a client, in their order. */
export function heard(
  client: MqttClient,
): { readonly topic: string; readonly text: string; readonly retain: boolean }[] {
  const all: { readonly topic: string; readonly text: string; readonly retain: boolean }[] = [];
  client.on("message", (topic, payload, { retain }) => all.push({ topic, text: payload.toString(), retain }));
  return all;
}

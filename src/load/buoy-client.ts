// The buoy: an MQTT client of the region's broker, as the device would be one. Where the broker has no port to listen on, it sends
// by HTTPS, as AWS lets devices do.

import type { MqttClient } from "mqtt";
import type { Region } from "../region/region.ts";
import { buoy } from "../weather/stations.ts";

export class BuoyClient {
  readonly #region: Region;
  readonly #client: MqttClient | undefined;

  private constructor(region: Region, client: MqttClient | undefined) {
    this.#region = region;
    this.#client = client;
  }

  static async connect(region: Region): Promise<BuoyClient> {
    const { brokerHost } = region.services.iot;
    await brokerHost.need();
    if (brokerHost.broker === undefined) return new BuoyClient(region, undefined);
    const { connectAsync } = await import("mqtt");
    const url = `mqtt://127.0.0.1:${brokerHost.broker.port}`;
    return new BuoyClient(region, await connectAsync(url, { clientId: buoy.stationId }));
  }

  /** Resolves once it is acknowledged: the record that comes of it is then on disk. */
  async send(topic: string, payload: string): Promise<void> {
    if (this.#client !== undefined) await this.#client.publishAsync(topic, payload, { qos: 1 });
    else
      await this.#region.services.iot.publish({
        ...{ topic, payload: Buffer.from(payload), qos: 1, retain: false },
        ...{ clientId: "n/a", protocol: "HTTP", principal: undefined, hops: 0 },
      });
  }

  async close(): Promise<void> {
    await this.#client?.endAsync();
  }
}

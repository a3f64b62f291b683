// Clients of the broker as they come, go and subscribe, in the logs. https://docs.aws.amazon.com/iot/latest/developerguide/cwl-format.html

import type { BrokerWatch, ConnectedClient } from "../broker/broker.ts";
import { disconnectReason } from "../broker/connections.ts";
import type { IotLogs } from "./iot-logs.ts";

/** What is told of clients, and logged as well. */
export function loggedClients(watch: BrokerWatch, logs: IotLogs): BrokerWatch {
  const tell = (eventType: string, { id: clientId }: ConnectedClient, more: object = {}) => {
    if (logs.isOn) logs.tell({ level: "INFO", eventType, status: "Success", clientId, more: { ...more } });
  };
  return {
    connected(client) {
      tell("Connect", client);
      watch.connected(client);
    },
    disconnected(client, isAsked) {
      tell("Disconnect", client, { disconnectReason: disconnectReason(isAsked) });
      watch.disconnected(client, isAsked);
    },
    subscribed(client, filters) {
      for (const topicName of filters) tell("Subscribe", client, { topicName });
      watch.subscribed(client, filters);
    },
    unsubscribed(client, filters) {
      for (const topicName of filters) tell("Unsubscribe", client, { topicName });
      watch.unsubscribed(client, filters);
    },
  };
}

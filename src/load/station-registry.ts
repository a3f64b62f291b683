// Fills the station registry, which on AWS an operator fills: the alerts name stations by it.

import { asJson } from "../aws/json.ts";
import type { Tables } from "../services/dynamodb/tables.ts";
import { buoy, stationItem, stations } from "../weather/stations.ts";

export async function registerStations(tables: Tables, tableName: string): Promise<void> {
  const requests = [...stations, buoy].map((station) => ({
    PutRequest: { Item: asJson(stationItem(station)) },
  }));
  await tables.request("BatchWriteItem", { RequestItems: { [tableName]: requests } });
}

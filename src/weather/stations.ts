// The stations of the network: what the registry (the `stations` table) is filled with. Real places around Seattle,
// whose hourly normals the replay is derived from; how each differs from Seattle is an estimate, made for the replay.

export interface Station {
  readonly stationId: string;
  readonly name: string;
  readonly place: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly elevationMetres: number;
}

export interface StationClimate extends Station {
  /** Added to Seattle's temperature; about 6.5 °C colder a kilometre up, warmer inland in summer. */
  readonly temperatureOffsetCelsius: number;
  /** Seattle's wind times this. */
  readonly windFactor: number;
}

export const stations: readonly StationClimate[] = [
  {
    stationId: "seattle-harbor",
    name: "Seattle Harbor",
    place: "Seattle, Washington",
    latitude: 47.602,
    longitude: -122.339,
    elevationMetres: 4,
    temperatureOffsetCelsius: 0,
    windFactor: 1,
  },
  {
    stationId: "everett-marina",
    name: "Everett Marina",
    place: "Everett, Washington",
    latitude: 47.998,
    longitude: -122.223,
    elevationMetres: 5,
    temperatureOffsetCelsius: -0.6,
    windFactor: 1.1,
  },
  {
    stationId: "tacoma-narrows",
    name: "Tacoma Narrows",
    place: "Tacoma, Washington",
    latitude: 47.268,
    longitude: -122.551,
    elevationMetres: 60,
    temperatureOffsetCelsius: -0.3,
    windFactor: 1.2,
  },
  {
    stationId: "olympia-airport",
    name: "Olympia Airport",
    place: "Olympia, Washington",
    latitude: 46.969,
    longitude: -122.903,
    elevationMetres: 64,
    temperatureOffsetCelsius: -1.1,
    windFactor: 0.8,
  },
  {
    stationId: "snoqualmie-pass",
    name: "Snoqualmie Pass",
    place: "Snoqualmie Pass, Washington",
    latitude: 47.424,
    longitude: -121.414,
    elevationMetres: 921,
    temperatureOffsetCelsius: -6,
    windFactor: 1.3,
  },
  {
    stationId: "cape-disappointment",
    name: "Cape Disappointment",
    place: "Ilwaco, Washington",
    latitude: 46.276,
    longitude: -124.052,
    elevationMetres: 55,
    temperatureOffsetCelsius: -0.8,
    windFactor: 1.7,
  },
];

/** Speaks MQTT, where the others put their readings on the stream themselves. */
export const buoy: StationClimate = {
  stationId: "elliott-bay-buoy",
  name: "Elliott Bay Buoy",
  place: "Elliott Bay, Washington",
  latitude: 47.613,
  longitude: -122.381,
  elevationMetres: 0,
  temperatureOffsetCelsius: -0.4,
  windFactor: 1.4,
};

/** A station as an item of the table `stations`, in DynamoDB's own notation. */
export function stationItem(
  station: Station,
): Readonly<Record<string, { readonly S: string } | { readonly N: string }>> {
  return {
    stationId: { S: station.stationId },
    name: { S: station.name },
    place: { S: station.place },
    latitude: { N: String(station.latitude) },
    longitude: { N: String(station.longitude) },
    elevationMetres: { N: String(station.elevationMetres) },
  };
}

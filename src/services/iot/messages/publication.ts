// A message on its way through the broker.

export interface Publication {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** `n/a` for what came by another way than MQTT. */
  readonly clientId: string;
  readonly protocol: "MQTT" | "HTTP";
  /** Of who signed a request. */
  readonly principal: string | undefined;
  /** How many rules had republished it before. */
  readonly hops: number;
  /** What its client had the broker say once it was gone. */
  readonly isWill?: boolean | undefined;
  /** Of one that came by Publish, or is republished with headers. */
  readonly properties?: MessageProperties | undefined;
}

/** What MQTT 5 has beside a message's payload. https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5 */
export interface MessageProperties {
  readonly contentType?: string | undefined;
  readonly responseTopic?: string | undefined;
  /** In base64. */
  readonly correlationData?: string | undefined;
  readonly formatIndicator?: string | undefined;
  readonly user: readonly (readonly [name: string, value: string])[];
}

export const formatIndicators = ["UNSPECIFIED_BYTES", "UTF8_DATA"] as const;

/** What the service itself says. */
export function ownPublication(topic: string, document: object): Publication {
  return {
    ...{ topic, payload: Buffer.from(JSON.stringify(document)), qos: 0, retain: false },
    ...{ clientId: "n/a", protocol: "MQTT", principal: undefined, hops: 0 },
  };
}

/** AWS takes no longer payload. https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
export const largestPayloadBytes = 128 * 1024;

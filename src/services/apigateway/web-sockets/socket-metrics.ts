// What API Gateway counts of the clients of a WebSocket API.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html

import type { MetricSink } from "../../../aws/metric-sink.ts";
import type { SocketMoment } from "./socket-events.ts";

export interface SocketMetrics {
  count(eventType: SocketMoment["eventType"], outcome: SocketOutcome): void;
}

export interface SocketOutcome {
  readonly status: number;
  /** Undefined where no integration was asked. */
  readonly integrationMs?: number | undefined;
  /** Whether the client did something wrong, and nobody was asked. */
  readonly isOfClient: boolean;
}

export function socketMetrics(sink: MetricSink, dimensions: Readonly<Record<string, string>>): SocketMetrics {
  const series = (name: string, unit = "Count") => sink.series("AWS/ApiGateway", name, dimensions, unit);
  const connects = series("ConnectCount");
  const messages = series("MessageCount");
  const integrationErrors = series("IntegrationError");
  const clientErrors = series("ClientError");
  const executionErrors = series("ExecutionError");
  const latency = series("IntegrationLatency", "Milliseconds");
  return {
    count(eventType, { status, integrationMs, isOfClient }) {
      if (eventType === "CONNECT") connects.record(1);
      if (eventType === "MESSAGE") messages.record(1);
      clientErrors.record(isOfClient ? 1 : 0);
      executionErrors.record(!isOfClient && status >= 500 ? 1 : 0);
      integrationErrors.record(integrationMs !== undefined && status >= 400 ? 1 : 0);
      if (integrationMs !== undefined) latency.record(integrationMs);
    },
  };
}
